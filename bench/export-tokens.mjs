// Writes an annotated file as JSONL of token ids and labels, for peers that shall train on the same sequences.
//   node bench/export-tokens.mjs DATA OUT.jsonl [--model FOLDER] [--max-length 512] [--limit N] [--repair-tags]
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { labelsOf, readDataset } from '../dist/data/index.js'
import { buildTask } from '../dist/tasks/index.js'
import { openPretrained } from '../dist/train/index.js'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string' },
    'max-length': { type: 'string', default: '512' },
    limit: { type: 'string', default: '1000000' },
    'repair-tags': { type: 'boolean', default: false },
  },
})
const [data, out] = positionals
const { records } = readDataset(data, { task: 'ner', repairTags: values['repair-tags'] })
const { tokenizer } = openPretrained(values.model)
const options = { maxLength: Number(values['max-length']), granularity: 'character' }
const task = buildTask({ kind: 'ner', labels: labelsOf(records), ...options }, tokenizer)
const lines = records
  .slice(0, Number(values.limit))
  .flatMap((record) => task.encode(record).examples)
  .map(({ tokenIds, targets }) =>
    JSON.stringify({
      input_ids: [...tokenIds],
      labels: [...targets].map((label) => (label < 0 ? -100 : label)),
    }),
  )
writeFileSync(out, `${lines.join('\n')}\n`)
console.log(JSON.stringify({ sequences: lines.length, labels: task.classes.length }))
