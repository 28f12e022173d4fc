import { HanTuneError } from '../base/errors.ts'
import type { World } from './world.ts'

export type State = 'ok' | 'warning' | 'failure'

/** What one look at the machine gave. */
export interface Finding {
  readonly check: string
  readonly state: State
  readonly what: string
  /** What to do about it; absent where there is nothing to do. */
  readonly fix?: string
}

/** One look. */
export type Check = (world: World) => Finding | Promise<Finding>

export const good = (check: string, what: string): Finding => ({ check, state: 'ok', what })

export const bad = (check: string, state: State, what: string, fix: string): Finding => ({
  check,
  state,
  what,
  fix,
})

/** An error that says itself what to do. */
export const told = (check: string, state: State, error: HanTuneError): Finding =>
  bad(check, state, error.what(), error.fix())

export const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message.split('\n')[0]! : String(error)

/** A look whose errors with a fix of their own are findings, too. */
export function guarded(name: string, look: Check): Check {
  return async (world) => {
    try {
      return await look(world)
    } catch (error) {
      if (!(error instanceof HanTuneError)) throw error
      return told(name, 'failure', error)
    }
  }
}
