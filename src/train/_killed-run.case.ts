// A training run in a process of its own, to be killed; called again it goes on.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fit as runOnce } from './fit.ts'

const [train, model, out] = process.argv.slice(2) as [string, string, string]
const settings = {
  ...{ epochs: 150, batchSize: 8, learningRate: 0.01, patience: 0, threads: 1 },
  ...{ dropout: 0.2, ema: 0.9, keepBest: 2, evaluateEvery: 3 },
}
const canResume = existsSync(join(out, 'last/training.json'))
await runOnce(canResume ? { out, resume: true } : { train, dev: train, model, out, settings }, (event) => {
  // From here on there is something to lose.
  if (event.event === 'plan') console.log('began')
})
console.log('done')
