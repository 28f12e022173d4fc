// The service's worker thread: ONNX Runtime blocks the thread that calls it, and rules take their time, too.
import { answerRequests } from '../base/worker-thread.ts'
import { type InferenceModel, openInference } from '../inference/index.ts'
import { loadRules, type Rules } from '../rules/index.ts'
import { override, requireTagging, shownPrediction } from '../train/index.ts'
import type { ServeRequests } from './protocol.ts'

let served: InferenceModel | undefined
let rules: Rules | undefined

answerRequests<ServeRequests, never>({
  async open({ run, threads, lexicon }) {
    rules = lexicon === undefined ? undefined : loadRules(lexicon)
    served = await openInference(run, { threads })
    if (rules) requireTagging(served)
    const { folder, hash, version, precision, tasks } = served
    return { folder, hash, version, precision, tasks, ...(rules && { rules: rules.size }) }
  },

  async predict({ texts, scores }) {
    const predictions = await served!.predict(texts, { scores })
    return predictions.map((own) => shownPrediction(rules ? override(own, rules, served!) : own))
  },
})
