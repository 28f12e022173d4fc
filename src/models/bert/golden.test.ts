import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  type EngineOptions,
  MaskBuffers,
  Parameters,
  type ParametersOptions,
  StepBuffers,
  type TapeOptions,
} from '../../engine/index.ts'
import { AdamW, clipFactor, decays, gradientNorm, scheduleFactor } from '../../optim/index.ts'
import { openSafetensors } from '../../safetensors/index.ts'
import { packBatch } from '../batch.ts'
import { type BertConfig, readBertConfig } from './config.ts'
import { BertEncoder, encoderParameters } from './encoder.ts'
import { NO_DROPOUT } from './graphs.ts'
import { BertHead, headParameters, type Targets } from './head.ts'
import type { HeadShape } from './head-graphs.ts'
import { loadWeights } from './weights.ts'

const ENGINE: EngineOptions = { device: 'cpu', threads: 1 }
const golden = (path: string) => new URL(`../../../test/golden/bert/${path}`, import.meta.url).pathname
const read = (path: string) => JSON.parse(readFileSync(golden(path), 'utf8'))

async function model(
  folder: string,
  shape: HeadShape,
  { optimizerState = 'float32', ...options }: TapeOptions & ParametersOptions = {},
) {
  const config: BertConfig = readBertConfig(golden(`${folder}/config.json`))
  const declarations = [...encoderParameters(config), ...headParameters(config, shape)]
  const parameters = new Parameters(declarations, () => true, { optimizerState })
  const file = openSafetensors(golden(`${folder}/model.safetensors`))
  loadWeights(parameters, declarations, file)
  file.close()
  const encoder = await BertEncoder.forTraining(config, parameters, {
    ...ENGINE,
    dropout: NO_DROPOUT,
    heads: ['token', shape.kind],
    ...options,
  })
  const head = await BertHead.create(config, shape, parameters, { ...ENGINE, dropout: 0 })
  return { config, parameters, encoder, head, buffers: new StepBuffers(2 ** 20), masks: new MaskBuffers(1) }
}

type Model = Awaited<ReturnType<typeof model>>

interface GoldenBatch {
  readonly input_ids: number[][]
  readonly attention_mask: number[][]
  readonly token_type_ids: number[][]
}

interface Sequences {
  readonly ids: readonly Int32Array[]
  readonly types: readonly Int32Array[]
}

/** The rows of a padded batch without their padding. */
function sequencesOf({ input_ids, attention_mask, token_type_ids }: GoldenBatch): Sequences {
  const real = (rows: number[][]) =>
    rows.map((row, b) => Int32Array.from(row.filter((_, s) => attention_mask[b]![s] === 1)))
  return { ids: real(input_ids), types: real(token_type_ids) }
}

/** Labels with -100 become rows of weight 0. */
function targetsOf(labels: readonly number[]): Targets {
  const counted = labels.filter((label) => label >= 0).length
  return {
    labels: Int32Array.from(labels, (label) => Math.max(0, label)),
    weights: Float32Array.from(labels, (label) => (label >= 0 ? 1 / counted : 0)),
  }
}

async function pass(
  { config, encoder, head, buffers, masks }: Model,
  { ids, types }: Sequences,
  targets: Targets,
): Promise<number> {
  buffers.reset()
  const batch = packBatch(ids, config.num_attention_heads, types)
  masks.begin(0, 0)
  const tape = await encoder.record(batch, buffers, masks, head.shape.kind)
  const result = await head.loss(tape.hidden, batch, targets, buffers, masks)
  await encoder.backward(tape, await head.backward(result, buffers), buffers)
  return result.loss
}

function worstDifference(found: ArrayLike<number>, expected: readonly number[]): number {
  const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-6)
  return expected.reduce((worst, value, i) => Math.max(worst, Math.abs(value - found[i]!)), 0) / scale
}

const CASES = [
  { folder: 'tiny', file: 'tiny/token_classification.json', shape: { kind: 'token', classes: 5 } },
  { folder: 'tiny_cls', file: 'tiny_cls/text_classification.json', shape: { kind: 'sequence', classes: 3 } },
] as const

