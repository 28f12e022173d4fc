// The service's worker thread: ONNX Runtime blocks the thread that calls it, and rules take their time, too.
import { answerRequests } from '../base/worker-thread.ts'
import { type InferenceModel, openInference } from '../inference/index.ts'
import { shownPrediction } from '../train/index.ts'
import type { Lexicon } from './lexicon.ts'
import type { ServeRequests } from './protocol.ts'

let served: InferenceModel | undefined
let lexicon: Lexicon | undefined

answerRequests<ServeRequests, never>({
  async open({ run, threads, lexicon: file }) {
    // The code of rules is loaded where there are some.
    lexicon = file === undefined ? undefined : (await import('./lexicon.ts')).readLexicon(file)
    served = await openInference(run, { threads })
    const notes = lexicon?.notesFor(served) ?? []
    const { folder, hash, version, precision, tasks } = served
    const facts = { folder, hash, version, precision, tasks }
    return lexicon ? { ...facts, lexicon: lexicon.digest, rules: lexicon.size, notes } : facts
  },

  async predict({ texts, scores }) {
    const predictions = await served!.predict(texts, { scores })
    return predictions.map((own) => shownPrediction(lexicon?.override(own, served!) ?? own))
  },
})
