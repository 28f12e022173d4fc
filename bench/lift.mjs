// What pre-training is worth: the embedded encoder against the same architecture from random weights, on samples of
// real data, over several seeds.
//   node bench/lift.mjs --data SETS --out lift.jsonl [--sizes 200,10%,100%] [--sets weibo,resume …] [--seeds 1,2,3]
//     [--model FOLDER] [--test 1000] [--minutes 60] [--threads N]
//   node bench/lift.mjs --out lift.jsonl --report
// Runs that --out already holds are skipped, so that a series can go on. Both encoders see the same sample, epochs and
// batches; each has its own default rates and head.
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { RandomStream } from '../dist/base/random.js'
import { MTLConfig, MultiTaskLearning } from '../dist/index.js'
import { withoutWeights } from './ablation/encoder.mjs'
import { LIFT_SETS } from './lift/sets.mjs'
import { readRows } from './rows.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    out: { type: 'string' },
    sizes: { type: 'string', default: '200,10%,100%' },
    sets: { type: 'string', default: Object.keys(LIFT_SETS).join(',') },
    seeds: { type: 'string', default: '1,2,3' },
    model: { type: 'string', default: join(root, 'assets/hantune-mini') },
    encoders: { type: 'string', default: 'random,mini' },
    test: { type: 'string', default: '1000' },
    minutes: { type: 'string', default: 'Infinity' },
    threads: { type: 'string', default: '2' },
    report: { type: 'boolean', default: false },
  },
})
if (options.out === undefined) throw new Error('--out names the file of results')

const keyOf = ({ set, size, seed, encoder }) => `${set} ${size} ${seed} ${encoder}`

/** How long is trained: little data is read more often. */
const lengthOf = (records) =>
  records <= 500
    ? { epochs: 15, batchSize: 8, patience: 5 }
    : records <= 5000
      ? { epochs: 8, batchSize: 16, patience: 3 }
      : { epochs: 3, batchSize: 32, patience: 2 }

const labelsOf = (records) =>
  new Set(records.flatMap(({ label, entities = [] }) => [label, ...entities.map((one) => one.label)]))
const sample = (records, count, random) => random.shuffle(records).slice(0, count)

async function runOne({ set, size, seed, encoder }, model) {
  const { kind, read } = LIFT_SETS[set]
  const parts = read(options.data)
  const random = new RandomStream(Number(seed), 'sample ', set)
  const count = size.endsWith('%')
    ? Math.round((parts.train.length * Number.parseFloat(size)) / 100)
    : Number(size)
  const fixed = new RandomStream(0, 'held out ', set)
  const dev = sample(parts.dev, 200, fixed)
  const test = sample(parts.test, Number(options.test), fixed)
  // A sample without one of the labels teaches nothing of it: then another is drawn.
  const labels = labelsOf([...dev, ...test])
  let train = sample(parts.train, count, random)
  const isWhole = () => {
    const there = labelsOf(train)
    return [...labels].every((label) => there.has(label))
  }
  while (!isWhole()) train = sample(parts.train, count, random)
  const folder = mkdtempSync(join(tmpdir(), 'hantune-lift-'))
  try {
    const config = await MTLConfig.fromPretrained(model)
    config.taskList = [kind]
    const learning = new MultiTaskLearning(config)
    const started = performance.now()
    const report = await learning.fit({
      trainData: train,
      valData: dev,
      testData: test,
      out: join(folder, 'run'),
      seed: Number(seed),
      threads: Number(options.threads),
      ...lengthOf(train.length),
    })
    const value = kind === 'ner' ? report.test.f1 : report.test.accuracy
    const seconds = (performance.now() - started) / 1000
    return { set, size, seed, encoder, records: train.length, value, bestEpoch: report.bestEpoch, seconds }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function report() {
  const all = readRows(options.out)
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length
  const show = (values) => {
    if (values.length === 0) return '–'
    const m = mean(values)
    const spread = Math.sqrt(mean(values.map((value) => (value - m) ** 2)))
    return `${(100 * m).toFixed(1)} ± ${(100 * spread).toFixed(1)} (${values.length})`
  }
  console.log('| data | sentences | random weights | hantune-mini | difference |\n|---|---|---|---|---|')
  for (const group of new Set(all.map(({ set, size }) => `${set} ${size}`))) {
    const own = all.filter(({ set, size }) => `${set} ${size}` === group)
    const valuesOf = (encoder) => own.filter((row) => row.encoder === encoder).map(({ value }) => value)
    const [random, mini] = [valuesOf('random'), valuesOf('mini')]
    const difference =
      random.length && mini.length ? `${(100 * (mean(mini) - mean(random))).toFixed(1)}` : '–'
    const { set, size, records } = own[0]
    console.log(`| ${set} | ${size} (${records}) | ${show(random)} | ${show(mini)} | ${difference} |`)
  }
}

if (options.report) report()
else {
  const models = { random: withoutWeights(options.model), mini: options.model }
  const end = performance.now() + Number(options.minutes) * 60_000
  const done = new Set(readRows(options.out).map(keyOf))
  for (const size of options.sizes.split(','))
    for (const seed of options.seeds.split(','))
      for (const set of options.sets.split(','))
        for (const encoder of options.encoders.split(',')) {
          const run = { set, size, seed, encoder }
          if (done.has(keyOf(run)) || performance.now() > end) continue
          const row = await runOne(run, models[encoder])
          appendFileSync(options.out, `${JSON.stringify(row)}\n`)
          console.log(
            set,
            size,
            `seed ${seed}`,
            encoder,
            (100 * row.value).toFixed(2),
            `${row.seconds.toFixed(0)} s`,
          )
        }
  report()
}
