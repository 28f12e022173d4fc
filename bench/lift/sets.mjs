import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readDataset } from '../../dist/data/index.js'

/** A file's records as the library takes them in memory. */
function records(folder, file, options) {
  const path = join(folder, file)
  if (!existsSync(path)) throw new Error(`there is no ${path}; --data names the folder of the sets`)
  return readDataset(path, options).records.map(({ text, entities, label }) =>
    entities ? { text, entities } : { text, label },
  )
}

const tagged = (...files) => ({
  kind: 'ner',
  read: (folder) => {
    const [train, dev, test] = files.map((file) => records(folder, file, { repairTags: true }))
    return { train, dev, test }
  },
})

/** Public sets by short names: `read` gives train, dev and test records. */
export const LIFT_SETS = {
  weibo: tagged(...['train', 'dev', 'test'].map((part) => `ner_weibo/weiboNER_2nd_conll.${part}`)),
  resume: tagged(...['train', 'dev', 'test'].map((part) => `ner_resume/${part}.char.bmes`)),
  peopledaily: tagged(...['train', 'dev', 'test'].map((part) => `ner_peopledaily/example.${part}`)),
  thucnews: {
    kind: 'cls',
    read: (folder) => {
      const read = (file) =>
        readFileSync(join(folder, 'cls_thucnews', file), 'utf8')
          .split('\n')
          .filter(Boolean)
          .map((line) => line.split('\t'))
          .map(([text, label]) => ({ text, label: label.trim() }))
      return { train: read('train45k/train.txt'), dev: read('dev.txt'), test: read('test.txt') }
    },
  },
  waimai: {
    kind: 'cls',
    // One file: every tenth record is held out, half of them to validate, half to test.
    read: (folder) => {
      const all = records(folder, 'cls_waimai_10k/waimai_10k.csv', {})
      return {
        train: all.filter((_, i) => i % 10 !== 0),
        dev: all.filter((_, i) => i % 20 === 0),
        test: all.filter((_, i) => i % 20 === 10),
      }
    },
  },
}
