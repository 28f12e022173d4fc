// Whether an exported model says in other programs what the trained model says: the same labels, and by how much scores
// differ. Texts are one a line; those that do not fit into one window are left out, for pipelines read no windows.
//   node bench/export-agreement.mjs --run RUN --texts FILE [--count 500] [--out FOLDER] [--quantize q8]
//     [--modules FOLDER] [--python PYTHON]
// --modules: where @huggingface/transformers (which brings onnxruntime-web) is installed, see bench/peers/README.md.
// --python: a Python that has bench/peers/requirements.txt and onnxruntime.
// Only models of one task without a CRF: pipelines know no others. Prints a row of JSON for each program.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import * as ort from 'onnxruntime-node'
import { ServiceClient } from '../dist/client/index.js'
import { exportModel, openInference } from '../dist/index.js'
import { createPredictor } from '../dist/predictor/index.js'
import { startService } from '../dist/serve/index.js'
import { loadModel, predictTexts } from '../dist/train/index.js'

const { values: options } = parseArgs({
  options: {
    run: { type: 'string' },
    texts: { type: 'string' },
    count: { type: 'string', default: '500' },
    out: { type: 'string', default: 'exports/agreement' },
    quantize: { type: 'string' },
    modules: { type: 'string' },
    python: { type: 'string' },
    threads: { type: 'string', default: '2' },
  },
})
const threads = Number(options.threads)
const { model: trained } = await loadModel(options.run, { device: 'cpu', threads })
const [{ task, description }, ...more] = trained.parts.tasks
if (more.length > 0 || task.head.crf) throw new Error('a model of one task without a CRF, please')
const isTagging = task.kind === 'ner'
const fits = (text) => {
  const { examples } = task.encodeText({ text })
  return (
    examples.length === 1 && !examples[0].truncated && examples[0].tokenIds.length <= description.maxLength
  )
}
const texts = [...new Set(readFileSync(options.texts, 'utf8').split('\n'))]
  .filter((text) => text.trim() !== '' && fits(text))
  .slice(0, Number(options.count))
const inputs = texts.map((text) => ({ text }))

/** Label and probability of each token, or of the text. */
async function rowsOf(model) {
  const encodings = inputs.map((input) => task.encodeText(input))
  const logits = await model.logits(encodings, 0)
  const { classes } = task
  return logits.map(([rows]) => {
    const found = []
    for (let from = 0; from < rows.length; from += classes.length) {
      const own = [...rows.subarray(from, from + classes.length)]
      const best = own.indexOf(Math.max(...own))
      found.push([classes[best], 1 / own.reduce((sum, z) => sum + Math.exp(z - own[best]), 0)])
    }
    return isTagging ? found.slice(1, -1) : found
  })
}

/** The same from predictions: entities with their places, or the class. */
const shownOf = (predictions) =>
  predictions.map((one) =>
    'entities' in one
      ? one.entities.map(({ label, start, end, score }) => [`${label} ${start}-${end}`, score])
      : [[one.label, one.score]],
  )

function compare(program, expected, found) {
  let [different, largest] = [0, 0]
  for (const [i, rows] of expected.entries()) {
    const other = found[i]
    const same = rows.length === other.length && rows.every(([label], t) => label === other[t][0])
    if (!same) different++
    else
      for (const [t, [, score]] of rows.entries()) largest = Math.max(largest, Math.abs(score - other[t][1]))
  }
  const rows = expected.reduce((sum, own) => sum + own.length, 0)
  console.log(JSON.stringify({ program, texts: texts.length, rows, different, largest }))
}

const exported = async (to) => {
  const out = `${options.out}-${to}`
  rmSync(out, { recursive: true, force: true })
  const quantize = to === 'onnx' ? options.quantize : undefined
  return (await exportModel({ run: options.run, to, out, quantize, threads })).folder
}
const [onnx, safetensors] = [await exported('onnx'), await exported('safetensors')]
const { graph } = JSON.parse(readFileSync(join(onnx, 'hantune.json'), 'utf8'))
const read = async (name) => (existsSync(join(onnx, name)) ? readFileSync(join(onnx, name)) : undefined)

const tokens = await rowsOf(trained)
const answers = shownOf(await predictTexts(trained, inputs))
const opened = await openInference(onnx, { threads })
compare('graph, logits', tokens, await rowsOf(opened.model))
compare('graph, predictions', answers, shownOf(await opened.predict(inputs)))
await opened.release()
const predictor = await createPredictor({ ort, read })
compare('hantune/predictor, onnxruntime-node', answers, shownOf(await predictor.predict(inputs)))
await predictor.release()
const service = await startService({ models: [{ name: 'model', run: onnx }], port: 0, threads })
const client = new ServiceClient({ url: service.url })
const served = []
for (let from = 0; from < texts.length; from += 100)
  served.push(...(await client.predict(texts.slice(from, from + 100))).results)
compare('REST (scores of four digits)', answers, shownOf(served))
await service.drain()

if (options.modules !== undefined) {
  const require = createRequire(join(resolve(options.modules), 'package.json'))
  const load = (name) => import(pathToFileURL(require.resolve(name)).href)
  const web = await load('onnxruntime-web')
  const runtime = web.default ?? web
  runtime.env.wasm.numThreads = 1
  const session = { executionProviders: ['wasm'] }
  const inBrowser = await createPredictor({ ort: runtime, read, session })
  compare('hantune/predictor, onnxruntime-web (wasm)', answers, shownOf(await inBrowser.predict(inputs)))
  const { env, pipeline } = await load('@huggingface/transformers')
  Object.assign(env, { allowRemoteModels: false, localModelPath: `${dirname(resolve(onnx))}/` })
  const kind = isTagging ? 'token-classification' : 'text-classification'
  const classify = await pipeline(kind, basename(onnx), { dtype: graph.precision })
  const found = []
  for (const [i, text] of texts.entries()) {
    const rows = await classify(text, isTagging ? { ignore_labels: [] } : {})
    const placed = rows.map(({ entity, label, score }) => [entity ?? label, score])
    found.push(isTagging ? withUnknown(i, rows, placed) : placed)
  }
  compare('transformers.js pipeline', tokens, found)

  /** The pipeline tells nothing of [UNK], which it takes for no part of the text: such tokens are not compared. */
  function withUnknown(i, rows, placed) {
    const [{ tokenIds }] = task.encodeText(inputs[i]).examples
    const byIndex = new Map(rows.map(({ index }, at) => [index, placed[at]]))
    return tokens[i].map((own, t) => {
      const isUnknown = tokenIds[t + 1] === trained.parts.tokenizer.special.unk
      return byIndex.get(t + 1) ?? (isUnknown ? own : ['–', 0])
    })
  }
}

if (options.python !== undefined) {
  const script = join(dirname(fileURLToPath(import.meta.url)), 'peers/export_agreement.py')
  const args = [script, '--safetensors', safetensors, '--onnx', join(onnx, graph.file), '--kind', task.kind]
  const output = execFileSync(options.python, args, {
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const { transformers, onnxruntime } = JSON.parse(output)
  compare('Python: transformers pipeline from safetensors', tokens, transformers)
  compare('Python: tokenizers and onnxruntime', tokens, onnxruntime)
}
await trained.release()
