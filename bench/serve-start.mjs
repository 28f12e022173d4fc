// How long `hantune serve` takes from the start of its process to its first answer, by turns for several programs.
//   node bench/serve-start.mjs RUN [--node NODE …] [--main dist/cli/main.js …] [--starts 12] [--threads 2]
// Each NODE (another version of it) runs each main.js (another build). The first round fills caches and is not counted.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    node: { type: 'string', multiple: true, default: [process.execPath] },
    main: { type: 'string', multiple: true, default: [join(import.meta.dirname, '../dist/cli/main.js')] },
    starts: { type: 'string', default: '12' },
    threads: { type: 'string', default: '2' },
  },
})
const [run] = positionals
if (run === undefined) throw new Error('node bench/serve-start.mjs RUN')

/** Milliseconds from the start until it listens, and until its first answer. */
async function startOnce(node, main) {
  const begin = performance.now()
  const flags = ['--port', '0', '--json', '--threads', options.threads]
  const child = spawn(node, [main, 'serve', run, ...flags], { stdio: ['ignore', 'pipe', 'ignore'] })
  let [told, listening] = ['', undefined]
  for await (const part of child.stdout.setEncoding('utf8')) {
    told += part
    if (told.includes('"url"')) listening ??= performance.now() - begin
    if (told.includes('"event":"ready"')) break
  }
  const [, url] = /"url":"([^"]+)"/.exec(told) ?? []
  if (url === undefined) throw new Error(`${main} did not start: ${told}`)
  const body = JSON.stringify({ text: '患者有高血压病史十年' })
  const answer = await fetch(`${url}/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  await answer.text()
  if (!answer.ok) throw new Error(`status ${answer.status}`)
  const first = performance.now() - begin
  child.kill()
  await once(child, 'exit')
  return { listening, first }
}

const programs = options.node.flatMap((node) => options.main.map((main) => ({ node, main, times: [] })))
for (let round = 0; round <= Number(options.starts); round++)
  for (const { node, main, times } of programs) {
    const time = await startOnce(node, main)
    if (round > 0) times.push(time)
  }
const shown = (values) => {
  const sorted = values.toSorted((a, b) => a - b).map((value) => value.toFixed(0))
  return `${sorted[sorted.length >> 1]} (${sorted[0]}–${sorted.at(-1)})`
}
for (const { node, main, times } of programs) {
  const [listening, first] = ['listening', 'first'].map((key) => shown(times.map((time) => time[key])))
  console.log(
    `${node} ${main}: listens after ${listening}, first answer after ${first} ms, ${times.length} starts`,
  )
}