describe.each(CASES)("$folder against PyTorch's numbers", ({ folder, file, shape }) => {
  const expected = read(file)
  const sequences = sequencesOf(expected)
  const flat =
    shape.kind === 'token'
      ? expected.labels.flatMap((row: number[], b: number) => row.slice(0, sequences.ids[b]!.length))
      : expected.labels
  let plain: Model
  beforeAll(async () => {
    plain = await model(folder, shape)
  })

  test('logits', async () => {
    plain.buffers.reset()
    const batch = packBatch(sequences.ids, plain.config.num_attention_heads, sequences.types)
    const logits = await plain.head.logits(
      await plain.encoder.forward(batch, plain.buffers, shape.kind),
      batch,
      plain.buffers,
    )
    expect(worstDifference(logits, expected.logits.flat())).toBeLessThan(2e-5)
  })

  test.each([false, true])('loss and every gradient (recompute: %s)', async (recompute) => {
    const used = recompute ? await model(folder, shape, { recompute }) : plain
    const loss = await pass(used, sequences, targetsOf(flat))
    expect(Math.abs(loss - expected.loss) / expected.loss).toBeLessThan(1e-6)
    const names = [...used.parameters].map(({ name }) => name)
    expect(names.sort()).toEqual(Object.keys(expected.gradients).sort())
    for (const { name, training } of used.parameters) {
      // The true gradient of a key's bias is zero: only rounding noise is left to compare.
      if (name.endsWith('key.bias')) expect(Math.max(...training!.gradient.map(Math.abs))).toBeLessThan(1e-5)
      else expect(worstDifference(training!.gradient, expected.gradients[name]), name).toBeLessThan(5e-5)
    }
  })

  test('a batch gives what its sequences give alone', async () => {
    const batch = packBatch(sequences.ids, plain.config.num_attention_heads, sequences.types)
    plain.buffers.reset()
    const together = (await plain.encoder.forward(batch, plain.buffers)).data as Float32Array
    for (const [b, sequence] of sequences.ids.entries()) {
      const alone = packBatch([sequence], plain.config.num_attention_heads, [sequences.types[b]!])
      const hidden = (await plain.encoder.forward(alone, plain.buffers)).data as Float32Array
      const own = together.subarray(batch.starts[b]! * 32, batch.starts[b + 1]! * 32)
      expect(worstDifference(own, [...hidden])).toBeLessThan(1e-5)
    }
  })
})

test("a hundred steps follow PyTorch's loss curve", async () => {
  const curve = read('curve.json')
  const used = await model('tiny', { kind: 'token', classes: 5 })
  const { settings } = curve
  const optimizer = new AdamW()
  for (const [step, batch] of curve.batches.entries()) {
    const sequences = sequencesOf(batch)
    const labels = batch.labels.flatMap((row: number[], b: number) => row.slice(0, sequences.ids[b]!.length))
    const loss = await pass(used, sequences, targetsOf(labels))
    const norm = gradientNorm(used.parameters)
    expect(Math.abs(loss - curve.losses[step]) / curve.losses[step], `loss of step ${step}`).toBeLessThan(
      1e-4,
    )
    expect(Math.abs(norm - curve.gradient_norms[step]) / norm, `norm of step ${step}`).toBeLessThan(1e-3)
    const rate = 5e-4 * scheduleFactor('linear', step, 10, 100)
    expect(rate).toBeCloseTo(curve.learning_rates[step], 9)
    optimizer.step(used.parameters, rate, clipFactor(norm, 1))
  }
  expect(settings).toBeDefined()
  for (const { name, value } of used.parameters) {
    if (name.endsWith('key.bias')) continue
    const squares = value.reduce((sum, element) => sum + element * element, 0)
    expect(Math.abs(squares - curve.final[name].sum_of_squares) / squares, name).toBeLessThan(1e-3)
  }
})

test.each([
  ['moments as bfloat16', { optimizerState: 'bfloat16' }],
  ['activations as float16', { activations: 'float16' }],
] as const)('%s: a hundred steps stay near the same loss curve', async (_, options) => {
  const curve = read('curve.json')
  const used = await model('tiny', { kind: 'token', classes: 5 }, options)
  const optimizer = new AdamW()
  let worst = 0
  for (const [step, batch] of curve.batches.entries()) {
    const sequences = sequencesOf(batch)
    const labels = batch.labels.flatMap((row: number[], b: number) => row.slice(0, sequences.ids[b]!.length))
    const loss = await pass(used, sequences, targetsOf(labels))
    worst = Math.max(worst, Math.abs(loss - curve.losses[step]) / curve.losses[step])
    const factor = clipFactor(gradientNorm(used.parameters), 1)
    optimizer.step(used.parameters, 5e-4 * scheduleFactor('linear', step, 10, 100), factor)
  }
  expect(worst).toBeLessThan(5e-4)
})

test('biases and LayerNorms are not decayed', () => {
  const names = [...encoderParameters(readBertConfig(golden('tiny/config.json')))].map(({ name }) => name)
  const exempt = names.filter((name) => !decays(name))
  expect(exempt.every((name) => name.endsWith('.bias') || name.includes('LayerNorm'))).toBe(true)
  expect(names.filter(decays).every((name) => name.endsWith('.weight') && !name.includes('LayerNorm'))).toBe(
    true,
  )
})
