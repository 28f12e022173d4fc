import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { floatTensor, MaskBuffers, Parameters, StepBuffers } from '../../engine/index.ts'
import { packBatch } from '../batch.ts'
import { parseBertConfig } from './config.ts'
import { BertHead, headParameters } from './head.ts'
import type { HeadShape } from './head-graphs.ts'
import { PLAIN_LOSS } from './losses.ts'

const path = new URL('../../../test/golden/losses/sequence_tasks.json', import.meta.url).pathname
const golden = JSON.parse(readFileSync(path, 'utf8')).severalLabels as {
  readonly width: number
  readonly classes: number
  readonly texts: number
  readonly targets: readonly number[]
  readonly tensors: Readonly<Record<string, readonly number[]>>
  readonly loss: number
  readonly gradients: Readonly<Record<string, readonly number[]>>
}
const config = parseBertConfig({
  vocab_size: 5,
  hidden_size: golden.width,
  num_hidden_layers: 1,
  num_attention_heads: 1,
  intermediate_size: 8,
  max_position_embeddings: 16,
})
const SHAPE: HeadShape = { kind: 'sequence', classes: golden.classes, multiLabel: true }
const ENGINE = { device: 'cpu', threads: 1, dropout: 0 } as const

test('several labels: loss and gradients are PyTorch’s', async () => {
  const { width, texts, tensors } = golden
  const declarations = headParameters(config, SHAPE)
  const parameters = new Parameters(declarations, () => true)
  for (const { name } of declarations) parameters.get(name).value.set(tensors[name]!)
  const head = await BertHead.create(config, SHAPE, parameters, ENGINE)
  const buffers = new StepBuffers(2 ** 16)
  const batch = packBatch(
    Array.from({ length: texts }, () => new Int32Array(1)),
    1,
  )
  const hidden = floatTensor(Float32Array.from(tensors.x!), [texts, width])
  const targets = {
    labels: Int32Array.from(golden.targets),
    weights: new Float32Array(texts).fill(1 / texts),
  }
  const result = await head.loss(hidden, batch, targets, buffers, new MaskBuffers(1))
  expect(Math.abs(result.loss - golden.loss) / golden.loss).toBeLessThan(2e-6)
  const dx = await head.backward(result, buffers)
  const found = new Map([['x', dx.data as Float32Array]])
  for (const { name, training } of parameters) found.set(name, training!.gradient as Float32Array)
  expect([...found.keys()].sort()).toEqual(Object.keys(golden.gradients).sort())
  for (const [name, expected] of Object.entries(golden.gradients)) {
    const scale = Math.max(...expected.map(Math.abs))
    const worst = Math.max(...expected.map((value, i) => Math.abs(value - found.get(name)![i]!)))
    expect(worst / scale, name).toBeLessThan(1e-5)
  }
  await head.release()
})

test('several labels have no loss of classes that exclude each other', async () => {
  const parameters = new Parameters(headParameters(config, SHAPE), () => true)
  for (const change of [{ smoothing: 0.1 }, { focalGamma: 1 }, { rDrop: 1 }]) {
    const loss = { ...PLAIN_LOSS, ...change }
    await expect(BertHead.create(config, SHAPE, parameters, { ...ENGINE, loss })).rejects.toThrow(TypeError)
  }
  const token: HeadShape = { kind: 'token', classes: 2, multiLabel: true }
  expect(() => headParameters(config, token)).toThrow(TypeError)
})
