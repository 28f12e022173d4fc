import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { TINY_SETTINGS } from '../../test/support/tiny.ts'
import { writeWeights } from '../../test/support/tiny-encoder.ts'
import { parseSettings } from '../config/index.ts'
import { openSafetensors } from '../safetensors/index.ts'
import type { AnyTask, Example } from '../tasks/index.ts'
import { onlyTask, tinyFiles } from './_testing.case.ts'
import { checkClassWeights, classWeightsOf } from './class-weights.ts'
import type { LoadedData } from './dataset.ts'
import { fit as runOnce } from './fit.ts'
import { complete } from './prepare.ts'
import { openPretrained } from './pretrained.ts'
import { targetsOf, weightOf } from './targets.ts'
import { dropWords } from './word-dropout.ts'

/** Trains the tiny encoder from the same weights and reads what became of them. */
async function weightsAfter(settings: object): Promise<Map<string, Float32Array>> {
  const files = tinyFiles()
  writeWeights(files.model)
  const { bio, model, out } = files
  const all = { ...TINY_SETTINGS, epochs: 2, dropout: 0, ...settings }
  await runOnce({ train: bio, dev: bio, model, out, settings: all })
  const file = openSafetensors(join(out, 'last/model.safetensors'))
  const weights = new Map<string, Float32Array>()
  for (const [name, { shape }] of file.tensors) {
    const values = new Float32Array(shape.reduce((size, dim) => size * dim, 1))
    file.readFloat32(name, values)
    weights.set(name, values)
  }
  file.close()
  return weights
}

const farthest = (a: Float32Array, b: Float32Array) =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0)

test('accumulated batches make the steps of one batch so many times as large', async () => {
  const slow = { learningRate: 1e-4, headLearningRate: 1e-4 }
  const whole = await weightsAfter({ ...slow, batchSize: 32, accumulation: 1 })
  const parts = await weightsAfter({ ...slow, batchSize: 8, accumulation: 4 })
  const other = await weightsAfter({ ...slow, batchSize: 8, accumulation: 1 })
  for (const [name, expected] of whole) {
    // A key's bias has no gradient but rounding, which Adam makes as large as any other.
    if (name.endsWith('key.bias')) continue
    expect(farthest(parts.get(name)!, expected), name).toBeLessThan(2e-6)
  }
  expect(farthest(other.get('classifier.weight')!, whole.get('classifier.weight')!)).toBeGreaterThan(1e-4)
})

describe('what is frozen', () => {
  test.each([
    ['everything but the head', { trainLayers: 0 }, /^bert\./],
    ['embeddings', { freezeEmbeddings: true }, /^bert\.embeddings\./],
    ['by pattern', { freeze: ['*LayerNorm*'] }, /LayerNorm/],
  ])('%s keeps every bit, the rest learns', async (_, settings, frozen) => {
    const files = tinyFiles()
    writeWeights(files.model)
    const before = openSafetensors(join(files.model, 'model.safetensors'))
    const after = await weightsAfter(settings)
    const start = (name: string) => {
      const values = new Float32Array(after.get(name)!.length)
      before.readFloat32(name, values)
      return values
    }
    for (const name of before.tensors.keys()) {
      const moved = farthest(after.get(name)!, start(name)) > 0
      expect(moved, name).toBe(!frozen.test(name))
    }
    before.close()
  })

  test('has no moments in the state', async () => {
    const files = tinyFiles()
    let steps = 0
    const job = { train: files.bio, dev: files.bio, model: files.model, out: files.out }
    const settings = { ...TINY_SETTINGS, trainLayers: 0, epochs: 2 }
    await runOnce({ ...job, settings }, () => {}, { isInterrupted: () => ++steps === 2 })
    const state = openSafetensors(join(files.out, 'last/training.safetensors'))
    expect([...state.tensors.keys()].sort()).toEqual(
      ['bias', 'weight'].flatMap((n) => [`classifier.${n}.exp_avg`, `classifier.${n}.exp_avg_sq`]),
    )
    state.close()
  })
})

