import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { floatTensor, MaskBuffers, Parameters, StepBuffers } from '../../engine/index.ts'
import { packBatch } from '../batch.ts'
import { parseBertConfig } from './config.ts'
import { BertHead, headParameters, type Targets } from './head.ts'
import type { HeadShape } from './head-graphs.ts'
import { type LossSettings, PLAIN_LOSS } from './losses.ts'

const path = new URL('../../../test/golden/losses/losses.json', import.meta.url).pathname
const golden = JSON.parse(readFileSync(path, 'utf8'))
const { width, classes, lengths } = golden as { width: number; classes: number; lengths: number[] }
const config = parseBertConfig({
  vocab_size: 5,
  hidden_size: width,
  num_hidden_layers: 1,
  num_attention_heads: 1,
  intermediate_size: 8,
  max_position_embeddings: 16,
})
const SOFTMAX: HeadShape = { kind: 'token', classes }
const CRF: HeadShape = { ...SOFTMAX, crf: { forbidden: golden.forbidden, forbiddenStart: [2, 4] } }

async function headOf(shape: HeadShape, loss?: Partial<LossSettings>, prefix = '') {
  const declarations = headParameters(config, shape, prefix)
  const parameters = new Parameters(declarations, () => true)
  for (const { name } of declarations)
    parameters.get(name).value.set(golden.tensors[name.slice(prefix.length)])
  const options = {
    device: 'cpu',
    threads: 1,
    dropout: 0,
    prefix,
    ...(loss && { loss: { ...PLAIN_LOSS, ...loss } }),
  } as const
  return { parameters, head: await BertHead.create(config, shape, parameters, options) }
}

type Head = Awaited<ReturnType<typeof headOf>>
const TARGETS: Targets = {
  labels: Int32Array.from(golden.labels),
  weights: Float32Array.from(golden.weights),
  partners: Int32Array.from(golden.partners),
}

/** Loss and gradients over the golden hidden states, or some rows of them as sequences of their own. */
async function pass({ head, parameters }: Head, sizes = lengths, targets = TARGETS, firstRow = 0) {
  const buffers = new StepBuffers(2 ** 16)
  const batch = packBatch(
    sizes.map((size) => new Int32Array(size)),
    1,
  )
  const rows = golden.tensors.x.slice(firstRow * width, (firstRow + batch.tokens) * width)
  const hidden = floatTensor(Float32Array.from(rows), [batch.tokens, width])
  const result = await head.loss(hidden, batch, targets, buffers, new MaskBuffers(1))
  const dx = await head.backward(result, buffers)
  const gradients = new Map([['x', Float32Array.from(dx.data as Float32Array)]])
  for (const { name, training } of parameters)
    gradients.set(name.slice(name.search(/classifier|crf/)), Float32Array.from(training!.gradient))
  return { loss: result.loss, gradients }
}

function worstDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(found.length).toBe(expected.length)
  const list = Array.from(expected)
  const scale = Math.max(...list.map(Math.abs), 1e-6)
  return Math.max(...list.map((value, i) => Math.abs(value - found[i]!))) / scale
}

describe("losses and gradients against PyTorch's numbers", () => {
  for (const [name, { settings, loss, gradients }] of Object.entries<{
    settings: Partial<LossSettings> & { crf?: boolean }
    loss: number
    gradients: Record<string, number[]>
  }>(golden.cases)) {
    test(name, async () => {
      const { crf, ...changes } = settings
      const used = await headOf(crf ? CRF : SOFTMAX, changes)
      const found = await pass(used)
      expect(Math.abs(found.loss - loss) / loss).toBeLessThan(2e-6)
      const expected = Object.entries(gradients)
      expect([...found.gradients.keys()].sort()).toEqual(expected.map(([key]) => key).sort())
      for (const [key, values] of expected)
        expect(worstDifference(found.gradients.get(key)!, values), key).toBeLessThan(2e-5)
      await used.head.release()
    })
  }
})

test('settings of 0 are the plain loss to the last bit', async () => {
  const [plain, zeros] = [await headOf(SOFTMAX), await headOf(SOFTMAX, PLAIN_LOSS)]
  expect(await pass(zeros)).toEqual(await pass(plain))
})

describe('a CRF', () => {
  test('gives a batch what its sequences give alone, and nothing for one without targets', async () => {
    const used = await headOf(CRF)
    const together = await pass(used)
    let loss = 0
    let row = 0
    const sums = new Map(
      [...together.gradients].map(([name, { length }]) => [name, new Float64Array(length)]),
    )
    for (const [b, size] of lengths.entries()) {
      const cut = {
        labels: TARGETS.labels.slice(row, row + size),
        weights: TARGETS.weights.slice(row, row + size),
      }
      const alone = await pass(used, [size], cut, row)
      if (b === lengths.length - 1) {
        expect(alone.loss).toBe(0)
        for (const gradient of alone.gradients.values())
          expect(gradient.every((value) => value === 0)).toBe(true)
      } else expect(alone.loss).toBeGreaterThan(0)
      loss += alone.loss
      for (const [name, gradient] of alone.gradients) {
        const from = name === 'x' ? row * width : 0
        for (const [i, value] of gradient.entries()) sums.get(name)![from + i]! += value
      }
      row += size
    }
    expect(Math.abs(loss - together.loss) / loss).toBeLessThan(1e-6)
    for (const [name, gradient] of together.gradients)
      expect(worstDifference(gradient, sums.get(name)!), name).toBeLessThan(1e-5)
  })

  test('counts no number of a row of weight 0', async () => {
    const used = await headOf(CRF)
    const labels = TARGETS.labels.map((label, row) => (TARGETS.weights[row] === 0 ? 3 : label))
    expect(await pass(used, lengths, { ...TARGETS, labels })).toEqual(await pass(used))
  })

  test('stands under a prefix', async () => {
    expect(await pass(await headOf(CRF, {}, 'tasks.ner.'))).toEqual(await pass(await headOf(CRF)))
  })

  test('of zeros and without forbidden transitions is the softmax of each row', async () => {
    const free = await headOf({ ...SOFTMAX, crf: { forbidden: [], forbiddenStart: [] } })
    for (const { name, value } of free.parameters) if (name.startsWith('crf.')) value.fill(0)
    const [chain, rows] = [await pass(free), await pass(await headOf(SOFTMAX))]
    expect(chain.loss).toBeCloseTo(rows.loss, 6)
    for (const [name, gradient] of rows.gradients)
      expect(worstDifference(chain.gradients.get(name)!, gradient), name).toBeLessThan(1e-5)
  })

  test('has no smoothing and no focus, and is for tokens', async () => {
    await expect(headOf(CRF, { smoothing: 0.1 })).rejects.toThrow(TypeError)
    await expect(headOf(CRF, { focalGamma: 2 })).rejects.toThrow(TypeError)
    await expect(headOf({ ...CRF, kind: 'sequence' })).rejects.toThrow('a CRF is for tokens')
  })
})

test('no loss has a NaN where the model is sure, right or wrong', async () => {
  for (const [shape, loss] of [
    [SOFTMAX, { smoothing: 0.1, focalGamma: 0.5, rDrop: 1 }],
    [CRF, { rDrop: 1 }],
  ] as const) {
    const used = await headOf(shape, loss)
    for (const { value } of used.parameters) for (const [i, x] of value.entries()) value[i] = x * 1000
    const found = await pass(used)
    expect(Number.isFinite(found.loss)).toBe(true)
    for (const gradient of found.gradients.values()) expect(gradient.every(Number.isFinite)).toBe(true)
  }
})
