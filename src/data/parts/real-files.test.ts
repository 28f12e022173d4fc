import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { testFolder } from '../_testing.ts'
import { nearDuplicates } from '../near-duplicates.ts'
import { readDataset } from '../read.ts'
import { PART_NAMES } from './assign.ts'
import { splitFile } from './split-file.ts'

const data = join(import.meta.dirname, '../../../../shared/data')
const isThere = existsSync(data)
if (!isThere) console.warn(`skipped: the real data sets are not at ${data}`)
const { folder } = testFolder()

describe.skipIf(!isThere)('real files', () => {
  test.each([
    ['ner_weibo/weiboNER_2nd_conll.train', 1350, 'bio'],
    ['cls_chnsenticorp/ymcui/train.tsv', 9600, 'tsv'],
    ['cls_waimai_10k/waimai_10k.csv', 11987, 'csv'],
    ['ner_cluener/train.json', 10748, 'jsonl'],
  ])(
    '%s: nothing lost, no label far from its share, no near-duplicate on two sides',
    async (name, records, ending) => {
      const options = { ratio: [8, 1, 1], seed: 42, reading: { repairTags: true } }
      const { files, report } = await splitFile(join(data, name), join(folder, name), options)
      expect(report.records).toBe(records)
      const parts = PART_NAMES.map((part) => {
        expect(files[part]).toBe(join(folder, name, `${part}.${ending}`))
        return readDataset(files[part]!, { repairTags: true, forTraining: false })
      })
      expect(parts.reduce((sum, { records }) => sum + records.length, 0)).toBe(records)
      for (const { records, byPart } of report.labels)
        byPart.forEach((count, part) => {
          expect(Math.abs(count - records * report.parts[part]!.wanted)).toBeLessThan(2 + 0.02 * records)
        })
      const texts = parts.flatMap(({ records }, part) => [...records].map(({ text }) => ({ text, part })))
      nearDuplicates(texts.map(({ text }) => text)).forEach((first, index) => {
        expect(texts[index]!.part).toBe(texts[first]!.part)
      })
    },
  )
})