test('an average of weights is what is saved', async () => {
  const [plain, average] = [await weightsAfter({}), await weightsAfter({ ema: 0.99 })]
  expect(farthest(plain.get('classifier.weight')!, average.get('classifier.weight')!)).toBeGreaterThan(1e-4)
  // An average that forgets at once is the weights themselves.
  const none = await weightsAfter({ ema: 1e-9 })
  expect(farthest(plain.get('classifier.weight')!, none.get('classifier.weight')!)).toBeLessThan(1e-6)
})

test('a true L2 penalty makes weights smaller, and not biases', async () => {
  const norm = (weights: Map<string, Float32Array>, name: string) =>
    weights.get(name)!.reduce((sum, value) => sum + value * value, 0)
  const name = 'bert.encoder.layer.0.output.dense.weight'
  const [plain, penalised] = [await weightsAfter({ weightDecay: 0 }), await weightsAfter({ l2: 0.1 })]
  expect(norm(penalised, name)).toBeLessThan(norm(plain, name))
})

describe('word dropout', () => {
  const example = (length: number): Example => ({
    tokenIds: Int32Array.from({ length }, (_, i) => (i === 0 ? 2 : i === length - 1 ? 3 : 10 + i)),
    targets: new Int32Array(length),
  })
  const all = Array.from({ length: 200 }, () => example(52))

  test('masks the share asked for, never [CLS] or [SEP], the same for the same step', () => {
    const how = { rate: 0.3, mask: 4, sep: 3, seed: 7, step: 11 }
    const dropped = dropWords(all, how)
    const masked = dropped.reduce((sum, { tokenIds }) => sum + tokenIds.filter((id) => id === 4).length, 0)
    expect(Math.abs(masked / (200 * 50) - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / 10_000))
    for (const { tokenIds } of dropped) expect([tokenIds[0], tokenIds.at(-1)]).toEqual([2, 3])
    const pair = { tokenIds: Int32Array.of(2, 10, 3, 11, 3), targets: Int32Array.of(0) }
    for (let step = 0; step < 20; step++)
      expect(dropWords([pair], { ...how, rate: 0.9, step })[0]!.tokenIds[2]).toBe(3)
    expect(dropWords(all, how)).toEqual(dropped)
    expect(dropWords(all, { ...how, step: 12 })).not.toEqual(dropped)
    expect(dropWords(all, { ...how, rate: 0 })).toBe(all)
  })
})

const ONE_CLASS = {}

