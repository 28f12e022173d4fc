import { expect, test } from 'vitest'
import { defaultLearningRate, parseSettings, SETTING_NAMES } from './index.ts'

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

test.each([
  ['epochs', [0, -1, 1.5, 10_001, Number.NaN, '3', null]],
  ['batchSize', [0, 2.5, 65_537, Number.POSITIVE_INFINITY]],
  ['learningRate', [0, -1e-5, 1.1, Number.NaN, '1e-4']],
  ['warmup', [-0.1, Number.NaN]],
  ['weightDecay', [-1, 1.01]],
  ['maxGradNorm', [0, -1]],
  ['dropout', [-0.1, 0.91]],
  ['maxLength', [0, 1.5]],
  ['granularity', ['word', '', 1]],
  ['patience', [-1, 0.5]],
  ['devShare', [0, 1, 2]],
  ['numLabels', [0, 1.5]],
  ['repairTags', ['yes', 1]],
  ['recompute', [0, 'true']],
  ['seed', [-1, 2 ** 32, 0.5]],
  ['threads', [0, 1025]],
] as const)('%s is refused out of its range', (name, values) => {
  for (const value of values) {
    expect(() => parseSettings({ [name]: value }), String(value)).toThrow(
      expect.objectContaining({ code: 'E_SETTING_VALUE', values: expect.objectContaining({ name }) }),
    )
  }
})

test('every setting is in the table above', () => {
  expect(SETTING_NAMES).toHaveLength(46)
})

test('the learning rate follows from the encoder', () => {
  const rate = (layers: number, width: number, pretrained = true) =>
    defaultLearningRate({ layers, width, pretrained })
  expect([rate(12, 768), rate(24, 1024)]).toEqual([2e-5, 2e-5])
  expect([rate(3, 768), rate(4, 312), rate(6, 768), rate(12, 312)]).toEqual([1e-4, 1e-4, 1e-4, 1e-4])
  expect(rate(12, 768, false)).toBe(5e-4)
})
