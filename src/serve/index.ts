export { readKeys } from './keys.ts'
export { type Batching, DEFAULT_BATCHING, DEFAULT_LIMITS, type Limits } from './limits.ts'
export { type ModelEvent, publicError } from './model-host.ts'
export type { ServedFacts, ServedRun } from './protocol.ts'
export {
  DEFAULT_HOST,
  DEFAULT_PORT,
  DEFAULT_RELOAD,
  type Service,
  type ServiceEvent,
  type ServiceOptions,
  startService,
} from './service.ts'
