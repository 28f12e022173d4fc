// Runs a training step of BERT-base in HanTune and in PyTorch by turns on the same machine, so that a drift of its
// speed meets both alike, and prints medians and the ratio of each pair.
//   node bench/compare-step.mjs [--python bench/.venv/bin/python] [--rounds 7] [--batch 16] [--length 128] [--dropout 0]
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'

const { values: options } = parseArgs({
  options: {
    python: { type: 'string', default: 'bench/.venv/bin/python' },
    rounds: { type: 'string', default: '7' },
    batch: { type: 'string', default: '16' },
    length: { type: 'string', default: '128' },
    dropout: { type: 'string', default: '0' },
    layers: { type: 'string', default: '12' },
    hidden: { type: 'string', default: '768' },
    threads: { type: 'string', default: '2' },
    bf16: { type: 'boolean', default: false },
    recompute: { type: 'boolean', default: false },
  },
})
const shared = ['batch', 'length', 'dropout', 'layers', 'hidden', 'threads'].flatMap((name) => [
  `--${name}`,
  options[name],
])

/** A process that does one step for each line it is given. */
function stepper(command, args) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => (await lines.next()).value
  return {
    ready: async () => {
      for (let line = await next(); !line.startsWith('ready'); line = await next());
    },
    step: async () => {
      child.stdin.write('\n')
      return JSON.parse(await next())
    },
    end: () => child.stdin.end(),
  }
}

const contestants = {
  hantune: stepper(process.execPath, [
    'bench/step.mjs',
    ...shared,
    ...(options.recompute ? ['--recompute'] : []),
  ]),
  pytorch: stepper(options.python, ['bench/peers/step.py', ...shared]),
  ...(options.bf16 && {
    'pytorch bf16': stepper(options.python, ['bench/peers/step.py', ...shared, '--bf16']),
  }),
}
const results = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]))
for (const contestant of Object.values(contestants)) await contestant.ready()
for (let round = 0; round < Number(options.rounds); round++) {
  for (const [name, contestant] of Object.entries(contestants)) results[name].push(await contestant.step())
}
for (const contestant of Object.values(contestants)) contestant.end()

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
for (const [name, rows] of Object.entries(results)) {
  const of = (key) => median(rows.map((row) => row[key]))
  const ratios = rows.map((row, i) => row.totalMs / results.hantune[i].totalMs)
  console.log(
    `${name.padEnd(13)} forward+backward ${of('forwardBackwardMs').toFixed(0)} ms  optimizer ${of('optimizerMs').toFixed(0)} ms  total ${of('totalMs').toFixed(0)} ms  peak ${Math.max(...rows.map((row) => row.peakRssMb)).toFixed(0)} MB  × hantune: median ${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)})`,
  )
}
