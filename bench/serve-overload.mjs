// Overload of `hantune serve`: measures what the service can do (closed loop), then offers 5 times that for 60 seconds
// in an open loop, and looks at what was lost, at latencies, memory and recovery.
//
//   node bench/serve-overload.mjs RUN [--seconds 60] [--factor 5] [--length 64]
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { latencies, runLoad, send } from './load.mjs'

const [run, ...rest] = process.argv.slice(2)
const option = (name, otherwise) => {
  const at = rest.indexOf(`--${name}`)
  return at < 0 ? otherwise : Number(rest[at + 1])
}
const [seconds, factor, length] = [option('seconds', 60), option('factor', 5), option('length', 64)]
if (run === undefined) {
  console.error('node bench/serve-overload.mjs RUN [--seconds 60] [--factor 5] [--length 64]')
  process.exit(2)
}

const main = join(import.meta.dirname, '../dist/cli/main.js')
const child = spawn(process.execPath, [main, 'serve', run, '--port', '0', '--json'], {
  stdio: ['ignore', 'pipe', 'ignore'],
})
let url
let told = ''
for await (const part of child.stdout.setEncoding('utf8')) {
  told += part
  url = /"url":"([^"]+)"/.exec(told)?.[1]
  if (told.includes('"event":"ready"')) break
}
const sentence = '我在北京工作，明天到上海开会，后天回南京。'
// Each text is another, so that every answer can be told from the others.
const textOf = (index) => `${index} ${sentence.repeat(Math.ceil(length / sentence.length))}`.slice(0, length)
const bodyOf = (index) => JSON.stringify({ text: textOf(index) })
const metric = (text, name) =>
  Number(new RegExp(`^${name}(?:\\{[^}]*\\})? ([\\d.e+-]+)$`, 'm').exec(text)?.[1])
const figures = async () => {
  const text = await (await fetch(`${url}/metrics`)).text()
  return {
    memory: metric(text, 'process_resident_memory_bytes') / 2 ** 20,
    waiting: metric(text, 'hantune_waiting_texts'),
    underWay: metric(text, 'hantune_requests_under_way'),
  }
}

/** Requests a second with so many clients that each wait for their answer. */
async function capacity(clients, during) {
  const end = performance.now() + during * 1000
  let done = 0
  const client = async () => {
    while (performance.now() < end) if ((await send(`${url}/predict`, bodyOf(done))).status === 200) done++
  }
  const start = performance.now()
  await Promise.all(Array.from({ length: clients }, client))
  return done / ((performance.now() - start) / 1000)
}

await capacity(32, 3)
const able = await capacity(32, 8)
const before = await figures()
const seen = []
const watch = setInterval(
  () =>
    void figures().then(
      (own) => seen.push(own),
      () => {},
    ),
  500,
)
let wrong = 0
let withoutRetry = 0
const result = await runLoad({
  url: `${url}/predict`,
  bodyOf,
  rate: factor * able,
  seconds,
  onAnswer({ status, text, retryAfter, index }) {
    if (status === 200 && JSON.parse(text).text !== textOf(index)) wrong++
    if ((status === 429 || status === 503) && !(Number(retryAfter) >= 1)) withoutRetry++
  },
})
clearInterval(watch)
const over = performance.now()
const after = []
for (let i = 0; i < 20; i++) {
  const start = performance.now()
  const { status } = await send(`${url}/predict`, bodyOf(i))
  after.push({ status, ms: performance.now() - start })
}
const settled = await figures()
child.kill('SIGTERM')
const [code] = await once(child, 'exit')
const { 200: done = 0, 429: byClient = 0, 503: busy = 0, ...lost } = result.statuses
console.log(
  JSON.stringify(
    {
      capacity: Math.round(able),
      offered: Math.round(result.offered),
      seconds: Math.round(result.seconds),
      answered: done,
      throughput: Math.round(result.throughput),
      refused: { 429: byClient, 503: busy, withoutRetryAfter: withoutRetry },
      lost,
      wrong,
      latencyAccepted: result.accepted,
      latencyRefused: result.refused,
      memoryMiB: {
        before: Math.round(before.memory),
        most: Math.round(Math.max(...seen.map((own) => own.memory))),
        after: Math.round(settled.memory),
      },
      mostWaiting: Math.max(...seen.map((own) => own.waiting)),
      recovery: {
        firstAnswerMs: Math.round(after[0].ms),
        statuses: [...new Set(after.map((own) => own.status))],
        latency: latencies(after.map((own) => own.ms)),
        secondsUntilMeasured: Math.round((performance.now() - over) / 100) / 10,
      },
      exit: code,
    },
    null,
    2,
  ),
)
