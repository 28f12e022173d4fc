import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type EngineOptions, MaskBuffers, Parameters, StepBuffers } from '../../engine/index.ts'
import { openSafetensors } from '../../safetensors/index.ts'
import { openTorchFile } from '../../torchfile/index.ts'
import { packBatch } from '../batch.ts'
import { readBertConfig } from './config.ts'
import { BertEncoder, encoderParameters } from './encoder.ts'
import { NO_DROPOUT } from './graphs.ts'
import { MlmHead, mlmParameters } from './mlm.ts'
import { loadWeights } from './weights.ts'

const ENGINE: EngineOptions = { device: 'cpu', threads: 1 }
const golden = (file: string) =>
  new URL(`../../../test/golden/bert/tiny_mlm/${file}`, import.meta.url).pathname

/** One pass of transformers' BertForMaskedLM: see test/golden/bert/README.md. */
const expected: {
  readonly input_ids: number[][]
  readonly attention_mask: number[][]
  readonly token_type_ids: number[][]
  readonly labels: number[][]
  readonly loss: number
  readonly logits: number[][]
  readonly gradients: Readonly<Record<string, number[]>>
} = JSON.parse(readFileSync(golden('masked_language.json'), 'utf8'))

const config = readBertConfig(golden('config.json'))
const declarations = [...encoderParameters(config), ...mlmParameters(config)]
const real = (rows: number[][]) =>
  rows.map((row, b) => Int32Array.from(row.filter((_, s) => expected.attention_mask[b]![s] === 1)))
const ids = real(expected.input_ids)
const labels = real(expected.labels).flatMap((row) => [...row])
const positions = Int32Array.from(labels.flatMap((label, at) => (label >= 0 ? [at] : [])))
const targets = positions.map((at) => labels[at]!)

function load(file: 'model.safetensors' | 'pytorch_model.bin'): Parameters {
  const parameters = new Parameters(declarations, () => true)
  const weights = file === 'model.safetensors' ? openSafetensors(golden(file)) : openTorchFile(golden(file))
  loadWeights(parameters, declarations, weights)
  weights.close()
  return parameters
}

const parameters = load('model.safetensors')
const buffers = new StepBuffers(2 ** 20)
const masks = new MaskBuffers(1)
let encoder: BertEncoder
let head: MlmHead
beforeAll(async () => {
  encoder = await BertEncoder.forTraining(config, parameters, { ...ENGINE, dropout: NO_DROPOUT })
  head = await MlmHead.create(config, parameters, { ...ENGINE, learns: true })
})
afterAll(async () => {
  await encoder.release()
  await head.release()
})

async function learn(add: boolean): Promise<number> {
  buffers.reset()
  const batch = packBatch(ids, config.num_attention_heads, real(expected.token_type_ids))
  masks.begin('0', encoder.maskBytes(batch))
  const tape = await encoder.record(batch, buffers, masks)
  const loss = await head.loss(tape.hidden, { positions, targets }, 1 / positions.length, buffers)
  const { dHidden, addWords } = await head.backward(loss, buffers, add)
  await encoder.backward(tape, dHidden, buffers, add)
  addWords()
  return loss.loss
}

/** The worst difference of a parameter's gradient from `times` PyTorch's, relative to the largest entry. */
function worst(times: number): number {
  let worst = 0
  for (const { name, training } of parameters) {
    // The true gradient of a key's bias is zero.
    if (name.endsWith('key.bias')) continue
    const theirs = expected.gradients[name]!
    const largest = Math.max(...theirs.map(Math.abs))
    for (const [i, value] of theirs.entries())
      worst = Math.max(worst, Math.abs(training!.gradient[i]! - times * value) / largest)
  }
  return worst
}

describe('masked-language modelling', () => {
  test('has PyTorch’s loss and gradients, those of the shared word embeddings included', async () => {
    expect(positions.length).toBeGreaterThan(4)
    expect(await learn(false)).toBeCloseTo(expected.loss, 4)
    expect(Object.keys(expected.gradients).length).toBe([...parameters].length)
    expect(worst(1)).toBeLessThan(2e-5)
    await learn(true)
    expect(worst(2)).toBeLessThan(4e-5)
  })

  test('gives PyTorch’s logits for the masked positions', async () => {
    buffers.reset()
    const batch = packBatch(ids, config.num_attention_heads, real(expected.token_type_ids))
    const hidden = await encoder.forward(batch, buffers)
    const logits = await head.logits(hidden, positions, buffers)
    const theirs = expected.logits.flat()
    expect(logits.length).toBe(theirs.length)
    for (const [i, value] of theirs.entries()) expect(Math.abs(logits[i]! - value)).toBeLessThan(1e-3)
  })

  test('reads the head from either kind of checkpoint, the copy of the shared table left aside', () => {
    const other = load('pytorch_model.bin')
    for (const { name, value } of parameters) expect(other.get(name).value).toEqual(value)
  })
})
