// Latency and throughput of services around the same model, by turns on the same cores: `hantune serve` (float32
// and q8), transformers.js behind Node's HTTP, FastAPI with transformers and PyTorch. The model sorts fault reports into
// some 200 classes; its encoder has random weights, which cost what trained ones cost.
//   node bench/serve-compare.mjs --work FOLDER --out results.jsonl [--shapes 12x768,3x768] [--lengths 20,60,128]
//     [--servers hantune-fp32,hantune-q8,transformersjs-fp32,transformersjs-q8,fastapi] [--rate 4] [--seconds 6]
//     [--rounds 3] [--clients 8] [--modules MODULES] [--python PYTHON] [--threads 2]
// Latencies come from an open loop at --rate requests a second, throughput from --clients that each wait for their answer.
import { spawn, spawnSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { makeEncoder } from './ablation/encoder.mjs'
import { runLoad, send } from './load.mjs'

const bench = dirname(fileURLToPath(import.meta.url))
const main = join(bench, '../dist/cli/main.js')
const { values: options } = parseArgs({
  options: {
    work: { type: 'string' },
    out: { type: 'string' },
    shapes: { type: 'string', default: '12x768,3x768' },
    lengths: { type: 'string', default: '20,60,128' },
    servers: {
      type: 'string',
      default: 'hantune-fp32,hantune-q8,transformersjs-fp32,transformersjs-q8,fastapi',
    },
    rate: { type: 'string', default: '4' },
    seconds: { type: 'string', default: '6' },
    rounds: { type: 'string', default: '3' },
    clients: { type: 'string', default: '8' },
    modules: { type: 'string' },
    python: { type: 'string', default: 'python3' },
    threads: { type: 'string', default: '2' },
  },
})
if (options.work === undefined || options.out === undefined) throw new Error('--work and --out are needed')
const work = resolve(options.work)

function hantune(...args) {
  const done = spawnSync(process.execPath, [main, ...args], { stdio: ['ignore', 2, 2] })
  if (done.status !== 0) throw new Error(`hantune ${args.join(' ')} ended with ${done.status}`)
}

/** The run of a shape and its exports, made once. */
function modelsOf(shape) {
  const [data, run] = [join(work, 'faults'), join(work, `run-${shape}`)]
  mkdirSync(work, { recursive: true })
  if (!existsSync(data)) hantune('data', 'generate', 'faults', '--records', '1500', '--out', data)
  if (!existsSync(join(run, 'best'))) {
    const files = ['train', 'dev'].map((part) => join(data, `${part}.jsonl`))
    const head = ['--train-layers', '0', '--epochs', '1', '--batch-size', '64', '--no-check']
    hantune('train', files[0], '--dev', files[1], '--model', makeEncoder(shape), '--out', run, ...head)
  }
  const exported = (name, ...more) => {
    const out = join(work, `${name}-${shape}`)
    // Of a model that has learnt little no score can tell what 8 bits cost.
    if (!existsSync(out)) hantune('export', run, '--to', 'onnx', '--out', out, '--max-drop', '100', ...more)
    return out
  }
  return { run, fp32: exported('fp32'), q8: exported('q8', '--quantize', 'q8') }
}

const { threads } = options
const SERVERS = {
  'hantune-fp32': ({ run }, port) => [
    process.execPath,
    main,
    'serve',
    run,
    '--port',
    port,
    '--threads',
    threads,
  ],
  'hantune-q8': ({ q8 }, port) => [process.execPath, main, 'serve', q8, '--port', port, '--threads', threads],
  'transformersjs-fp32': ({ fp32 }, port) => transformersJs(fp32, 'fp32', port),
  'transformersjs-q8': ({ q8 }, port) => transformersJs(q8, 'q8', port),
  fastapi: ({ run }, port) => [
    options.python,
    join(bench, 'peers/fastapi_server.py'),
    join(run, 'best'),
    port,
    threads,
  ],
}
const transformersJs = (folder, dtype, port) => [
  process.execPath,
  join(bench, 'peers/transformers-server.mjs'),
  ...[options.modules, folder, dtype, port, threads],
]

function freePort() {
  const server = createServer()
  return new Promise((done) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => done(String(port)))
    })
  })
}

/** A server that answers, and how long its first answer took from its start. */
async function start(name, models) {
  const port = await freePort()
  const began = performance.now()
  const [program, ...args] = SERVERS[name](models, port)
  const child = spawn(program, args, { stdio: 'ignore' })
  const url = `http://127.0.0.1:${port}/predict`
  const body = JSON.stringify({ text: '冷却泵异响，出口压力偏低' })
  for (;;) {
    const { status } = await send(url, body)
    if (status === 200) break
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`)
    await new Promise((done) => setTimeout(done, 20))
  }
  const stop = () =>
    new Promise((done) => {
      child.on('exit', done)
      child.kill('SIGTERM')
    })
  return { url, stop, firstAnswer: Math.round(performance.now() - began) }
}

const SENTENCE =
  '三号生产线冷却泵运行时发出异响，出口压力比平时偏低，轴承处温度升高，已经停机检查，请尽快派人处理；'
const textOf = (index, length) => `${index % 1000}号${SENTENCE.repeat(4)}`.slice(0, length)

async function throughput(url, bodyOf, seconds) {
  const end = performance.now() + seconds * 1000
  let [next, done] = [0, 0]
  const client = async () => {
    while (performance.now() < end) if ((await send(url, bodyOf(next++))).status === 200) done++
  }
  const began = performance.now()
  await Promise.all(Array.from({ length: Number(options.clients) }, client))
  return done / ((performance.now() - began) / 1000)
}

for (const shape of options.shapes.split(',')) {
  const models = modelsOf(shape)
  const servers = []
  for (const name of options.servers.split(',')) servers.push({ name, ...(await start(name, models)) })
  // All stand ready at once and are asked by turns: a machine that others use, too, is slower now and then.
  for (const length of options.lengths.split(',').map(Number))
    for (let round = 1; round <= Number(options.rounds); round++)
      for (const { name, url, firstAnswer } of servers) {
        const bodyOf = (index) => JSON.stringify({ text: textOf(index, length) })
        await throughput(url, bodyOf, 1)
        const load = {
          url,
          bodyOf,
          rate: Number(options.rate),
          seconds: Number(options.seconds),
          seed: round,
        }
        const { accepted, statuses } = await runLoad(load)
        const perSecond = await throughput(url, bodyOf, Number(options.seconds) / 2)
        const row = { shape, server: name, length, round, ...accepted, statuses, perSecond, firstAnswer }
        appendFileSync(options.out, `${JSON.stringify(row)}\n`)
        console.log(
          `${shape} ${length} characters, round ${round}, ${name}: p50 ${row.p50} p95 ${row.p95} p99 ${row.p99} ms ` +
            `at ${load.rate}/s; ${perSecond.toFixed(1)} texts/s; first answer after ${firstAnswer} ms`,
        )
      }
  for (const { stop } of servers) await stop()
}
