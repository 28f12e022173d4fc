// How many wrong labels `hantune data check --folds` finds: labels of real reviews are flipped, and what models doubt
// that never saw them is compared with what was flipped.
//   node bench/suspicious.mjs --data SETS [--records 600] [--flip 0.1] [--folds 3] [--epochs 4] [--seeds 1,2,3]
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { crossPredict } from '../dist/api/index.js'
import { RandomStream } from '../dist/base/random.js'
import { suspicious } from '../dist/check/index.js'
import { readDataset } from '../dist/data/index.js'

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    records: { type: 'string', default: '600' },
    flip: { type: 'string', default: '0.1' },
    folds: { type: 'string', default: '3' },
    epochs: { type: 'string', default: '4' },
    seeds: { type: 'string', default: '1,2,3' },
    threads: { type: 'string', default: '2' },
  },
})
const number = (name) => Number(options[name])

const { records: all } = readDataset(join(options.data, 'cls_waimai_10k/waimai_10k.csv'))
for (const seed of options.seeds.split(',').map(Number)) {
  const random = new RandomStream(seed, 'flips')
  const sample = random.shuffle(all).slice(0, number('records'))
  const labels = [...new Set(all.map(({ label }) => label))]
  const wrong = Math.round(sample.length * number('flip'))
  const flipped = new Set(random.shuffle([...sample.keys()]).slice(0, wrong))
  const records = sample.map((record, i) =>
    flipped.has(i) ? { ...record, label: labels.find((label) => label !== record.label) } : record,
  )
  const settings = { epochs: number('epochs'), seed, threads: number('threads'), check: false }
  const found = suspicious(records, await crossPredict(records, { folds: number('folds'), settings }))
  const hits = (list) => list.filter(({ index }) => flipped.has(index)).length
  console.log(
    `seed ${seed}: ${found.length} listed, ${hits(found)} of the ${wrong} flips among them, ${hits(found.slice(0, wrong))} among the first ${wrong}`,
  )
}
