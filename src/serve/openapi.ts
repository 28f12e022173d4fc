import * as z from 'zod'
import { VERSION } from '../base/version.ts'
import { type ServeCode, STATUS } from './errors.ts'
import {
  entitySchema,
  errorAnswer,
  healthAnswer,
  manyAnswer,
  modelSchema,
  modelsAnswer,
  predictionSchema,
  predictRequest,
  readyAnswer,
  singleAnswer,
  taskPrediction,
} from './schemas.ts'

const SCHEMAS = {
  PredictRequest: predictRequest,
  SingleAnswer: singleAnswer,
  ManyAnswer: manyAnswer,
  Prediction: predictionSchema,
  TaskPrediction: taskPrediction,
  Entity: entitySchema,
  ErrorAnswer: errorAnswer,
  ModelsAnswer: modelsAnswer,
  Model: modelSchema,
  HealthAnswer: healthAnswer,
  ReadyAnswer: readyAnswer,
}

const refTo = (name: keyof typeof SCHEMAS) => ({ $ref: `#/components/schemas/${name}` })
const json = (schema: object, example?: unknown) => ({
  content: { 'application/json': { schema, ...(example !== undefined && { example }) } },
})

const SAYINGS: Readonly<Record<number, string>> = {
  400: 'The request is wrong.',
  401: 'No valid key was given.',
  404: 'There is no such model or path.',
  405: 'The path does not take this method.',
  408: 'The request did not arrive in time.',
  413: 'The body, the number of texts or a text is too large.',
  415: 'The body is not announced as JSON in UTF-8.',
  429: 'The client has too many requests under way.',
  431: 'The header is too large.',
  500: 'The service failed.',
  503: 'The service is starting, stopping or has too much to do.',
}

/** The answer to a status, with the codes that it may bear. */
function errorOf(status: number): object {
  const codes = (Object.keys(STATUS) as ServeCode[]).filter((code) => STATUS[code] === status)
  const retry = { description: 'Seconds after which to try again.', schema: { type: 'integer' } }
  return {
    description: `${SAYINGS[status]!} Codes: ${codes.map((code) => `\`${code}\``).join(', ')}.`,
    ...((status === 429 || status === 503) && { headers: { 'Retry-After': retry } }),
    ...json(refTo('ErrorAnswer')),
  }
}

const errors = (...statuses: number[]) =>
  Object.fromEntries(statuses.map((status) => [status, errorOf(status)]))

const keyed = { security: [{ bearer: [] }, { apiKey: [] }, {}] }
const open = { security: [] }

/** What `/openapi.json` says: made of the schemas that requests are checked by. */
export function openApi(): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'HanTune',
      version: VERSION,
      description: 'Predictions of fine-tuned Chinese BERT models: entities, classes, labels, pairs.',
    },
    paths: {
      '/predict': {
        post: {
          operationId: 'predict',
          summary: 'Predicts on a text or many.',
          ...keyed,
          requestBody: { required: true, ...json(refTo('PredictRequest'), { text: '我在北京工作' }) },
          responses: {
            200: {
              description: 'One object for one text; `results` for an array, in its order.',
              ...json({ oneOf: [refTo('SingleAnswer'), refTo('ManyAnswer')] }),
            },
            ...errors(400, 401, 404, 408, 413, 415, 429, 500, 503),
          },
        },
      },
      '/models': {
        get: {
          operationId: 'models',
          summary: 'What is served.',
          ...keyed,
          responses: { 200: { description: 'The models.', ...json(refTo('ModelsAnswer')) }, ...errors(401) },
        },
      },
      '/health': {
        get: {
          operationId: 'health',
          summary: 'Whether the process is alive.',
          ...open,
          responses: { 200: { description: 'It is.', ...json(refTo('HealthAnswer')) } },
        },
      },
      '/ready': {
        get: {
          operationId: 'ready',
          summary: 'Whether requests are taken.',
          ...open,
          responses: {
            200: { description: 'They are.', ...json(refTo('ReadyAnswer')) },
            503: { description: 'The service is starting or stopping.', ...json(refTo('ReadyAnswer')) },
          },
        },
      },
      '/metrics': {
        get: {
          operationId: 'metrics',
          summary: 'Figures in the format of Prometheus.',
          ...keyed,
          responses: {
            200: { description: 'The figures.', content: { 'text/plain': { schema: { type: 'string' } } } },
            ...errors(401),
          },
        },
      },
    },
    components: {
      schemas: schemas(),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      },
    },
  }
}

function schemas(): object {
  const registry = z.registry<{ id: string; description?: string }>()
  for (const [id, schema] of Object.entries(SCHEMAS))
    registry.add(schema, { id, ...(schema.description !== undefined && { description: schema.description }) })
  const made = z.toJSONSchema(registry, {
    uri: (id) => `#/components/schemas/${id}`,
    // What is sent may grow: only requests are closed to fields that are not known.
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
    },
  })
  const plain = Object.entries(made.schemas).map(([id, { $schema: _s, $id: _i, id: _n, ...schema }]) => [
    id,
    schema,
  ])
  return Object.fromEntries(plain)
}
