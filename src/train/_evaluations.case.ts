// A run that only evaluates: every ten steps it records, keeps the best two models and saves its state. A program of
// its own, to be killed; called again it resumes.
import { join } from 'node:path'
import { writeFileAtomic } from '../base/files.ts'
import { RunFolder } from './run-folder.ts'
import { saveTrainingState } from './state.ts'

/** The dev score at steps 10, 20, 30. */
const VALUES = [0.5, 0.4, 0.9]

export function evaluateUntil(path: string, lastStep: number, start: 'new' | 'resumed'): void {
  const opened = start === 'resumed' ? RunFolder.open(path) : undefined
  const run = opened?.run ?? RunFolder.create(path, { seed: 1 })
  for (let step = (opened?.state.step ?? 0) + 1; step <= lastStep; step++) {
    run.step({ event: 'step', step }, 30)
    if (step % 10 !== 0) continue
    const values = VALUES.slice(0, step / 10)
    const model = { step, epoch: values.length, metric: 'f1', value: values.at(-1)! }
    const write = (folder: string) => writeFileAtomic(join(folder, 'hantune.json'), String(step))
    run.record({ event: 'evaluation', ...model })
    run.keep(model, { best: model.value === Math.max(...values), keep: 2 }, write)
    run.save('last', (folder) => {
      write(folder)
      saveTrainingState(folder, {
        tensors: [{ name: 'a', shape: [1], data: Float32Array.of(step) }],
        state: {
          step,
          epoch: model.epoch,
          position: 0,
          optimizerSteps: step,
          random: {},
          best: null,
          patience: 0,
          fingerprints: {},
          history: [],
          extra: {},
        },
      })
    })
  }
  run.release()
}

const [path] = process.argv.slice(2)
if (process.argv[1]?.includes('_evaluations.case') && path !== undefined) {
  evaluateUntil(path, 30, 'resumed')
  console.log('done')
}
