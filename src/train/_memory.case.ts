// Trains in a process of its own and prints its resident memory as training goes on, in MB.
import { fit as startRun } from './fit.ts'

const [train, model, out] = process.argv.slice(2) as [string, string, string]
const settings = { epochs: 9, batchSize: 1, learningRate: 0.001, threads: 1, patience: 0 }
await startRun({ train, dev: train, model, out, settings }, (event) => {
  if (event.event !== 'evaluation') return
  globalThis.gc?.()
  console.log(JSON.stringify({ step: event.step, megabytes: process.memoryUsage().rss / 1e6 }))
})
