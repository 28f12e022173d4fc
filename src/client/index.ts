/** The client of `hantune serve`, for browsers and Node: `import { ServiceClient } from 'hantune/client'`. */
export {
  type ClientOptions,
  type Fetch,
  type ManyAnswer,
  type ModelsAnswer,
  type PredictOptions,
  type ServedModel,
  ServiceClient,
  type ServiceEntity,
  ServiceError,
  type ServicePrediction,
  type SingleAnswer,
} from './client.ts'
