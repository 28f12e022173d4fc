// Tokens a second of fine-tuning on real lengths: HanTune and the Hugging Face Trainer by turns.
//   node bench/compare-trainer.mjs DATA.jsonl [--python bench/.venv/bin/python] [--rounds 2] [--max-steps 12]
import { execFileSync } from 'node:child_process'
import { parseArgs } from 'node:util'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    python: { type: 'string', default: 'bench/.venv/bin/python' },
    rounds: { type: 'string', default: '2' },
    'max-steps': { type: 'string', default: '12' },
    layers: { type: 'string', default: '12' },
    hidden: { type: 'string', default: '768' },
  },
})
const [data] = positionals
const shared = [
  data,
  '--max-steps',
  values['max-steps'],
  '--layers',
  values.layers,
  '--hidden',
  values.hidden,
]
const run = (command, args) =>
  JSON.parse(
    execFileSync(command, args, { stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim()
      .split('\n')
      .at(-1),
  )
const contestants = {
  hantune: () => run(process.execPath, ['bench/throughput.mjs', ...shared]),
  trainer: () => run(values.python, ['bench/peers/trainer.py', ...shared]),
  'trainer, group_by_length': () =>
    run(values.python, ['bench/peers/trainer.py', ...shared, '--group-by-length']),
}
const rows = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]))
for (let round = 0; round < Number(values.rounds); round++) {
  for (const [name, contestant] of Object.entries(contestants)) {
    const row = contestant()
    rows[name].push(row)
    console.log(
      `${name.padEnd(25)} ${(row.realTokens / row.seconds).toFixed(0)} real tokens/s  peak ${row.peakRssMb.toFixed(0)} MB`,
    )
  }
}
const speed = (row) => row.realTokens / row.seconds
for (const name of Object.keys(contestants)) {
  const ratios = rows[name].map((row, i) => speed(rows.hantune[i]) / speed(row))
  console.log(`hantune / ${name}: ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')}`)
}
