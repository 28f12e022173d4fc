// Each lever's effect on real data: runs that differ in one setting, over several seeds, and their table.
//   node bench/ablation.mjs --data SETS --out runs.jsonl [--model FOLDER | --encoder 2x64] [--seeds 1,2,3]
//     [--set weibo:5:2e-3 …] [--without LEVER …] [--batch 16] [--jobs 2] [--nice 15] [--minutes 60]
//   node bench/ablation.mjs --out runs.jsonl --report
// Runs that --out already holds are skipped, so that a series can go on. A seed is finished for all levers before the
// next begins.
import { spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { makeEncoder, readShape } from './ablation/encoder.mjs'
import { LEVERS, settingsOf } from './ablation/levers.mjs'
import { renderTable } from './ablation/report.mjs'
import { setsOf } from './ablation/sets.mjs'
import { readRows } from './rows.mjs'

const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    out: { type: 'string' },
    model: { type: 'string' },
    encoder: { type: 'string', default: '2x64' },
    seeds: { type: 'string', default: '1,2,3' },
    set: { type: 'string', multiple: true, default: ['weibo:5:2e-3', 'resume:2:2e-3', 'tnews:6:1e-3'] },
    without: { type: 'string', multiple: true, default: [] },
    batch: { type: 'string', default: '16' },
    jobs: { type: 'string', default: String(cpus().length) },
    nice: { type: 'string', default: '15' },
    minutes: { type: 'string', default: 'Infinity' },
    report: { type: 'boolean', default: false },
  },
})
if (options.out === undefined) throw new Error('--out names the file of results')

/** What a run is known by: two runs of one key have the same result. */
const keyOf = ({ encoder, set, lever, seed, settings }) =>
  JSON.stringify([encoder, set, lever, seed, settings])

function plan() {
  if (options.data === undefined) throw new Error('--data names the folder of the public sets')
  const encoder = options.model ?? options.encoder
  const model = options.model ?? makeEncoder(options.encoder)
  const { layers } = readShape(model)
  const sets = setsOf(options.data, options.set)
  return options.seeds.split(',').flatMap((seed) =>
    LEVERS.filter(({ name }) => !options.without.includes(name)).flatMap((lever) =>
      sets
        .filter(({ kind }) => lever.only === undefined || lever.only === kind)
        .map(({ name, kind, files, epochs, lr, settings: own }) => ({
          row: {
            encoder,
            set: name,
            lever: lever.name,
            seed: Number(seed),
            settings: {
              ...own,
              ...settingsOf(lever, { lr, layers }),
              epochs,
              batchSize: Number(options.batch),
              seed: Number(seed),
              threads: 1,
              patience: 0,
            },
          },
          input: { model, kind, files },
        })),
    ),
  )
}

/** The result of a run in a child process; undefined, with what it said, if it failed. */
async function execute({ row, input }) {
  const script = join(dirname(fileURLToPath(import.meta.url)), 'ablation/run.mjs')
  const child = spawn('nice', ['-n', options.nice, process.execPath, script], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.end(JSON.stringify({ ...input, settings: row.settings }))
  const ended = new Promise((resolve) => child.on('close', resolve))
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)])
  if ((await ended) === 0) return JSON.parse(output.trim().split('\n').at(-1))
  console.error(`${row.set}, ${row.lever}, seed ${row.seed} failed:\n${errors}`)
  return undefined
}

async function work(queue, until) {
  while (queue.length > 0 && Date.now() < until) {
    const run = queue.shift()
    const result = await execute(run)
    if (!result) continue
    appendFileSync(options.out, `${JSON.stringify({ ...run.row, ...result })}\n`)
    const { set, lever, seed } = run.row
    console.log(
      `${set}, ${lever}, seed ${seed}: ${(100 * result.value).toFixed(2)} in ${result.cpuSeconds.toFixed(1)} s`,
    )
  }
}

if (options.report) {
  console.log(renderTable(readRows(options.out)))
} else {
  const done = new Set(readRows(options.out).map(keyOf))
  const queue = plan().filter(({ row }) => !done.has(keyOf(row)))
  console.log(`${queue.length} runs to do, ${done.size} done`)
  const until = Date.now() + Number(options.minutes) * 60_000
  await Promise.all(Array.from({ length: Number(options.jobs) }, () => work(queue, until)))
}
