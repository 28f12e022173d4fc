// Runs a training step of BERT-base in several variants by turns on the same machine, so that a drift of its speed
// meets all alike, and prints medians, the ratio of each pair with the plain step, and each process's peak memory.
//   node bench/compare-levers.mjs [--rounds 3] [--batch 16] [--length 128] [--dropout 0] [--threads 2]
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    batch: { type: 'string', default: '16' },
    length: { type: 'string', default: '128' },
    dropout: { type: 'string', default: '0' },
    layers: { type: 'string', default: '12' },
    hidden: { type: 'string', default: '768' },
    threads: { type: 'string', default: '2' },
  },
})
const shared = Object.entries(options)
  .filter(([name]) => name !== 'rounds')
  .flatMap(([name, value]) => [`--${name}`, value])

const VARIANTS = {
  plain: [],
  'activations float16': ['--activations', 'float16'],
  recompute: ['--recompute'],
  'optimizer state bfloat16': ['--optimizer-state', 'bfloat16'],
  'last 2 layers': ['--train-layers', '2'],
  'head alone': ['--train-layers', '0'],
}

/** A process that has warmed up and does one step for each line it is given. */
async function stepper(args) {
  const child = spawn(process.execPath, ['bench/step.mjs', ...shared, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => (await lines.next()).value
  for (let line = await next(); !line.startsWith('ready'); line = await next());
  return {
    step: async () => {
      child.stdin.write('\n')
      return JSON.parse(await next())
    },
    end: () => child.stdin.end(),
  }
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const seconds = (ms) => (ms / 1000).toFixed(2)

const steppers = {}
for (const [name, args] of Object.entries(VARIANTS)) steppers[name] = await stepper(args)
const results = Object.fromEntries(Object.keys(steppers).map((name) => [name, []]))
for (let round = 0; round < Number(options.rounds); round++)
  for (const [name, { step }] of Object.entries(steppers)) results[name].push(await step())
for (const { end } of Object.values(steppers)) end()

for (const [name, steps] of Object.entries(results)) {
  const of = (key) => median(steps.map((step) => step[key]))
  const ratios = steps.map(({ totalMs }, i) => totalMs / results.plain[i].totalMs)
  console.log(
    `${name}: ${seconds(of('totalMs'))} s (forward and backward ${seconds(of('forwardBackwardMs'))}, optimizer ` +
      `${seconds(of('optimizerMs'))}), × ${ratios.map((ratio) => ratio.toFixed(2)).join(' ')} of plain; peak ` +
      `${Math.round(of('peakRssMb'))} MB, tape ${Math.round(of('tapeMb'))} MB, parameters ${Math.round(of('parametersMb'))} MB`,
  )
}
