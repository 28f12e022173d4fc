import { setImmediate } from 'node:timers/promises'

/** So long work may go on before a Ctrl-C is heard, in milliseconds. */
const PATIENCE = 100

/**
 * Does work that yields now and then, and stops it where that is asked for.
 *
 * @returns what the work returns
 * @throws what it throws; the reason of the signal
 */
export async function stoppable<T>(work: Generator<void, T>, signal: AbortSignal): Promise<T> {
  let heard = performance.now()
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
    if (performance.now() - heard < PATIENCE) continue
    await setImmediate()
    heard = performance.now()
    if (!signal.aborted) continue
    // Files that the work has open are closed.
    work.return(undefined as never)
    signal.throwIfAborted()
  }
}
