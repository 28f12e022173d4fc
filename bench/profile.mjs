// Where the time of a training step goes: runs a few steps of bench/step.mjs under ONNX Runtime's profiler and prints
// the share of each operator, the speed of the matrix products, and that of one large product alone for comparison.
//   node bench/profile.mjs [--layers 12] [--hidden 768] [--batch 16] [--length 128] [--steps 3]
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { floatTensor, Session } from '../dist/engine/index.js'

const { values } = parseArgs({
  options: {
    layers: { type: 'string', default: '12' },
    hidden: { type: 'string', default: '768' },
    batch: { type: 'string', default: '16' },
    length: { type: 'string', default: '128' },
    steps: { type: 'string', default: '3' },
  },
})
const [hidden, steps, rows] = [
  Number(values.hidden),
  Number(values.steps),
  Number(values.batch) * Number(values.length),
]
const folder = mkdtempSync(join(tmpdir(), 'hantune-profile-'))
const shape = ['layers', 'hidden', 'batch', 'length'].flatMap((name) => [`--${name}`, values[name]])
const run = spawnSync(process.execPath, ['bench/step.mjs', ...shape], {
  input: '\n'.repeat(steps),
  env: { ...process.env, HANTUNE_PROFILE: folder },
  stdio: ['pipe', 'pipe', 'inherit'],
})
const measured = run.stdout
  .toString()
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => JSON.parse(line))

// Two warm-up steps are in the profile too.
const recorded = steps + 2
const time = new Map()
for (const file of readdirSync(folder)) {
  for (const event of JSON.parse(readFileSync(join(folder, file), 'utf8'))) {
    if (event.cat !== 'Node' || !event.name.endsWith('_kernel_time')) continue
    const name = event.args.op_name
    time.set(name, (time.get(name) ?? 0) + event.dur / 1000)
  }
}
rmSync(folder, { recursive: true })

const total = [...time.values()].reduce((sum, ms) => sum + ms, 0)
for (const [name, ms] of [...time].sort((x, y) => y[1] - x[1]).slice(0, 14)) {
  console.log(
    `${name.padEnd(22)} ${((100 * ms) / total).toFixed(1).padStart(5)} %  ${(ms / recorded).toFixed(0).padStart(6)} ms a step`,
  )
}
const middle = (list) => list.sort((x, y) => x - y)[Math.floor(list.length / 2)]
console.log(
  `step: ${middle(measured.map((row) => row.totalMs)).toFixed(0)} ms, of it optimizer ${middle(measured.map((row) => row.optimizerMs)).toFixed(0)} ms`,
)
const layerProducts = 3 * Number(values.layers) * 2 * rows * 12 * hidden * hidden
console.log(
  `matrix products of the layers: ${(layerProducts / 1e9).toFixed(0)} GFLOP a step at ${(layerProducts / 1e6 / (time.get('Gemm') / recorded)).toFixed(0)} GFLOP/s`,
)

const gemm = {
  name: 'gemm',
  nodes: [{ opType: 'Gemm', domain: '', inputs: ['a', 'b'], outputs: ['y'], attributes: {} }],
  inputs: [
    { name: 'a', dtype: 'float32', shape: [rows, hidden] },
    { name: 'b', dtype: 'float32', shape: [hidden, 4 * hidden] },
  ],
  outputs: [{ name: 'y', dtype: 'float32' }],
  initializers: [],
}
const session = await Session.create(gemm, { device: 'cpu', threads: 2 })
const random = (count) => Float32Array.from({ length: count }, Math.random)
const feeds = {
  a: floatTensor(random(rows * hidden), [rows, hidden]),
  b: floatTensor(random(4 * hidden * hidden), [hidden, 4 * hidden]),
}
const y = floatTensor(new Float32Array(rows * 4 * hidden), [rows, 4 * hidden])
const times = []
for (let i = 0; i < 20; i++) {
  const start = performance.now()
  await session.run(feeds, { y })
  times.push(performance.now() - start)
}
console.log(
  `one product [${rows}, ${hidden}] · [${hidden}, ${4 * hidden}] alone: ${((2 * rows * hidden * 4 * hidden) / 1e6 / Math.min(...times)).toFixed(0)} GFLOP/s at best`,
)