describe('class weights', () => {
  const examplesOf = (...targets: number[]): Example[] =>
    targets.map((target) => ({ tokenIds: Int32Array.of(2, 3), targets: Int32Array.of(target) }))

  test('are scikit-learn’s balanced ones for classes', () => {
    const task = { kind: 'cls', labels: ['a', 'b'], classes: ['a', 'b'] } as unknown as AnyTask
    // n / (k · count): 4 / (2 · 3) and 4 / (2 · 1).
    expect(classWeightsOf(task, examplesOf(0, 0, 0, 1), 'balanced')).toEqual([4 / 6, 2])
    expect(classWeightsOf(task, examplesOf(0, 1), { b: 3 })).toEqual([1, 3])
    expect(classWeightsOf(task, [], 'none')).toBeUndefined()
    expect(() => checkClassWeights([task], { c: 2 })).toThrow('E_CLASS_WEIGHT')
  })

  test('of tagging weigh entity types; tokens outside count 1', () => {
    const { task } = onlyTask(openPretrained(tinyFiles().model), 'ner', ['LOC', 'PER'])[0]!
    const targets = ['O', 'O', 'O', 'B-LOC', 'I-LOC', 'I-LOC', 'B-PER'].map((c) => task.classes.indexOf(c))
    const found = classWeightsOf(
      task,
      [{ tokenIds: new Int32Array(7), targets: Int32Array.from(targets) }],
      'balanced',
    )!
    const of = (name: string) => found[task.classes.indexOf(name)]
    expect([of('O'), of('B-LOC'), of('I-LOC'), of('B-PER')]).toEqual([1, 4 / 6, 4 / 6, 2])
  })

  test('of texts with several labels: each text counts the same', () => {
    const examples = [Int32Array.of(1, 0, 1), Int32Array.of(0, 0, 0)].map((targets) => ({
      tokenIds: Int32Array.of(2, 3),
      targets,
    }))
    const shape = { multiLabel: true }
    expect(weightOf(examples, shape)).toBe(2)
    const { labels, weights } = targetsOf(examples, 2, shape, { twice: false })
    expect([[...labels], [...weights]]).toEqual([
      [1, 0, 1, 0, 0, 0],
      [0.5, 0.5],
    ])
  })

  test('make a mean over weights, in both copies of R-Drop too', () => {
    const examples = examplesOf(0, 1, -1)
    const classWeights = [1, 3]
    const total = weightOf(examples, ONE_CLASS, classWeights)
    expect(total).toBe(4)
    const once = targetsOf(examples, total, ONE_CLASS, { classWeights, twice: false })
    expect([...once.weights]).toEqual([0.25, 0.75, 0])
    const twice = targetsOf([...examples, ...examples], total, ONE_CLASS, { classWeights, twice: true })
    expect([...twice.weights]).toEqual([0.125, 0.375, 0, 0.125, 0.375, 0])
    expect([...twice.partners!]).toEqual([3, 4, 5, 0, 1, 2])
  })
})

test('metrics.jsonl says the rates of warmup and schedule', async () => {
  const files = tinyFiles()
  const settings = { ...TINY_SETTINGS, epochs: 2, schedule: 'constant', warmup: 4 }
  await runOnce({ train: files.bio, dev: files.bio, model: files.model, out: files.out, settings })
  const rows = readFileSync(join(files.out, 'metrics.jsonl'), 'utf8').trimEnd().split('\n')
  const rates = rows.map((row) => JSON.parse(row)).filter(({ event }) => event === 'step')
  expect(rates.map(({ learningRate }) => Number(learningRate.toFixed(6)))).toEqual([
    ...[0, 0.0025, 0.005, 0.0075],
    ...new Array(6).fill(0.01),
  ])
})

describe('the head of tagging, left out', () => {
  const headOf = async (settings: object, weights = false) => {
    const files = tinyFiles()
    if (weights) writeWeights(files.model)
    const { head: _, ...usual } = TINY_SETTINGS
    const job = { train: files.bio, dev: files.bio, model: files.model, out: files.out }
    await runOnce({ ...job, settings: { ...usual, epochs: 1, ...settings } })
    return JSON.parse(readFileSync(join(files.out, 'best/hantune.json'), 'utf8')).tasks[0].decoder
  }

  test('is a CRF over random weights and narrow encoders, unless something is asked for that it cannot do', async () => {
    expect(await headOf({})).toBe('crf')
    expect(await headOf({}, true)).toBe('crf')
    const { config, ...source } = openPretrained(tinyFiles().model)
    const headOver = (hidden_size: number, pretrained: boolean) =>
      complete(parseSettings({}), { ...source, config: { ...config, hidden_size }, pretrained }, [
        { task: 'ner' } as LoadedData,
      ]).head
    expect([headOver(288, true), headOver(312, true), headOver(768, true)]).toEqual([
      'crf',
      'softmax',
      'softmax',
    ])
    expect(headOver(768, false)).toBe('crf')
    for (const settings of [{ labelSmoothing: 0.1 }, { classWeights: 'balanced' }, { metric: 'loss' }])
      expect(await headOf(settings)).toBe('softmax')
  })
})
