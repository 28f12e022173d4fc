import { afterEach, describe, expect, test, vi } from 'vitest'
import { RandomStream } from '../../base/random.ts'
import { floatTensor, MaskBuffers, Parameters, Session, StepBuffers } from '../../engine/index.ts'
import { AdamW } from '../../optim/index.ts'
import { packBatch } from '../batch.ts'
import { parseBertConfig } from './config.ts'
import { BertEncoder, encoderParameters, type TrainingOptions } from './encoder.ts'
import { type HeadKind, NO_DROPOUT } from './graphs.ts'
import { encoderMemory } from './learning.ts'
import { initialise } from './weights.ts'

const WIDTH = 32
const config = parseBertConfig({
  vocab_size: 50,
  hidden_size: WIDTH,
  num_hidden_layers: 3,
  num_attention_heads: 4,
  intermediate_size: 64,
  max_position_embeddings: 40,
})
const DECLARATIONS = encoderParameters(config)
const ENGINE = { device: 'cpu', threads: 1 } as const
const DROPOUT = { hidden: 0.1, attention: 0.2 }

const KINDS: readonly HeadKind[] = ['token', 'sequence']

type Learns = (name: string) => boolean
const layer = (name: string) => Number(/layer\.(\d+)/.exec(name)?.[1] ?? -1)

/** What is frozen, and how many of the forward and backward sessions a step then runs beside those of inference. */
const CASES: readonly (readonly [title: string, learns: Learns, trained: number])[] = [
  ['nothing frozen', () => true, 4],
  ['the embeddings frozen', (name) => layer(name) >= 0, 3],
  ['the last two layers learn', (name) => layer(name) >= 1, 2],
  ['the last layer learns', (name) => layer(name) === 2, 1],
  ['nothing of the encoder learns', () => false, 0],
  ['a frozen layer above one that learns', (name) => layer(name) === 0, 3],
  ['the word embeddings frozen alone', (name) => !name.includes('word_embeddings'), 4],
  ['one table learns alone', (name) => name.includes('position_embeddings'), 4],
  ['the LayerNorm of the embeddings learns', (name) => name.includes('embeddings.LayerNorm'), 4],
  ['biases learn (BitFit)', (name) => name.endsWith('.bias'), 4],
  ['queries, keys and values of one layer learn', (name) => name.includes('layer.1.attention.self'), 2],
]

async function model(learns: Learns, options: Partial<TrainingOptions> = {}) {
  const parameters = new Parameters(DECLARATIONS, learns)
  const random = new RandomStream(1)
  for (const declaration of DECLARATIONS) initialise(parameters, declaration, random, 0.3)
  const encoder = await BertEncoder.forTraining(config, parameters, {
    ...ENGINE,
    dropout: NO_DROPOUT,
    heads: KINDS,
    ...options,
  })
  return { parameters, encoder, buffers: new StepBuffers(2 ** 16), masks: new MaskBuffers(1) }
}
type Model = Awaited<ReturnType<typeof model>>

const random = new RandomStream(9)
const batch = packBatch(
  [20, 7, 13].map((length) => Int32Array.from({ length }, () => random.below(50))),
  config.num_attention_heads,
)
const COTANGENT = Float32Array.from({ length: batch.tokens * WIDTH }, () => random.normal())
const FIRST = Float32Array.from({ length: batch.sequences * WIDTH }, () => random.normal())
const COTANGENTS = { token: COTANGENT, sequence: FIRST }
const DIMENSIONS = { T: batch.tokens, B: batch.sequences, S: batch.slots }

/** One step. @returns bytes of step buffers that the encoder took */
async function learn(
  { encoder, buffers, masks }: Model,
  {
    add = false,
    reads = 'token',
    cotangent,
  }: { add?: boolean; reads?: HeadKind; cotangent?: Float32Array } = {},
): Promise<number> {
  buffers.reset()
  masks.begin(0, encoder.maskBytes(batch, reads))
  const tape = await encoder.record(batch, buffers, masks, reads)
  await encoder.backward(
    tape,
    floatTensor((cotangent ?? COTANGENTS[reads]).slice(), tape.hidden.dims),
    buffers,
    add,
  )
  return buffers.taken
}

function gradientsOf({ parameters }: Model): Map<string, Float32Array> {
  return new Map(
    [...parameters].flatMap(({ name, training }) =>
      training ? [[name, training.gradient.slice()] as const] : [],
    ),
  )
}

function distance(found: Float32Array, expected: Float32Array, factor = 1): number {
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9)
  const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(found[i]! - factor * value)), 0)
  return worst / scale
}

/** A key's bias has the true gradient zero: only rounding noise is there to compare. */
const isNoise = (name: string) => name.endsWith('key.bias')

afterEach(() => {
  vi.restoreAllMocks()
})

