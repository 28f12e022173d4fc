import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { ownNames, parseSettings, readConfigFile } from './index.ts'

test.each([
  [{ num_train_epochs: 3 }, { epochs: 3 }],
  [{ numTrainEpochs: 3 }, { epochs: 3 }],
  [
    { per_device_train_batch_size: 16, gradientAccumulationSteps: 2 },
    { batchSize: 16, accumulation: 2 },
  ],
  [
    { learning_rate: 1e-4, weight_decay: 0.1, max_grad_norm: 2 },
    { learningRate: 1e-4, weightDecay: 0.1, maxGradNorm: 2 },
  ],
  [
    { label_smoothing_factor: 0.1, gradient_checkpointing: true },
    { labelSmoothing: 0.1, recompute: true },
  ],
  [
    { save_total_limit: 2, early_stopping_patience: 5 },
    { keepBest: 2, patience: 5 },
  ],
  [{ metric_for_best_model: 'eval_f1' }, { metric: 'f1' }],
  [{ metricForBestModel: 'accuracy' }, { metric: 'accuracy' }],
  [{ max_seq_length: 128 }, { maxLength: 128 }],
  [{ max_length: 128 }, { maxLength: 128 }],
  [{ warmup_steps: 100 }, { warmup: 100 }],
  [{ warmup_ratio: 0.06 }, { warmup: 0.06 }],
  [{ lr_scheduler_type: 'cosine' }, { schedule: 'cosine' }],
  [{ lr_scheduler_type: 'constant' }, { schedule: 'constant', warmup: 0 }],
  [
    { lrSchedulerType: 'constant_with_warmup', warmup_steps: 5 },
    { schedule: 'constant', warmup: 5 },
  ],
  [{ eval_strategy: 'steps', eval_steps: 50 }, { evaluateEvery: 50 }],
  [{ evaluation_strategy: 'epoch' }, { evaluateEvery: 0 }],
  [{ seed: 7, fp16: false, optim: 'adamw_torch', max_steps: -1, load_best_model_at_end: true }, { seed: 7 }],
])('%j means %j', (input, own) => {
  expect(ownNames(input).values).toEqual(own)
  expect(parseSettings(input)).toEqual(parseSettings(own))
})

test.each([
  [{ num_train_epochs: 3, epochs: 3 }, 'num_train_epochs', 'epochs'],
  [{ learningRate: 1e-4, learning_rate: 1e-4 }, 'learningRate', 'learning_rate'],
  [{ warmup_steps: 3, warmup_ratio: 0.1 }, 'warmup_steps', 'warmup_ratio'],
  [{ lr_scheduler_type: 'constant', warmup_steps: 3 }, 'lr_scheduler_type', 'warmup_steps'],
  [{ eval_strategy: 'epoch', eval_steps: 3 }, 'eval_strategy', 'eval_steps'],
])('%j: one setting twice', (input, first, second) => {
  expect(() => parseSettings(input)).toThrow(
    expect.objectContaining({ code: 'E_SETTING_TWICE', values: { first, second } }),
  )
})

test.each([
  [{ fp16: true }, 'float32'],
  [{ bf16: true }, 'float32'],
  [{ deepspeed: 'ds.json' }, 'one machine'],
  [{ optim: 'adafactor' }, 'AdamW'],
  [{ optim: 'adamw_bnb_8bit' }, 'AdamW'],
  [{ adamBeta1: 0.8 }, '0.9'],
  [{ max_steps: 100 }, 'epochs'],
  [{ output_dir: 'x' }, 'out'],
  [{ save_steps: 10 }, 'keepBest'],
])('%j cannot be honoured, and the reason is given', (input, reason) => {
  const [[name]] = Object.entries(input) as [[string, unknown]]
  const code = 'E_SETTING_UNSUPPORTED'
  const values = expect.objectContaining({
    name,
    en: expect.stringContaining(reason),
    zh: expect.any(String),
  })
  expect(() => parseSettings(input)).toThrow(expect.objectContaining({ code, values }))
})

test.each([
  [{ num_train_epochs: 0 }, 'num_train_epochs'],
  [{ warmup_steps: 0.5 }, 'warmup_steps'],
  [{ warmup_ratio: 1 }, 'warmup_ratio'],
  [{ lr_scheduler_type: 'polynomial' }, 'lr_scheduler_type'],
  [{ eval_strategy: 'no' }, 'eval_strategy'],
  [{ eval_strategy: 'steps' }, 'eval_strategy'],
  [{ eval_steps: 0.5 }, 'eval_steps'],
])('%j: the message names what was written', (input, name) => {
  expect(() => parseSettings(input)).toThrow(
    expect.objectContaining({ code: 'E_SETTING_VALUE', values: expect.objectContaining({ name }) }),
  )
})

describe('in a file', () => {
  const folder = temporaryFolder()
  const read = (text: string) => {
    const file = join(folder, 'c.yaml')
    writeFileSync(file, text)
    return readConfigFile(file)
  }

  test('settings come by their own names', () => {
    const text = 'num_train_epochs: 3\neval_strategy: steps\neval_steps: 20\nfp16: false'
    expect(read(text).settings).toEqual({ epochs: 3, evaluateEvery: 20 })
  })

  test.each([
    ['num_train_epochs: 0', 'E_SETTING_VALUE', 1, 19],
    ['seed: 1\nbf16: true', 'E_SETTING_UNSUPPORTED', 2, 7],
    ['seed: 1\nepochs: 1\nnum_train_epochs: 3', 'E_SETTING_TWICE', 3, 19],
    ['warmup_ratio: 3', 'E_SETTING_VALUE', 1, 15],
  ])('faults have their place: %j', (text, code, line, column) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({ code, place: { file: join(folder, 'c.yaml'), line, column } }),
    )
  })
})
