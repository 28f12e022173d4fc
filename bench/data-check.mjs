// Time and memory of checking a large JSONL file of made-up short texts with names in them, one in twenty nearly the one
// before; beside it, what keeping all records in memory takes.
//   node bench/data-check.mjs --folder SOMEWHERE [--records 1000000] [--task ner|cls] [--whole]

import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { RandomStream } from '../dist/base/random.js'
import { checkSteps } from '../dist/check/index.js'
import { soundRecords } from '../dist/data/index.js'
import { openPretrained } from '../dist/train/index.js'

const { values: options } = parseArgs({
  options: {
    folder: { type: 'string' },
    records: { type: 'string', default: '1000000' },
    task: { type: 'string', default: 'ner' },
    whole: { type: 'boolean', default: false },
  },
})
if (options.folder === undefined) throw new Error('--folder names a folder for the file')
const file = join(options.folder, `${options.task}.jsonl`)
const records = Number(options.records)

const random = new RandomStream(1, 'bench-check')
/** Characters as unevenly spread as those of a language: their ranks are products of two uniform numbers. */
const character = () => String.fromCharCode(0x4e00 + Math.floor(3000 * random.uniform() * random.uniform()))
const characters = (least, more) => Array.from({ length: least + random.below(more) }, character).join('')
const LABELS = ['PER', 'LOC', 'ORG', 'DRUG', 'DIS']
const names = Array.from({ length: 20_000 }, () => characters(2, 5))

const stream = createWriteStream(file)
let text = ''
let entities = []
for (let id = 0; id < records; id++) {
  if (id % 20 === 19) {
    text = `${text.slice(0, -1)}${character()}`
    entities = entities.filter(({ end }) => end < text.length)
  } else {
    text = characters(10, 20)
    entities = []
    for (let count = random.below(4); count > 0; count--) {
      const name = random.below(names.length)
      const start = text.length
      text += names[name]
      // One in twenty is forgotten.
      if (random.below(20) > 0)
        entities.push({ start, end: text.length, label: LABELS[name % LABELS.length] })
      text += characters(3, 12)
    }
  }
  const annotation =
    options.task === 'ner' ? { entities } : { label: `L${random.below(1 + random.below(100))}` }
  if (!stream.write(`${JSON.stringify({ id, text, ...annotation })}\n`)) await once(stream, 'drain')
}
stream.end()
await once(stream, 'finish')

const drain = (steps) => {
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value
}
const before = process.cpuUsage()
const told = (phase) => {
  const { user, system } = process.cpuUsage(before)
  const peak = (process.resourceUsage().maxRSS / 1024).toFixed(0)
  console.log(`${phase}: ${((user + system) / 1e6).toFixed(0)} s of CPU so far, peak memory ${peak} MiB`)
}
told('start')
const reading = { forTraining: false, ...(options.whole && { largeBytes: Infinity }) }
const sound = drain(soundRecords(file, reading))
told('read')
const { tokenizer } = openPretrained(undefined)
const report = drain(checkSteps({ train: sound.records }, { tokenizer }))
told('checked')
console.log(JSON.stringify(report.counts))
