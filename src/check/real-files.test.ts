import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readDataset } from '../data/index.ts'
import { type CheckReport, checkData, PARTS, type Part } from './index.ts'

const data = join(import.meta.dirname, '../../../shared/data')
const isThere = existsSync(data)
if (!isThere) console.warn(`skipped: the real data sets are not at ${data}`)

function report(files: Readonly<Record<Part, string>>): CheckReport {
  const read = (part: Part) =>
    readDataset(join(data, files[part]), { repairTags: true, forTraining: false }).records
  return checkData(Object.fromEntries(PARTS.map((part) => [part, read(part)])))
}

/** The findings of a rule: the text in English, without what follows the colon. */
const said = ({ findings }: CheckReport, rule: string) =>
  findings.filter((finding) => finding.rule === rule).map(({ text }) => text.en.split(':')[0])

describe.skipIf(!isThere)('real files', () => {
  // In the raw files, where a digit of segmentation follows each character, 38 sentences of test are in train; without
  // the digits it is 38 texts in 40 records.
  test('weibo', () => {
    const weibo = report({
      train: 'ner_weibo/weiboNER_2nd_conll.train',
      dev: 'ner_weibo/weiboNER_2nd_conll.dev',
      test: 'ner_weibo/weiboNER_2nd_conll.test',
    })
    expect(said(weibo, 'leakage').filter((text) => text!.includes('in train'))).toEqual([
      '42 records of dev (40 distinct texts) stand in train, too',
      '40 records of test (38 distinct texts) stand in train, too',
    ])
    expect(weibo.counts.error).toBeGreaterThanOrEqual(2)
    // NAM and NOM differ by one letter and are meant to.
    expect(said(weibo, 'label-typo')).toEqual([])
    expect(said(weibo, 'label-form')).toEqual([])
  })

  test('chnsenticorp', () => {
    const hotel = report({
      train: 'cls_chnsenticorp/ymcui/train.tsv',
      dev: 'cls_chnsenticorp/ymcui/dev.tsv',
      test: 'cls_chnsenticorp/ymcui/test.tsv',
    })
    expect(said(hotel, 'leakage').filter((text) => text!.includes('in train'))).toEqual([
      '338 records of dev (335 distinct texts) stand in train, too',
      '331 records of test (330 distinct texts) stand in train, too',
    ])
  })
})
