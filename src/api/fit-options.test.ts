import { expect, test } from 'vitest'
import { EMBEDDED_MODEL } from '../train/index.ts'
import { type FitOptions, jobOf } from './fit-options.ts'

const settingsOf = (options: FitOptions) =>
  jobOf({ trainData: 'a.bio', out: 'runs/a', ...options }, EMBEDDED_MODEL, []).settings

test('names of TrainingArguments, in both ways of writing, beside our own', () => {
  expect(settingsOf({ num_train_epochs: 3, perDeviceTrainBatchSize: 8, lr: 1e-4, fgm: 1 })).toEqual({
    epochs: 3,
    batchSize: 8,
    learningRate: 1e-4,
    fgm: 1,
  })
  expect(settingsOf({ warmupSteps: 10 })).toEqual({ warmup: 10 })
})

test.each([
  [{ num_train_epochs: 3, epochs: 3 }, 'E_SETTING_TWICE'],
  [{ lr: 1e-4, learning_rate: 1e-4 }, 'E_SETTING_TWICE'],
  [{ warmupSteps: 3, warmup_ratio: 0.1 }, 'E_SETTING_TWICE'],
  [{ fp16: true }, 'E_SETTING_UNSUPPORTED'],
  [{ num_train_epoch: 3 }, 'E_FIT_UNKNOWN'],
])('%j is refused: %s', (options, code) => {
  expect(() => settingsOf(options as FitOptions)).toThrow(expect.objectContaining({ code }))
})

test('a run that is resumed takes records that it had in memory, and nothing else', () => {
  const records = [{ text: '好', label: 'a' }]
  const onEvent = () => {}
  const of = (options: FitOptions) => jobOf({ resume: 'runs/a', ...options }, EMBEDDED_MODEL, ['cls'])
  expect(of({ onEvent, trainData: { cls: records }, valData: records })).toEqual({
    ...{ out: 'runs/a', resume: true },
    ...{ train: records, dev: records },
  })
  for (const [options, name] of [
    [{ epochs: 3 }, 'epochs'],
    [{ out: 'runs/b' }, 'out'],
    [{ resumeFrom: 'runs/b' }, 'resumeFrom'],
    [{ trainData: 'a.tsv' }, 'trainData'],
  ] as const)
    expect(() => of(options)).toThrow(expect.objectContaining({ code: 'E_FIT_RESUME', values: { name } }))
})
