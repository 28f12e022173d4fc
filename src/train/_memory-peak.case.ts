// Trains a small encoder in a process of its own; prints predicted and measured peak, and the base, in bytes.
import { RandomStream } from '../base/random.ts'
import { MaskBuffers, Parameters } from '../engine/index.ts'
import { encoderParameters, headParameters, initialise, parseBertConfig } from '../models/index.ts'
import { AdamW } from '../optim/index.ts'
import type { AnyTask, TaskDescription } from '../tasks/index.ts'
import type { Tokenizer } from '../tokenize/index.ts'
import { predictMemory } from './memory-model.ts'
import { TaskModel } from './model.ts'

const recompute = process.argv[2] === 'recompute'
const config = parseBertConfig({
  vocab_size: 5000,
  hidden_size: 256,
  num_hidden_layers: 3,
  num_attention_heads: 4,
  intermediate_size: 1024,
  max_position_embeddings: 512,
})
const head = { kind: 'token', classes: 9 } as const
const declarations = [...encoderParameters(config), ...headParameters(config, head)]
const dropout = { hidden: 0.1, attention: 0.1 }
const lengths = new Array<number>(16).fill(128)
const choice = { learnTokens: 2048, passTokens: 1024, recompute }
const baseBytes = process.memoryUsage.rss()
const { bytes } = predictMemory(
  {
    baseBytes,
    config,
    declarations,
    isTrainable: () => true,
    tasks: 1,
    reads: head.kind,
    classes: head.classes,
    lengths,
    passLengths: lengths,
    batchSize: lengths.length,
    copies: 1,
    dropout,
    activations: 'float32',
    optimizerState: 'float32',
    ema: false,
    recompute,
  },
  choice,
)

const random = new RandomStream(1)
const parameters = new Parameters(declarations, () => true)
for (const declaration of declarations) initialise(parameters, declaration, random, 0.02)
// Neither is asked for anything while learning.
const [task, tokenizer] = [{ head } as AnyTask, {} as Tokenizer]
const options = { device: 'cpu', threads: 1, dropout: { ...dropout, head: 0.1 }, recompute } as const
const model = await TaskModel.create(
  {
    config,
    tokenizer,
    tasks: [{ name: 'ner', prefix: '', task, description: {} as TaskDescription }],
    parameters,
  },
  options,
)
const examples = lengths.map((length) => ({
  tokenIds: Int32Array.from({ length }, () => random.below(5000)),
  targets: Int32Array.from({ length }, () => random.below(9)),
}))
const optimizer = new AdamW()
const masks = new MaskBuffers(1)
for (let step = 0; step < 3; step++) {
  await model.learn(examples, 0, { masks, name: `${step}` })
  optimizer.step(parameters, 1e-5)
}
// In KiB.
console.log(
  JSON.stringify({ predicted: bytes, measured: process.resourceUsage().maxRSS * 1024, base: baseBytes }),
)
await model.release()
