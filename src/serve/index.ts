export { errorLine, fullError } from './errors.ts'
export { readKeys } from './keys.ts'
export {
  type Batching,
  DEFAULT_BATCHING,
  DEFAULT_HOST,
  DEFAULT_LIMITS,
  DEFAULT_PORT,
  DEFAULT_RELOAD,
  type Limits,
} from './limits.ts'
export type { ModelEvent } from './model-host.ts'
export type { ServedFacts, ServedRun } from './protocol.ts'
export { type Service, type ServiceEvent, type ServiceOptions, startService } from './service.ts'