const full = await model(() => true)
await learn(full)
const expected = gradientsOf(full)
// What a head on sequences asks for is what one on tokens asks for that has no use for any but the first.
const scattered = new Float32Array(COTANGENT.length)
for (const [b, start] of batch.starts.subarray(0, batch.sequences).entries())
  scattered.set(FIRST.subarray(b * WIDTH, (b + 1) * WIDTH), start * WIDTH)
await learn(full, { cotangent: scattered })
const EXPECTED = { token: expected, sequence: gradientsOf(full) }

const BOTH = CASES.flatMap(([title, learns, trained]) =>
  KINDS.map((reads) => ({ title, learns, trained, reads })),
)

describe.each(BOTH)('$title, for a head on a $reads', ({ learns, trained, reads }) => {
  test('gradients are those of full training, in one part and in two', async () => {
    const partial = await model(learns)
    for (const [add, factor] of [
      [false, 1],
      [true, 2],
    ] as const) {
      await learn(partial, { add, reads })
      const found = gradientsOf(partial)
      // A part of a stacked parameter learns with its whole.
      for (const { name } of DECLARATIONS) if (learns(name)) expect([...found.keys()]).toContain(name)
      for (const [name, gradient] of found)
        if (!isNoise(name))
          expect(distance(gradient, EXPECTED[reads].get(name)!, factor), name).toBeLessThan(1e-6)
    }
    await partial.encoder.release()
  })

  test('only what is needed runs', async () => {
    const partial = await model(learns)
    const run = vi.spyOn(Session.prototype, 'run')
    await learn(partial, { reads })
    const names = (run.mock.contexts as Session[]).map(({ name }) => name)
    const places = config.num_hidden_layers + 1
    expect(names.filter((name) => name.endsWith('.forward'))).toHaveLength(trained)
    expect(names.filter((name) => name.endsWith('.backward'))).toHaveLength(trained)
    expect(names).toHaveLength(places + trained)
    expect(partial.encoder.learns).toBe(trained > 0)
    await partial.encoder.release()
  })

  test.each([{}, { activations: 'float16' }, { recompute: true }] as const)(
    'the bytes that a step takes are known before (%o)',
    async (options) => {
      const partial = await model(learns, options)
      const forecast = encoderMemory(config, learns, { ...options, dropout: NO_DROPOUT })
      expect(forecast.tapeBytes(DIMENSIONS, reads)).toBe(await learn(partial, { reads }))
      expect(partial.encoder.tapeBytes(DIMENSIONS, reads)).toBe(forecast.tapeBytes(DIMENSIONS, reads))
      await partial.encoder.release()
    },
  )

  test('maskBytes is what is drawn', async () => {
    const partial = await model(learns, { dropout: DROPOUT })
    const mask = vi.spyOn(MaskBuffers.prototype, 'mask')
    await learn(partial, { reads })
    const drawn = mask.mock.results.reduce(
      (sum, { value }) => sum + Math.ceil((value as { size: number }).size / 16) * 16,
      0,
    )
    expect(partial.encoder.maskBytes(batch, reads)).toBe(drawn)
    expect(encoderMemory(config, learns, { dropout: DROPOUT }).maskBytes(batch, reads)).toBe(drawn)
    expect(drawn > 0).toBe(trained > 0)
    await partial.encoder.release()
  })
})

test('what is frozen keeps every bit over several steps, what learns moves', async () => {
  const learns: Learns = (name) => layer(name) === 2 && name.includes('output')
  const partial = await model(learns, { dropout: DROPOUT })
  const before = new Map([...partial.parameters].map(({ name, value }) => [name, value.slice()]))
  const optimizer = new AdamW()
  for (let step = 0; step < 3; step++) {
    await learn(partial)
    optimizer.step(partial.parameters, 0.01)
  }
  for (const { name, value } of partial.parameters) {
    if (learns(name)) expect(value, name).not.toEqual(before.get(name))
    else expect(value, name).toEqual(before.get(name))
  }
  await partial.encoder.release()
})

test('frozen layers are deterministic: dropout acts above them only', async () => {
  const hidden = async (learns: Learns, step: number) => {
    const { encoder, buffers, masks } = await model(learns, { dropout: DROPOUT })
    masks.begin(step, encoder.maskBytes(batch))
    const tape = await encoder.record(batch, buffers, masks)
    await encoder.release()
    return (tape.hidden.data as Float32Array).slice()
  }
  expect(await hidden(() => false, 1)).toEqual(await hidden(() => false, 2))
  expect(await hidden((name) => layer(name) === 2, 1)).not.toEqual(
    await hidden((name) => layer(name) === 2, 2),
  )
})

test('gradients from activations as halves are near those of float32', async () => {
  const narrow = await model(() => true, { activations: 'float16' })
  await learn(narrow)
  const errors = [...gradientsOf(narrow)]
    .filter(([name]) => !isNoise(name))
    .map(([name, gradient]) => distance(gradient, expected.get(name)!))
  expect(Math.max(...errors)).toBeLessThan(5e-3)
  expect(Math.max(...errors)).toBeGreaterThan(1e-6)
  await narrow.encoder.release()
})
