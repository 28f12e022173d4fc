import { expect, test } from 'vitest'
import { defaultLearningRate, parseSettings, SETTING_NAMES, type Settings } from './index.ts'

test('defaults are complete and valid', () => {
  const settings = parseSettings({})
  expect(settings).toMatchObject({ epochs: 10, batchSize: 32, warmup: 0.1, patience: 3, seed: 42 })
  expect(parseSettings(settings)).toEqual(settings)
  expect(settings.threads).toBeGreaterThan(0)
})

test.each([
  ['epoch', ' (≈ epochs)'],
  ['batch_size', ' (≈ batchSize)'],
  ['LearningRate', ' (≈ learningRate)'],
  ['optimizer', ''],
])('the unknown name %s', (name, near) => {
  expect(() => parseSettings({ [name]: 1 })).toThrow(
    expect.objectContaining({
      code: 'E_SETTING_UNKNOWN',
      values: { name, near, known: SETTING_NAMES.join(', ') },
    }),
  )
})

const REFUSED: { readonly [name in keyof Settings]-?: readonly unknown[] } = {
  epochs: [0, -1, 1.5, 10_001, Number.NaN, '3', null],
  batchSize: [0, 2.5, 65_537, Number.POSITIVE_INFINITY],
  accumulation: [0, 1.5, 65_537],
  learningRate: [0, -1e-5, 1.1, Number.NaN, '1e-4'],
  headLearningRate: [0, 1.1],
  crfLearningRate: [0, 1.1],
  layerDecay: [0, 1.1],
  rates: [{ a: 0 }, { a: 2 }, { '': 0.1 }, [0.1], 'a=1', 0.1],
  taskRates: [{ ner: 0 }, { ner: '1' }, 3],
  schedule: ['polynomial', '', 1],
  warmup: [-0.1, Number.NaN],
  maxGradNorm: [0, -1],
  trainLayers: [-1, 0.5, 201, 'none'],
  freezeEmbeddings: [1, 'true'],
  freeze: ['bert.*', [''], [3]],
  weightDecay: [-1, 1.01],
  l2: [-1, 1.01],
  dropout: [-0.1, 0.91],
  attentionDropout: [-0.1, 0.91],
  headDropout: [-0.1, 0.91],
  wordDropout: [-0.1, 0.91],
  augment: ['entities', ['synonyms'], [1]],
  augmentFactor: [0, 21],
  labelSmoothing: [-0.1, 0.91],
  focalGamma: [-1, 11],
  rDrop: [-1, 101],
  fgm: [-1, 101],
  ema: [-0.1, 1],
  classWeights: ['even', { a: 0 }, { a: -1 }, 3],
  head: ['mlp', 1],
  maxLength: [0, 1.5],
  granularity: ['word', '', 1],
  taskSampling: [-0.1, 1.1],
  compareSingle: [1],
  evaluateEvery: [-1, 0.5],
  patience: [-1, 0.5],
  metric: ['', 1],
  keepBest: [0, 101],
  devShare: [0, 1, 2],
  numLabels: [0, 1.5],
  repairTags: ['yes', 1],
  check: ['no', 0],
  tokenColumn: [0, 1.5],
  tagColumn: [0, 'x'],
  textColumn: ['', 0],
  labelColumn: ['', 0],
  pairColumn: ['', 0],
  idColumn: ['', 0],
  labelSeparator: ['', 3],
  skipUnlabelled: ['yes', 1],
  skipEmpty: ['yes', 1],
  sheet: ['', 0],
  offsets: ['bytes', 16],
  ends: ['open', true],
  discontinuous: ['keep', true],
  recompute: [0, 'true'],
  activations: ['bfloat16'],
  optimizerState: ['float16'],
  memoryLimit: [0, 1.5, '8', '8 gigabytes', '-1GB', '0GB', '1KB', 'GB'],
  auto: [-1, 0.5, 21],
  seed: [-1, 2 ** 32, 0.5],
  threads: [0, 1025],
}

test.each(Object.entries(REFUSED))('%s is refused out of its range', (name, values) => {
  for (const value of values) {
    const named = expect.stringMatching(new RegExp(`^${name}(\\.|$)`))
    expect(() => parseSettings({ [name]: value }), String(value)).toThrow(
      expect.objectContaining({ code: 'E_SETTING_VALUE', values: expect.objectContaining({ name: named }) }),
    )
  }
})

test('every setting is in the table above', () => {
  expect(Object.keys(REFUSED)).toEqual(SETTING_NAMES)
})

test.each([
  [512, 512],
  ['512MB', 512],
  ['8GB', 8000],
  ['8 gb', 8000],
  ['6.5GiB', 6979],
  ['1TB', 1_000_000],
])('memory of %s is %d megabytes', (memoryLimit, megabytes) => {
  expect(parseSettings({ memoryLimit }).memoryLimit).toBe(megabytes)
})

test('the learning rate follows from the encoder', () => {
  const rate = (layers: number, width: number, pretrained = true) =>
    defaultLearningRate({ layers, width, pretrained })
  expect([rate(12, 768), rate(24, 1024)]).toEqual([2e-5, 2e-5])
  expect([rate(3, 768), rate(4, 312), rate(6, 768), rate(12, 312)]).toEqual([1e-4, 1e-4, 1e-4, 1e-4])
  expect([rate(4, 256), rate(6, 288), rate(2, 128)]).toEqual([5e-4, 5e-4, 5e-4])
  expect(rate(12, 768, false)).toBe(5e-4)
})
