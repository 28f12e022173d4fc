// Predicted and measured peaks of memory: real steps with random weights, each case in a process of its own.
//   node bench/memory.mjs [--only TEXT]   cases whose name holds TEXT
// After `npm run build`. Prints one line a case: predicted, measured (VmHWM: Linux only), error.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const MINI = { layers: 4, width: 256, vocabulary: 7812 }
const SMALL = { layers: 3, width: 768, vocabulary: 21128 }
const BASE = { layers: 12, width: 768, vocabulary: 21128 }
/** Texts of one length, or lengths that follow a steep curve from a fifth of the longest to the longest. */
const even = (count, length) => new Array(count).fill(length)
const mixed = (count, longest) =>
  Array.from({ length: count }, (_, i) => Math.round(longest * (0.2 + 0.8 * (i / (count - 1)) ** 3)))

const CASES = {
  'mini 16×32': { ...MINI, lengths: even(64, 32), batchSize: 16 },
  'mini 32×128': { ...MINI, lengths: even(64, 128), batchSize: 32 },
  'mini mixed 256': { ...MINI, lengths: mixed(200, 256), batchSize: 32 },
  'mini mixed 256 recompute': { ...MINI, lengths: mixed(200, 256), batchSize: 32, recompute: true },
  'mini 8×512': { ...MINI, lengths: even(16, 512), batchSize: 8 },
  'mini mixed 128 no dropout': { ...MINI, lengths: mixed(200, 128), batchSize: 32, dropout: 0 },
  'small 16×32': { ...SMALL, lengths: even(32, 32), batchSize: 16 },
  'small 16×128': { ...SMALL, lengths: even(32, 128), batchSize: 16 },
  'small mixed 128': { ...SMALL, lengths: mixed(64, 128), batchSize: 16 },
  'small mixed 256 parts of 512': { ...SMALL, lengths: mixed(64, 256), batchSize: 32, learnTokens: 512 },
  'small 16×128 recompute': { ...SMALL, lengths: even(32, 128), batchSize: 16, recompute: true },
  'small 16×128 float16': { ...SMALL, lengths: even(32, 128), batchSize: 16, activations: 'float16' },
  'small 16×128 frozen but 2': { ...SMALL, lengths: even(32, 128), batchSize: 16, trainLayers: 2 },
  'small 4×512': { ...SMALL, lengths: even(8, 512), batchSize: 4 },
  'small 16×128 bfloat16': { ...SMALL, lengths: even(32, 128), batchSize: 16, optimizerState: 'bfloat16' },
  'base 16×64': { ...BASE, lengths: even(32, 64), batchSize: 16 },
  'base 16×128 frozen but 2': { ...BASE, lengths: even(32, 128), batchSize: 16, trainLayers: 2 },
  'base 16×128': { ...BASE, lengths: even(32, 128), batchSize: 16 },
}

const { values } = parseArgs({ options: { only: { type: 'string', default: '' }, case: { type: 'string' } } })
if (values.case !== undefined) await measure(CASES[values.case])
else await compareAll()

async function compareAll() {
  let worst = 0
  for (const name of Object.keys(CASES).filter((key) => key.includes(values.only))) {
    const script = fileURLToPath(import.meta.url)
    const output = execFileSync(process.execPath, [script, '--case', name], { encoding: 'utf8' })
    const { predicted, measured, parts } = JSON.parse(output)
    const error = predicted / measured - 1
    worst = Math.max(worst, Math.abs(error))
    const shown = Object.entries(parts).map(([key, bytes]) => `${key} ${Math.round(bytes / 1e6)}`)
    const percent = `${error < 0 ? '' : '+'}${(100 * error).toFixed(1)} %`
    console.log(
      `${name.padEnd(30)} ${mb(predicted)} MB predicted ${mb(measured)} MB measured ${percent.padStart(8)}  ${shown.join(', ')}`,
    )
  }
  console.log(`largest error ${(100 * worst).toFixed(1)} %`)
}

function mb(bytes) {
  return String(Math.round(bytes / 1e6)).padStart(5)
}

/** Two epochs of steps and a pass without learning; prints one JSON line. */
async function measure(given) {
  const { RandomStream } = await import('../dist/base/random.js')
  const { MaskBuffers, Parameters } = await import('../dist/engine/index.js')
  const { encoderParameters, headParameters, initialise, parseBertConfig } = await import(
    '../dist/models/index.js'
  )
  const { AdamW } = await import('../dist/optim/index.js')
  const { planEpoch } = await import('../dist/train/batching.js')
  const { predictMemory } = await import('../dist/train/memory-model.js')
  const { LEARN_TOKENS, PASS_TOKENS, TaskModel } = await import('../dist/train/model.js')

  const { layers, width, vocabulary, lengths, batchSize, trainLayers = layers } = given
  const {
    dropout: rate = 0.1,
    recompute = false,
    activations = 'float32',
    optimizerState = 'float32',
  } = given
  const { learnTokens = LEARN_TOKENS } = given
  const passTokens = (PASS_TOKENS / LEARN_TOKENS) * learnTokens
  const config = parseBertConfig({
    vocab_size: vocabulary,
    hidden_size: width,
    num_hidden_layers: layers,
    num_attention_heads: width / 64,
    intermediate_size: 4 * width,
    max_position_embeddings: 512,
  })
  const classes = 9
  const head = { kind: 'token', classes }
  const declarations = [...encoderParameters(config), ...headParameters(config, head)]
  const isTrainable = (name) => {
    const layer = /\.layer\.(\d+)\./.exec(name)
    if (name.startsWith('bert.embeddings.')) return trainLayers === layers
    return !layer || Number(layer[1]) >= layers - trainLayers
  }
  const dropout = { hidden: rate, attention: rate }
  const facts = {
    baseBytes: process.memoryUsage.rss(),
    config,
    declarations,
    isTrainable,
    tasks: 1,
    reads: head.kind,
    classes,
    lengths,
    passLengths: lengths,
    batchSize,
    copies: 1,
    dropout,
    activations,
    optimizerState,
    ema: false,
    recompute,
  }
  const { bytes: predicted, parts } = predictMemory(facts, { learnTokens, passTokens, recompute })

  const random = new RandomStream(1)
  const parameters = new Parameters(declarations, isTrainable, { optimizerState })
  for (const declaration of declarations) initialise(parameters, declaration, random, 0.02)
  const task = { head, decode: () => undefined }
  const model = await TaskModel.create(
    { config, tokenizer: undefined, task, parameters },
    { device: 'cpu', threads: 2, dropout: { ...dropout, head: rate }, recompute, activations, passTokens },
  )
  const examples = lengths.map((length) => ({
    tokenIds: Int32Array.from({ length }, () => random.below(vocabulary)),
    targets: Int32Array.from({ length }, () => random.below(classes)),
  }))
  const optimizer = new AdamW()
  const masks = new MaskBuffers(1)
  let step = 0
  for (let epoch = 0; epoch < 2; epoch++) {
    for (const batch of planEpoch(lengths, batchSize, random)) {
      const own = batch.map((index) => examples[index])
      await model.learn(own, masks, step++, learnTokens)
      optimizer.step(parameters, 2e-5)
    }
    await model.predict([{ examples }])
  }
  const status = readFileSync('/proc/self/status', 'utf8')
  const measured = Number(/VmHWM:\s+(\d+)/.exec(status)[1]) * 1024
  console.log(JSON.stringify({ predicted, measured, parts }))
  await model.release()
}
