// Whether an exported model says in a browser what it says in Node: hantune/predictor with onnxruntime-web (wasm, one
// thread) in Chromium against the same with onnxruntime-node, on texts of a file, one a line.
//   node bench/export-browser.mjs --model FOLDER --texts FILE --modules FOLDER --browser CHROMIUM [--count 500]
// --modules: where playwright-core and onnxruntime-web are installed, see bench/peers/README.md.
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { dirname, extname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import * as ort from 'onnxruntime-node'
import { createPredictor } from '../dist/predictor/index.js'

const { values: options } = parseArgs({
  options: {
    model: { type: 'string' },
    texts: { type: 'string' },
    modules: { type: 'string' },
    browser: { type: 'string' },
    count: { type: 'string', default: '500' },
  },
})
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const modules = join(resolve(options.modules), 'node_modules')
const ROOTS = {
  '/hantune/': join(root, 'dist'),
  '/zod/': join(root, 'node_modules/zod'),
  '/ort/': join(modules, 'onnxruntime-web/dist'),
  '/model/': resolve(options.model),
}
const TYPES = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' }
const PAGE = '<script type="importmap">{"imports":{"zod":"/zod/index.js"}}</script>'

const server = createServer((request, response) => {
  const path = decodeURIComponent(request.url)
  if (path === '/') return response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE)
  const start = Object.keys(ROOTS).find((one) => path.startsWith(one))
  const file = start && join(ROOTS[start], path.slice(start.length))
  if (!file || !existsSync(file)) return response.writeHead(404).end()
  const type = TYPES[extname(file)] ?? 'application/octet-stream'
  return response.writeHead(200, { 'content-type': type }).end(readFileSync(file))
})
await new Promise((done) => server.listen(0, '127.0.0.1', done))

const inputs = readFileSync(options.texts, 'utf8')
  .split('\n')
  .filter((text) => text.trim() !== '')
  .slice(0, Number(options.count))
  .map((text) => ({ text }))

const require = createRequire(join(modules, 'package.json'))
const { chromium } = (await import(pathToFileURL(require.resolve('playwright-core')).href)).default
const browser = await chromium.launch({
  executablePath: options.browser,
  args: ['--no-sandbox'],
  headless: true,
})
const page = await browser.newPage()
await page.goto(`http://127.0.0.1:${server.address().port}/`)
const found = await page.evaluate(async (texts) => {
  const { createPredictor } = await import('/hantune/predictor/index.js')
  const ort = await import('/ort/ort.wasm.bundle.min.mjs')
  Object.assign(ort.env.wasm, { wasmPaths: '/ort/', numThreads: 1 })
  const read = async (name) => {
    const answer = await fetch(`/model/${name}`)
    return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : undefined
  }
  const predictor = await createPredictor({ ort, read, session: { executionProviders: ['wasm'] } })
  return predictor.predict(texts)
}, inputs)
await browser.close()
server.close()

const read = async (name) => {
  const path = join(options.model, name)
  return existsSync(path) ? readFileSync(path) : undefined
}
const predictor = await createPredictor({ ort, read })
const expected = await predictor.predict(inputs)
let [different, largest] = [0, 0]
for (const [i, one] of expected.entries()) {
  const distance = distanceOf(one, found[i])
  if (distance === undefined) different++
  else largest = Math.max(largest, distance)
}
console.log(JSON.stringify({ precision: predictor.precision, texts: inputs.length, different, largest }))
await predictor.release()

/** The largest difference of two scores; undefined where anything else differs. */
function distanceOf(a, b) {
  // Offsets are whole: one that is off makes a difference of 1 at least.
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) < 1 ? Math.abs(a - b) : undefined
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
    return a === b ? 0 : undefined
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return undefined
  const distances = keys.map((key) => distanceOf(a[key], b[key]))
  return distances.includes(undefined) ? undefined : Math.max(0, ...distances)
}
