import { compiledUrl, WorkerClient } from '../base/worker-client.ts'
import type { TaskInput } from '../tasks/index.ts'
import type { OpenAsk, ServedFacts, ServeRequests } from './protocol.ts'

/** A model in a thread of its own. */
export interface ServeWorker {
  readonly facts: ServedFacts
  /** Predictions as they are sent to clients, in the order of the texts. @throws E_WORKER_DIED */
  predict(texts: readonly TaskInput[], scores: boolean): Promise<object[]>
  close(): Promise<void>
}

export type OpenWorker = (ask: OpenAsk) => Promise<ServeWorker>

const newThread = () => new WorkerClient<ServeRequests>(compiledUrl(import.meta.url, 'serve/worker.js'))
let spare: WorkerClient<ServeRequests> | undefined

/** Starts the thread in which the next model will be opened: it reads its code while this one reads that of the server. */
export function prepareThread(): void {
  spare ??= newThread()
}

/** Opens a saved model in a thread of its own. @throws as `openInference`; E_RULES_*, E_CLI_LEXICON_TASK */
export const openWorker: OpenWorker = async (ask) => {
  const thread = spare ?? newThread()
  spare = undefined
  try {
    const facts = await thread.request('open', ask)
    return {
      facts,
      predict: (texts, scores) => thread.request('predict', { texts, scores }),
      close: () => thread.close(),
    }
  } catch (error) {
    await thread.close()
    throw error
  }
}
