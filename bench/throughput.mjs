// Fine-tunes a BERT-base-shaped token classifier on pre-tokenised sequences as `hantune train` does (packed batches,
// like lengths together, dropout 0.1) and prints one JSON object like bench/peers/trainer.py.
//   node bench/throughput.mjs DATA.jsonl [--max-steps 20] [--discard 2] [--batch 32] [--layers 12] [--hidden 768] [--labels 9]
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { RandomStream } from '../dist/base/random.js'
import { MaskBuffers, Parameters } from '../dist/engine/index.js'
import { encoderParameters, headParameters, initialise, parseBertConfig } from '../dist/models/index.js'
import { AdamW, clipFactor, gradientNorm } from '../dist/optim/index.js'
import { planEpoch } from '../dist/train/batching.js'
import { TaskModel } from '../dist/train/model.js'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    'max-steps': { type: 'string', default: '20' },
    discard: { type: 'string', default: '2' },
    batch: { type: 'string', default: '32' },
    layers: { type: 'string', default: '12' },
    hidden: { type: 'string', default: '768' },
    labels: { type: 'string', default: '9' },
    dropout: { type: 'string', default: '0.1' },
    threads: { type: 'string', default: '2' },
  },
})
const [layers, hidden, classes, threads, dropout] = ['layers', 'hidden', 'labels', 'threads', 'dropout'].map(
  (name) => Number(values[name]),
)
const rows = readFileSync(positionals[0], 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))
const config = parseBertConfig({
  vocab_size: 21128,
  hidden_size: hidden,
  num_hidden_layers: layers,
  num_attention_heads: hidden / 64,
  intermediate_size: hidden * 4,
  max_position_embeddings: 512,
})
const shape = { kind: 'token', classes }
const declarations = [...encoderParameters(config), ...headParameters(config, shape)]
const parameters = new Parameters(declarations, () => true)
const random = new RandomStream(1)
for (const declaration of declarations) initialise(parameters, declaration, random, 0.02)
const parts = { config, parameters, tokenizer: undefined, task: { head: shape } }
const rates = { hidden: dropout, attention: dropout, head: dropout }
const model = await TaskModel.create(parts, { device: 'cpu', threads, dropout: rates })
const [optimizer, masks] = [new AdamW(), new MaskBuffers(1)]

const plan = planEpoch(
  rows.map((row) => row.input_ids.length),
  Number(values.batch),
  new RandomStream(1, 'order'),
)
const steps = Number(values['max-steps'])
const discard = Number(values.discard)
let [start, realTokens] = [0, 0]
const losses = []
for (let step = 0; step < steps; step++) {
  if (step === discard) start = performance.now()
  const own = plan[step % plan.length].map((index) => rows[index])
  const examples = own.map((row) => ({
    tokenIds: Int32Array.from(row.input_ids),
    targets: Int32Array.from(row.labels, (label) => Math.max(-1, label)),
  }))
  losses.push(await model.learn(examples, masks, step))
  optimizer.step(parameters, 2e-5, clipFactor(gradientNorm(parameters), 1))
  if (step >= discard) realTokens += own.reduce((sum, row) => sum + row.input_ids.length, 0)
}
const seconds = (performance.now() - start) / 1000
const peakRssMb = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024
console.log(
  JSON.stringify({
    realTokens,
    seconds,
    realTokensPerSecond: realTokens / seconds,
    peakRssMb,
    losses,
  }),
)
