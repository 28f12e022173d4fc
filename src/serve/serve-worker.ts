import { prepareThread, takeThread } from '../base/spare-threads.ts'
import { compiledUrl } from '../base/worker-client.ts'
import type { TaskInput } from '../tasks/index.ts'
import type { OpenAsk, PredictAnswer, ServedFacts, ServeRequests } from './protocol.ts'

/** A model in a thread of its own. */
export interface ServeWorker {
  readonly facts: ServedFacts
  /**
   * Predicts; may be asked again before it has answered.
   *
   * @param signal ends the work between two batches
   * @throws E_WORKER_DIED
   */
  predict(texts: readonly TaskInput[], scores: boolean, signal: AbortSignal): Promise<PredictAnswer>
  close(): Promise<void>
}

/** @param signal gives the opening up */
export type OpenWorker = (ask: OpenAsk, signal?: AbortSignal) => Promise<ServeWorker>

const CODE = compiledUrl(import.meta.url, 'serve/worker.js')

/** Starts the thread in which the next model will be opened. */
export const prepareWorker = (): void => prepareThread(CODE)

/** Opens a saved model in a thread of its own. @throws as `openInference`; E_RULES_*, E_CLI_LEXICON_TASK; the signal's reason */
export const openWorker: OpenWorker = async (ask, signal) => {
  const thread = takeThread<ServeRequests>(CODE)
  try {
    const facts = await thread.request('open', ask, { signal })
    let next = 0
    return {
      facts,
      async predict(texts, scores, signal) {
        const id = next++
        // A thread that has ended does not work on.
        const giveUp = () => void thread.request('giveUp', id).catch(() => {})
        signal.addEventListener('abort', giveUp, { once: true })
        try {
          return await thread.request('predict', { id, texts, scores })
        } finally {
          signal.removeEventListener('abort', giveUp)
        }
      },
      close: () => thread.close(),
    }
  } catch (error) {
    const closing = thread.close()
    // In the middle of its work a thread ends when it can: whoever gives it up does not wait for that.
    if (!signal?.aborted) await closing
    throw error
  }
}
