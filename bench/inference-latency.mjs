// One text at a time through a model of BERT-base's shape with random weights: the fused graph of production against
// the forward pass of training, in turns.
//   node bench/inference-latency.mjs [--tokens 60] [--rounds 20] [--threads 2] [--precisions fp32,q8,q4] [--layers 12]
// Prints the least and the median milliseconds of each.
import { parseArgs } from 'node:util'
import { RandomStream } from '../dist/base/random.js'
import { Parameters } from '../dist/engine/index.js'
import { Conversions, drawInference, fusedModel, openRunner, sourceOf } from '../dist/inference/index.js'
import { encoderParameters, headParameters, initialise, parseBertConfig } from '../dist/models/index.js'
import { namedTask } from '../dist/tasks/index.js'
import { BERT_NAMES, Tokenizer, Vocabulary } from '../dist/tokenize/index.js'
import { TaskModel } from '../dist/train/index.js'

const { values: options } = parseArgs({
  options: {
    tokens: { type: 'string', default: '60' },
    rounds: { type: 'string', default: '20' },
    threads: { type: 'string', default: '2' },
    precisions: { type: 'string', default: 'fp32,q8,q4' },
    layers: { type: 'string', default: '12' },
  },
})
const threads = Number(options.threads)
const characters = Array.from({ length: 2000 }, (_, i) => String.fromCodePoint(0x4e00 + i))
const tokenizer = new Tokenizer({
  vocabulary: new Vocabulary([...Object.values(BERT_NAMES), ...characters]),
  normalizer: { cleanText: true, handleChineseChars: true, stripAccents: null, lowercase: true },
  specialNames: BERT_NAMES,
  addedTokens: [],
  continuingPrefix: '##',
  maxWordCharacters: 100,
  modelMaxLength: undefined,
})
const config = parseBertConfig({
  vocab_size: tokenizer.vocabSize,
  hidden_size: 768,
  num_hidden_layers: Number(options.layers),
  num_attention_heads: 12,
  intermediate_size: 3072,
  max_position_embeddings: 512,
})
const description = { kind: 'ner', labels: ['A', 'B', 'C'], maxLength: 512, granularity: 'character' }
const task = namedTask('ner', description, tokenizer, 1)
const declarations = [...encoderParameters(config), ...headParameters(config, task.task.head)]
const parameters = new Parameters(declarations, () => false)
const random = new RandomStream(1)
for (const declaration of declarations) initialise(parameters, declaration, random, 0.02)
const parts = { config, tokenizer, tasks: [task], parameters }
const text = characters.slice(0, Number(options.tokens) - 2).join('')
const encodings = [task.task.encodeText({ text })]

const conversions = new Conversions()
const models = [['training', await TaskModel.create(parts, { device: 'cpu', threads })]]
for (const precision of options.precisions.split(',')) {
  const graph = drawInference(sourceOf(parts), () => precision, conversions)
  models.push([precision, fusedModel(await openRunner(graph, threads), parts)])
}
const times = new Map(models.map(([name]) => [name, []]))
for (let round = -2; round < Number(options.rounds); round++) {
  for (const [name, model] of models) {
    const start = performance.now()
    await model.logits(encodings, 0)
    if (round >= 0) times.get(name).push(performance.now() - start)
  }
}
for (const [name, own] of times) {
  own.sort((a, b) => a - b)
  const [least, median] = [own[0], own[own.length >> 1]].map((ms) => Number(ms.toFixed(2)))
  console.log(JSON.stringify({ model: name, tokens: Number(options.tokens), threads, least, median }))
}
for (const [, model] of models) await model.release()
