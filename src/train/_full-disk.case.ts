// A run whose disk is full from the second checkpoint on: a program of its own, for the limit holds for a process.
import { execFileSync } from 'node:child_process'
import { HanTuneError } from '../base/errors.ts'
import { fit as startRun } from './fit.ts'

const [train, model, out] = process.argv.slice(2) as [string, string, string]
let epochs = 0
try {
  await startRun(
    { train, dev: train, model, out, settings: { epochs: 5, learningRate: 0.01, threads: 1, patience: 0 } },
    ({ event }) => {
      // Files may still be short, so that configurations are written and the weights fail.
      if (event === 'evaluation' && ++epochs === 1)
        execFileSync('prlimit', ['--pid', String(process.pid), '--fsize=40000'])
    },
  )
} catch (error) {
  if (!(error instanceof HanTuneError)) throw error
  console.log(`${error.code} ${error.values.reason} after ${epochs}`)
}
