import type { TaskInput } from '../tasks/index.ts'
import type { Waiting } from './batcher.ts'
import type { ServedFacts } from './protocol.ts'

/** Predictions for a request, and how long they took. */
export interface Outcome {
  /** In the order of the texts. */
  readonly predictions: readonly object[]
  readonly facts: ServedFacts
  /** The longest that one of the texts waited, and the time of its batches, in milliseconds. */
  readonly queueMs: number
  readonly computeMs: number
}

/** A request of whose texts some wait or are read. */
export interface Request {
  readonly predictions: object[]
  left: number
  /** Whether nobody waits for it any more. */
  isOver: boolean
  queueMs: number
  computeMs: number
  done(outcome: Outcome): void
  failed(error: unknown): void
}

/** A text of a request. */
export interface Job extends Waiting {
  kind: string
  readonly input: TaskInput
  readonly scores: boolean
  readonly at: number
  readonly request: Request
  /** Set because a batch with it failed, or a worker that read it died. */
  isAlone: boolean
}
