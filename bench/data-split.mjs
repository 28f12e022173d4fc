// Time and memory of splitting a large JSONL file of made-up short texts, one in twenty of them nearly the one before.
//   node bench/data-split.mjs --folder SOMEWHERE [--records 1000000]

import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { RandomStream } from '../dist/base/random.js'
import { splitFile } from '../dist/data/index.js'

const { values: options } = parseArgs({
  options: { folder: { type: 'string' }, records: { type: 'string', default: '1000000' } },
})
if (options.folder === undefined) throw new Error('--folder names a folder for the file and its parts')
const file = join(options.folder, 'records.jsonl')
const records = Number(options.records)

const random = new RandomStream(1, 'bench-split')
/** Characters as unevenly spread as those of a language: their ranks are products of two uniform numbers. */
const character = () => String.fromCharCode(0x4e00 + Math.floor(3000 * random.uniform() * random.uniform()))
const stream = createWriteStream(file)
let text = ''
for (let id = 0; id < records; id++) {
  if (id % 20 === 19) text = `${text.slice(0, -1)}${character()}`
  else text = Array.from({ length: 30 + random.below(41) }, character).join('')
  const record = { id, text, label: `L${random.below(1 + random.below(100))}`, patient: Math.floor(id / 3) }
  if (!stream.write(`${JSON.stringify(record)}\n`)) await once(stream, 'drain')
}
stream.end()
await once(stream, 'finish')

let phase
let [wall, cpu] = [0, 0]
const tell = (next) => {
  const { user, system } = process.cpuUsage()
  const now = performance.now()
  if (phase)
    console.log(
      `${phase}: ${((now - wall) / 1e3).toFixed(1)} s, ${((user + system) / 1e6 - cpu).toFixed(1)} s of CPU`,
    )
  ;[phase, wall, cpu] = [next, now, (user + system) / 1e6]
}
tell('read')
const { report } = await splitFile(file, join(options.folder, 'parts'), {
  ratio: [8, 1, 1],
  seed: 1,
  overwrite: true,
  onProgress: (progress) => progress.phase !== phase && tell(progress.phase),
})
tell()
console.log(`peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`)
console.log(
  report.parts.map(({ part, records }) => `${part} ${records}`).join(', '),
  JSON.stringify(report.kept),
)
