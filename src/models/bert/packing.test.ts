import { beforeAll, describe, expect, test } from 'vitest'
import { RandomStream } from '../../base/random.ts'
import { floatTensor, MaskBuffers, Parameters, StepBuffers } from '../../engine/index.ts'
import { packBatch } from '../batch.ts'
import { parseBertConfig } from './config.ts'
import { BertEncoder, encoderParameters } from './encoder.ts'
import { NO_DROPOUT } from './graphs.ts'
import { initialise } from './weights.ts'

const config = parseBertConfig({
  vocab_size: 50,
  hidden_size: 32,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  intermediate_size: 64,
  max_position_embeddings: 40,
})
const WIDTH = 32
const ENGINE = { device: 'cpu', threads: 1 } as const

async function encoder(dropout = NO_DROPOUT) {
  const declarations = encoderParameters(config)
  const parameters = new Parameters(declarations, () => true)
  const random = new RandomStream(1)
  for (const declaration of declarations) initialise(parameters, declaration, random, 0.3)
  return { parameters, encoder: await BertEncoder.forTraining(config, parameters, { ...ENGINE, dropout }) }
}

const random = new RandomStream(9, 'batches')
const randomBatch = () =>
  Array.from({ length: 1 + random.below(6) }, () =>
    Int32Array.from({ length: 1 + random.below(40) }, () => random.below(50)),
  )
const pack = (ids: readonly Int32Array[]) => packBatch(ids, config.num_attention_heads)

describe('without dropout', () => {
  let model: Awaited<ReturnType<typeof encoder>>
  const buffers = new StepBuffers(2 ** 20)
  const masks = new MaskBuffers(1)
  beforeAll(async () => {
    model = await encoder()
  })

  const forward = async (ids: readonly Int32Array[]) => {
    buffers.reset()
    return Float32Array.from((await model.encoder.forward(pack(ids), buffers)).data as Float32Array)
  }

  test('twenty batches of random lengths give what each sequence gives alone', async () => {
    for (let round = 0; round < 20; round++) {
      const ids = randomBatch()
      const together = await forward(ids)
      let at = 0
      for (const sequence of ids) {
        const alone = await forward([sequence])
        expect(distance(together.subarray(at, at + alone.length), alone)).toBeLessThan(1e-5)
        at += alone.length
      }
      expect(at).toBe(together.length)
    }
  })

  test('learning runs the same forward pass as predicting', async () => {
    const ids = randomBatch()
    const predicted = await forward(ids)
    buffers.reset()
    masks.begin(0, 0)
    const { hidden } = await model.encoder.record(pack(ids), buffers, masks)
    expect(distance(hidden.data as Float32Array, predicted)).toBeLessThan(1e-5)
  })

  test('a batch’s gradient is the sum of its sequences’ gradients', async () => {
    const gradientOf = async (ids: readonly Int32Array[], cotangent: Float32Array) => {
      buffers.reset()
      masks.begin(0, 0)
      const tape = await model.encoder.record(pack(ids), buffers, masks)
      await model.encoder.backward(tape, floatTensor(cotangent.slice(), tape.hidden.dims), buffers)
      return new Map(
        [...model.parameters].map(({ name, training }) => [name, Float64Array.from(training!.gradient)]),
      )
    }
    for (let round = 0; round < 5; round++) {
      const ids = randomBatch()
      const tokens = ids.reduce((sum, { length }) => sum + length, 0)
      const cotangent = Float32Array.from({ length: tokens * WIDTH }, () => random.normal())
      const together = await gradientOf(ids, cotangent)
      const sums = new Map([...together].map(([name, gradient]) => [name, new Float64Array(gradient.length)]))
      let at = 0
      for (const sequence of ids) {
        const own = cotangent.slice(at * WIDTH, (at + sequence.length) * WIDTH)
        for (const [name, gradient] of await gradientOf([sequence], own))
          for (const [i, value] of gradient.entries()) sums.get(name)![i]! += value
        at += sequence.length
      }
      for (const [name, gradient] of together) {
        // The true gradient of a key's bias is zero.
        if (!name.endsWith('key.bias')) expect(distance(gradient, sums.get(name)!), name).toBeLessThan(1e-4)
      }
    }
  })
})

describe('with dropout', () => {
  test('the same seed and step give the same numbers, another step others', async () => {
    const { encoder: model } = await encoder({ hidden: 0.2, attention: 0.2 })
    const ids = randomBatch()
    const hidden = async (seed: number, step: number) => {
      const [buffers, masks] = [new StepBuffers(2 ** 20), new MaskBuffers(seed)]
      masks.begin(step, model.maskBytes(pack(ids)))
      return Float32Array.from((await model.record(pack(ids), buffers, masks)).hidden.data as Float32Array)
    }
    const first = await hidden(1, 5)
    expect(await hidden(1, 5)).toEqual(first)
    expect(distance(await hidden(1, 6), first)).toBeGreaterThan(0.01)
    expect(distance(await hidden(2, 5), first)).toBeGreaterThan(0.01)
    await model.release()
  })
})

/** The largest difference, relative to the largest value. */
function distance(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(found.length).toBe(expected.length)
  let [most, scale] = [0, 1e-9]
  for (let i = 0; i < found.length; i++) {
    most = Math.max(most, Math.abs(found[i]! - expected[i]!))
    scale = Math.max(scale, Math.abs(expected[i]!))
  }
  return most / scale
}
