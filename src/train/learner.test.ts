import { afterEach, describe, expect, test, vi } from 'vitest'
import { parseSettings } from '../config/index.ts'
import { readDataset } from '../data/index.ts'
import { MaskBuffers } from '../engine/index.ts'
import { decays } from '../optim/index.ts'
import { type Example, type NamedTask, namedTask } from '../tasks/index.ts'
import { startAll, tinyFiles } from './_testing.case.ts'
import { Learner } from './learner.ts'
import { TaskModel } from './model.ts'
import { complete, ratesOf } from './prepare.ts'
import { openPretrained } from './pretrained.ts'

const RATE = 0.01
const [NER, CLS] = [0, 1]

/** A learner of two tasks on the tiny encoder, with the examples of both. */
async function started(change: object = {}) {
  const files = tinyFiles()
  const source = openPretrained(files.model)
  const asked = { ...{ batchSize: 8, learningRate: RATE, threads: 1, weightDecay: 0 }, ...change }
  const settings = complete(parseSettings(asked), source, [])
  const base = { maxLength: 64, granularity: 'character', decoder: 'softmax' } as const
  const tasks: NamedTask[] = [
    namedTask('ner', { ...base, kind: 'ner', labels: ['LOC'] }, source.tokenizer, 2),
    namedTask('cls', { ...base, kind: 'cls', labels: ['好评', '差评'] }, source.tokenizer, 2),
  ]
  const { parameters } = startAll(source, tasks)
  const model = await TaskModel.create(
    { config: source.config, tokenizer: source.tokenizer, tasks, parameters },
    { device: 'cpu', threads: 1, dropout: { hidden: 0, attention: 0, head: 0 } },
  )
  const learner = new Learner(model, settings, {
    learnTokens: 2048,
    classWeights: [undefined, undefined],
    rateOf: ratesOf(settings, source),
    learningRate: RATE,
    checkpoint: files.out,
  })
  const examples: Example[][] = [files.bio, files.tsv].map((file, at) =>
    readDataset(file).records.flatMap((record) => tasks[at]!.task.encode(record).examples),
  )
  const valuesOf = () => new Map([...parameters].map(({ name, value }) => [name, value.slice()]))
  return { learner, model, parameters, examples, valuesOf }
}

const isCls = (name: string) => name.startsWith('tasks.cls.')
const isNer = (name: string) => name.startsWith('tasks.ner.')

function farthest(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0)
}

afterEach(() => {
  vi.restoreAllMocks()
})

test('steps of one task leave the other’s head, its moments and its count to the bit, whatever decays', async () => {
  const { learner, model, parameters, examples, valuesOf } = await started({ weightDecay: 0.1, l2: 0.01 })
  await learner.step(CLS, examples[CLS]!, 0, 1)
  const before = valuesOf()
  const moments = () =>
    [...parameters].filter(({ name }) => isCls(name)).map(({ training }) => [...training!.secondMoment])
  const rested = moments()
  for (let step = 1; step < 4; step++) await learner.step(NER, examples[NER]!.slice(0, 8), step, 1)
  const after = valuesOf()
  for (const [name, value] of before) {
    if (isCls(name)) expect(after.get(name), name).toEqual(value)
    else expect(farthest(after.get(name)!, value), name).toBeGreaterThan(0)
  }
  expect(moments()).toEqual(rested)
  // Encoder, NER, CLS: Adam corrects its bias by each one's own count.
  expect(learner.optimizerSteps).toEqual([4, 3, 1])
  await model.release()
})

