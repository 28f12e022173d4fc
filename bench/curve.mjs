// Trains the same model on the same real batches in HanTune and in PyTorch (dropout off) and compares the losses.
//   node bench/curve.mjs DATA [--model FOLDER] [--steps 100] [--lr 5e-4] [--python bench/.venv/bin/python] [--repair-tags]
import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { RandomStream } from '../dist/base/random.js'
import { labelsOf, readDataset } from '../dist/data/index.js'
import { MaskBuffers } from '../dist/engine/index.js'
import { AdamW, clipFactor, gradientNorm, linearWithWarmup } from '../dist/optim/index.js'
import { buildTask } from '../dist/tasks/index.js'
import { planEpoch } from '../dist/train/batching.js'
import { openPretrained, TaskModel } from '../dist/train/index.js'
import { saveModel } from '../dist/train/model-folder.js'
import { startParameters } from '../dist/train/pretrained.js'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string' },
    steps: { type: 'string', default: '100' },
    lr: { type: 'string', default: '5e-4' },
    python: { type: 'string', default: 'bench/.venv/bin/python' },
    'repair-tags': { type: 'boolean', default: false },
  },
})
const [steps, peak, warmup] = [Number(values.steps), Number(values.lr), 10]
const { records } = readDataset(positionals[0], { task: 'ner', repairTags: values['repair-tags'] })
const source = openPretrained(values.model)
const description = { kind: 'ner', labels: labelsOf(records), maxLength: 256, granularity: 'character' }
const task = buildTask(description, source.tokenizer)
const { parameters } = startParameters(source, task, 42)
const { config, tokenizer } = source
const model = await TaskModel.create(
  { config, tokenizer, task, parameters },
  { device: 'cpu', threads: 2, dropout: { hidden: 0, attention: 0, head: 0 } },
)
const folder = mkdtempSync(join(tmpdir(), 'hantune-curve-'))
saveModel(folder, model.parts, description, [])

const examples = records.flatMap((record) => task.encode(record).examples)
const order = new RandomStream(42, 'order')
const batches = []
while (batches.length < steps)
  batches.push(
    ...planEpoch(
      examples.map(({ tokenIds }) => tokenIds.length),
      32,
      order,
    ),
  )
batches.length = steps
const lines = batches.map((batch) => ({
  sequences: batch.map((index) => ({
    input_ids: [...examples[index].tokenIds],
    labels: [...examples[index].targets].map((label) => (label < 0 ? -100 : label)),
  })),
}))
const file = join(folder, 'batches.jsonl')
writeFileSync(file, lines.map((line) => JSON.stringify(line)).join('\n'))

const losses = []
const optimizer = new AdamW()
const masks = new MaskBuffers(1)
for (const [step, batch] of batches.entries()) {
  losses.push(
    await model.learn(
      batch.map((index) => examples[index]),
      masks,
      step,
    ),
  )
  optimizer.step(
    parameters,
    peak * linearWithWarmup(step, warmup, steps),
    clipFactor(gradientNorm(parameters), 1),
  )
}
const args = [
  'bench/peers/curve.py',
  folder,
  file,
  '--steps',
  steps,
  '--learning-rate',
  peak,
  '--warmup-steps',
  warmup,
].map(String)
const peer = JSON.parse(
  execFileSync(values.python, args, { stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 2 ** 28 }).toString(),
)
const differences = losses.map((loss, i) => Math.abs(loss - peer.losses[i]) / peer.losses[i])
for (const step of [0, 9, 49, steps - 1])
  console.log(`step ${step + 1}: hantune ${losses[step].toFixed(6)}  pytorch ${peer.losses[step].toFixed(6)}`)
console.log(`largest relative difference over ${steps} steps: ${Math.max(...differences).toExponential(2)}`)
