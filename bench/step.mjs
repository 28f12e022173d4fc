// One training step of a BERT for token classification, timed on demand: prints `ready`, then for each line on
// stdin runs a step and prints one JSON line. The same protocol as bench/peers/step.py, so that both can take turns.
// Options: --batch 16 --length 128 --lengths 12,40,… --dropout 0 --layers 12 --hidden 768 --threads 2 --recompute
// --activations float16 --optimizer-state bfloat16 --train-layers 2 (the last ones; 0 trains the head alone)
// --head sequence: classes of whole texts instead of tags
// --gradients FILE writes the gradients of the first step as float32, to be compared by bench/compare-gradients.mjs
import { readFileSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { RandomStream } from '../dist/base/random.js'
import { MaskBuffers, Parameters, StepBuffers } from '../dist/engine/index.js'
import {
  BertEncoder,
  BertHead,
  encoderParameters,
  headParameters,
  initialise,
  packBatch,
  parseBertConfig,
} from '../dist/models/index.js'
import { AdamW, clipFactor, gradientNorm } from '../dist/optim/index.js'

const { values: options } = parseArgs({
  options: {
    batch: { type: 'string', default: '16' },
    length: { type: 'string', default: '128' },
    lengths: { type: 'string' },
    dropout: { type: 'string', default: '0' },
    layers: { type: 'string', default: '12' },
    hidden: { type: 'string', default: '768' },
    threads: { type: 'string', default: '2' },
    recompute: { type: 'boolean', default: false },
    activations: { type: 'string', default: 'float32' },
    'optimizer-state': { type: 'string', default: 'float32' },
    'train-layers': { type: 'string', default: 'all' },
    gradients: { type: 'string' },
    head: { type: 'string', default: 'token' },
  },
})
const engine = { device: 'cpu', threads: Number(options.threads) }
const rate = Number(options.dropout)
const hidden = Number(options.hidden)
const config = parseBertConfig({
  vocab_size: 21128,
  hidden_size: hidden,
  num_hidden_layers: Number(options.layers),
  num_attention_heads: hidden / 64,
  intermediate_size: 4 * hidden,
  max_position_embeddings: 512,
})
const kind = options.head
const shape = { kind, classes: 9 }
const declarations = [...encoderParameters(config), ...headParameters(config, shape)]
const trained = options['train-layers']
const lowest = trained === 'all' ? -1 : Number(options.layers) - Number(trained)
const learns = (name) =>
  !name.startsWith('bert.') || lowest < 0 || Number(/layer\.(\d+)\./.exec(name)?.[1] ?? -1) >= lowest
const parameters = new Parameters(declarations, learns, { optimizerState: options['optimizer-state'] })
const random = new RandomStream(1)
for (const declaration of declarations) initialise(parameters, declaration, random, 0.02)
const encoder = await BertEncoder.forTraining(config, parameters, {
  ...engine,
  dropout: { hidden: rate, attention: rate },
  recompute: options.recompute,
  activations: options.activations,
  heads: [kind],
})
const head = await BertHead.create(config, shape, parameters, { ...engine, dropout: rate })
const optimizer = new AdamW()
const buffers = new StepBuffers()
const masks = new MaskBuffers(1)

const lengths = options.lengths
  ? options.lengths.split(',').map(Number)
  : new Array(Number(options.batch)).fill(Number(options.length))
const batch = packBatch(
  lengths.map((length) => Int32Array.from({ length }, () => random.below(21128))),
  hidden / 64,
)
const rows = kind === 'token' ? batch.tokens : batch.sequences
const targets = {
  labels: Int32Array.from({ length: rows }, () => random.below(9)),
  weights: new Float32Array(rows).fill(1 / rows),
}

async function step(number) {
  const start = performance.now()
  buffers.reset()
  masks.begin(number, encoder.maskBytes(batch, kind) + head.maskBytes(batch))
  const tape = await encoder.record(batch, buffers, masks, kind)
  const result = await head.loss(tape.hidden, batch, targets, buffers, masks)
  await encoder.backward(tape, await head.backward(result, buffers), buffers)
  const computed = performance.now()
  if (number === 0 && options.gradients) writeGradients(options.gradients)
  optimizer.step(parameters, 2e-5, clipFactor(gradientNorm(parameters), 1))
  const end = performance.now()
  const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024
  return {
    forwardBackwardMs: computed - start,
    optimizerMs: end - computed,
    totalMs: end - start,
    loss: result.loss,
    tokens: batch.tokens,
    peakRssMb: peak,
    tapeMb: encoder.tapeBytes({ T: batch.tokens, B: batch.sequences, S: batch.slots }, kind) / 2 ** 20,
    parametersMb: parameters.bytes / 2 ** 20,
  }
}

/** One line of JSON with the names and sizes, then all gradients one after another. */
function writeGradients(path) {
  const learning = [...parameters].filter(({ training }) => training)
  const header = JSON.stringify(learning.map(({ name, size }) => ({ name, size })))
  const blocks = learning.map(({ training: { gradient } }) =>
    Buffer.from(gradient.buffer, gradient.byteOffset, gradient.byteLength),
  )
  writeFileSync(path, Buffer.concat([Buffer.from(`${header}\n`), ...blocks]))
}

let number = 0
let warm
for (let i = 0; i < 2; i++) warm = await step(number++)
console.log(`ready ${JSON.stringify({ params: parameters.count, ...warm })}`)
for await (const _ of createInterface({ input: process.stdin }))
  console.log(JSON.stringify(await step(number++)))
await encoder.release()
await head.release()