test('each part of the model learns at its own rate', async () => {
  const { learner, model, examples, valuesOf } = await started({
    ...{ headLearningRate: 0.02, taskRates: { cls: 0.03 }, layerDecay: 0.5 },
    rates: { 'bert.encoder.layer.0.output.dense.*': 0.002 },
  })
  // Adam's first step moves everything with a gradient by its rate, to the epsilon.
  for (const [task, isHead, rate] of [
    [NER, isNer, 0.02],
    [CLS, isCls, 0.03],
  ] as const) {
    const before = valuesOf()
    await learner.step(task, examples[task]!, task, 1)
    const moved = [...valuesOf()].map(([name, value]) => [name, farthest(value, before.get(name)!)] as const)
    for (const [name, distance] of moved) if (isHead(name)) expect(distance / rate, name).toBeCloseTo(1, 2)
    // The encoder's second step is no first one.
    if (task === CLS) continue
    const of = (name: string) => moved.find(([own]) => own === name)![1]
    expect(of('bert.encoder.layer.0.attention.self.value.weight') / RATE).toBeCloseTo(1, 2)
    expect(of('bert.encoder.layer.0.output.dense.weight') / 0.002).toBeCloseTo(1, 2)
    // Embeddings count as a layer below the first.
    expect(of('bert.embeddings.word_embeddings.weight') / (RATE / 2)).toBeCloseTo(1, 2)
  }
  await model.release()
})

test('the average follows its definition, and forgets faster in the beginning', async () => {
  const { learner, model, examples, valuesOf } = await started({ ema: 0.3 })
  const name = 'tasks.ner.classifier.weight'
  const expected = Float64Array.from(valuesOf().get(name)!)
  for (let step = 0; step < 5; step++) {
    await learner.step(NER, examples[NER]!.slice(8 * step, 8 * step + 8), step, 1)
    const decay = Math.min(0.3, (1 + step) / (10 + step))
    const value = valuesOf().get(name)!
    for (const i of expected.keys()) expected[i] = decay * expected[i]! + (1 - decay) * value[i]!
  }
  const found = learner.average!.get(name)!.values
  for (const i of expected.keys()) expect(found[i]!).toBeCloseTo(expected[i]!, 6)
  expect(farthest(found, valuesOf().get(name)!)).toBeGreaterThan(1e-4)
  await model.release()
})

test('L2 adds λ‖θ‖² to the loss and 2λθ to the gradient of what the step moves and decays', async () => {
  const lambda = 0.05
  const [plain, penalised] = [await started(), await started({ l2: lambda })]
  const values = plain.valuesOf()
  const batch = plain.examples[NER]!.slice(0, 8)
  const [a, b] = [await plain.learner.step(NER, batch, 0, 1), await penalised.learner.step(NER, batch, 0, 1)]
  let squares = 0
  for (const { name, training } of penalised.parameters) {
    const own = !isCls(name) && decays(name) ? 2 * lambda : 0
    const gradient = plain.parameters.get(name).training!.gradient
    if (isCls(name)) continue
    for (const [i, value] of values.get(name)!.entries()) {
      squares += own > 0 ? value * value : 0
      expect(Math.abs(training!.gradient[i]! - gradient[i]! - own * value)).toBeLessThan(1e-6)
    }
  }
  expect(b.loss - a.loss).toBeCloseTo(lambda * squares, 4)
  for (const { model } of [plain, penalised]) await model.release()
})

describe('an accumulated step', () => {
  test('goes in parts of at most batchSize examples', async () => {
    const { learner, model, examples } = await started({ batchSize: 8, accumulation: 4 })
    const begin = vi.spyOn(MaskBuffers.prototype, 'begin')
    await learner.step(NER, examples[NER]!.slice(0, 30), 5, 1)
    expect(begin.mock.calls.map(([name]) => name)).toEqual(['5.0', '5.1', '5.2', '5.3'])
    await model.release()
  })

  test('has the loss and the norm of the whole batch', async () => {
    const [parts, whole] = [
      await started({ batchSize: 8, accumulation: 4 }),
      await started({ batchSize: 32, accumulation: 1 }),
    ]
    for (const task of [NER, CLS]) {
      const [a, b] = [
        await parts.learner.step(task, parts.examples[task]!.slice(0, 32), task, 1),
        await whole.learner.step(task, whole.examples[task]!.slice(0, 32), task, 1),
      ]
      expect(a.loss).toBeCloseTo(b.loss, 5)
      expect(a.gradientNorm / b.gradientNorm).toBeCloseTo(1, 4)
    }
    for (const { model } of [parts, whole]) await model.release()
  })
})
