import type { Job } from './_job.ts'
import type { Reading } from './pace.ts'
import type { ServeWorker } from './serve-worker.ts'

/** A batch that a worker reads. */
export interface SlotReading extends Reading {
  readonly batch: readonly Job[]
  /** Nobody waits for it any more. */
  readonly giveUp: AbortController
}

/**
 * A worker and what it reads: one batch, and beside a text that is too long for a batch one batch of others, which get their
 * turns in the midst of it.
 */
export class Slot {
  readonly worker: ServeWorker
  long: SlotReading | undefined
  short: SlotReading | undefined

  constructor(worker: ServeWorker) {
    this.worker = worker
  }

  get isReading(): boolean {
    return this.long !== undefined || this.short !== undefined
  }

  /** Whether it may be given more: nothing beside what a worker may have died of, or it would be blamed for it, too. */
  get hasRoom(): boolean {
    return !this.short && this.long?.batch[0]?.isAlone !== true
  }

  /** Ends what is read for requests that are over. */
  giveUpWhatIsOver(): void {
    for (const reading of [this.long, this.short])
      if (reading?.batch.every(({ request }) => request.isOver)) reading.giveUp.abort()
  }
}
