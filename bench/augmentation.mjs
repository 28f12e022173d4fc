// What each way of augmenting is worth on small training sets: entity F1 or accuracy on test, over several seeds.
//   node bench/augmentation.mjs --data SETS --out augmentation.jsonl [--sizes 200,1000] [--sets weibo,resume,waimai]
//     [--methods none,entities,…] [--factor 1] [--seeds 1,2,3] [--model FOLDER] [--test 1000] [--minutes 60]
//     [--epochs N] [--threads N]
//   node bench/augmentation.mjs --out augmentation.jsonl --report
// Runs that --out already holds are skipped, so that a series can go on. All methods of a seed see the same sample, which
// is read as often as the sample alone; `longer` is the sample alone with as many steps as augmentation takes.
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { augment, methodsFor } from '../dist/augment/index.js'
import { RandomStream } from '../dist/base/random.js'
import { MTLConfig, MultiTaskLearning, openMaskFiller } from '../dist/index.js'
import { LIFT_SETS } from './lift/sets.mjs'
import { readRows } from './rows.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    out: { type: 'string' },
    sizes: { type: 'string', default: '200,1000' },
    sets: { type: 'string', default: 'weibo,resume,waimai' },
    methods: { type: 'string', default: 'none,longer,entities,tokens,join,clauses,mlm' },
    factor: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1,2,3' },
    model: { type: 'string', default: join(root, 'assets/hantune-mini') },
    test: { type: 'string', default: '1000' },
    minutes: { type: 'string', default: 'Infinity' },
    epochs: { type: 'string' },
    threads: { type: 'string', default: '2' },
    report: { type: 'boolean', default: false },
  },
})
if (options.out === undefined) throw new Error('--out names the file of results')

const keyOf = ({ set, size, seed, method }) => `${set} ${size} ${seed} ${method}`
const epochsOf = (records) => Number(options.epochs ?? (records <= 500 ? 15 : 10))
const sample = (records, count, random) => random.shuffle(records).slice(0, count)

/** The training records of a method, and how often they are read. */
async function trainingOf(method, train, held, seed) {
  const epochs = epochsOf(train.length)
  const factor = Number(options.factor)
  if (method === 'none') return { records: train, epochs, missing: 0 }
  // As many steps as with augmentation, on the records that there are.
  if (method === 'longer') return { records: train, epochs: Math.round(epochs * (1 + factor)), missing: 0 }
  const placed = train.map((record, i) => ({ ...record, origin: { file: 'train', line: i + 1 } }))
  const filler =
    method === 'mlm' ? await openMaskFiller(options.model, { threads: Number(options.threads) }) : undefined
  try {
    const fill = filler && ((texts) => filler.fill(texts, 8))
    const made = await augment(placed, { methods: [method], factor, seed, avoid: held, fill })
    const records = made.records.map(({ origin: _, ...record }) => record)
    return { records, epochs, missing: made.missing }
  } finally {
    await filler?.close()
  }
}

async function runOne({ set, size, seed, method }) {
  const { kind, read } = LIFT_SETS[set]
  const parts = read(options.data)
  const random = new RandomStream(Number(seed), 'sample ', set)
  const fixed = new RandomStream(0, 'held out ', set)
  const dev = sample(parts.dev, 200, fixed)
  const test = sample(parts.test, Number(options.test), fixed)
  const own = sample(parts.train, Number(size), random)
  const held = [...dev, ...test].map(({ text }) => text)
  const started = performance.now()
  const { records, epochs, missing } = await trainingOf(method, own, held, Number(seed))
  const made = (performance.now() - started) / 1000
  const folder = mkdtempSync(join(tmpdir(), 'hantune-augmentation-'))
  try {
    const config = await MTLConfig.fromPretrained(options.model)
    config.taskList = [kind]
    const report = await new MultiTaskLearning(config).fit({
      trainData: records,
      valData: dev,
      testData: test,
      out: join(folder, 'run'),
      seed: Number(seed),
      threads: Number(options.threads),
      epochs,
      batchSize: own.length <= 500 ? 8 : 16,
      patience: 0,
    })
    const value = kind === 'ner' ? report.test.f1 : report.test.accuracy
    const seconds = (performance.now() - started) / 1000
    return {
      set,
      size,
      seed,
      method,
      records: own.length,
      trained: records.length,
      missing,
      value,
      made,
      seconds,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Differences to `none` and to `longer` of the same seeds; the spread is over seeds. */
function report() {
  const all = readRows(options.out)
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length
  const show = (values, sign = '') => {
    if (values.length === 0) return '–'
    const m = mean(values)
    const spread = Math.sqrt(mean(values.map((value) => (value - m) ** 2)))
    return `${m > 0 ? sign : ''}${(100 * m).toFixed(1)} ± ${(100 * spread).toFixed(1)} (${values.length})`
  }
  console.log(
    '| data | records | method | score | against none | against longer |\n|---|---|---|---|---|---|',
  )
  for (const group of new Set(all.map(({ set, size, method }) => `${set} ${size} ${method}`))) {
    const own = all.filter(({ set, size, method }) => `${set} ${size} ${method}` === group)
    const { set, size, method } = own[0]
    const against = (other) =>
      own.flatMap(({ seed, value }) => {
        const base = all.find((row) => keyOf(row) === keyOf({ set, size, seed, method: other }))
        return base && method !== other ? [value - base.value] : []
      })
    const cells = [
      set,
      size,
      method,
      show(own.map(({ value }) => value)),
      show(against('none'), '+'),
      show(against('longer'), '+'),
    ]
    console.log(`| ${cells.join(' | ')} |`)
  }
}

if (!options.report) {
  const end = performance.now() + Number(options.minutes) * 60_000
  const done = new Set(readRows(options.out).map(keyOf))
  const list = (text) => text.split(',')
  for (const size of list(options.sizes))
    for (const seed of list(options.seeds))
      for (const set of list(options.sets))
        for (const method of list(options.methods)) {
          const isMethod = !['none', 'longer'].includes(method)
          if (isMethod && !methodsFor(LIFT_SETS[set].kind).includes(method)) continue
          const run = { set, size, seed, method }
          if (done.has(keyOf(run)) || performance.now() > end) continue
          const row = await runOne(run)
          appendFileSync(options.out, `${JSON.stringify(row)}\n`)
          console.log(
            keyOf(row),
            (100 * row.value).toFixed(2),
            `${row.trained} records`,
            `${row.seconds.toFixed(0)} s`,
          )
        }
}
report()
