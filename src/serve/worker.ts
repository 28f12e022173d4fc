// The service's worker thread: ONNX Runtime blocks the thread that calls it, and rules take their time, too.
import { answerRequests, type WorkerHandlers } from '../base/worker-thread.ts'
import { type InferenceModel, openInference } from '../inference/index.ts'
import { shownPrediction } from '../train/index.ts'
import type { Lexicon } from './lexicon.ts'
import type { ServeRequests } from './protocol.ts'
import { Turns } from './turns.ts'

let served: InferenceModel | undefined
let lexicon: Lexicon | undefined
const turns = new Turns()
const underWay = new Map<number, AbortController>()

const handlers: WorkerHandlers<ServeRequests, never> = {
  async open({ run, threads, lexicon: file }) {
    // The code of rules is loaded where there are some.
    lexicon = file === undefined ? undefined : (await import('./lexicon.ts')).readLexicon(file)
    served = await openInference(run, { threads })
    const notes = lexicon?.notesFor(served) ?? []
    const { folder, hash, version, precision, tasks } = served
    const facts = { folder, hash, version, precision, tasks }
    return lexicon ? { ...facts, lexicon: lexicon.digest, rules: lexicon.size, notes } : facts
  },

  /** A short text gets its turn between two batches of a long one. */
  async predict({ id, texts, scores }) {
    const giveUp = new AbortController()
    underWay.set(id, giveUp)
    const turn = await turns.take()
    try {
      const predictions = await served!.predict(texts, {
        scores,
        async onBatch(done, all) {
          if (done < all) await turn.pause()
          giveUp.signal.throwIfAborted()
        },
      })
      const shown = predictions.map((own) => shownPrediction(lexicon?.override(own, served!) ?? own))
      turn.end()
      return { predictions: shown, ms: turn.ms }
    } finally {
      turn.end()
      underWay.delete(id)
    }
  },

  async giveUp(id) {
    underWay.get(id)?.abort()
  },
}

answerRequests(handlers, { isAbreast: true })
