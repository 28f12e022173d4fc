import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { errorOf } from './_testing.ts'
import { type Dataset, labelsOf, readDataset, readTexts } from './index.ts'

const data = join(import.meta.dirname, '../../../shared/data')
const isThere = existsSync(data)
if (!isThere) console.warn(`skipped: the real data sets are not at ${data}`)

/** Format, records, and entities (or classes) of a file. */
function facts(name: string, options = {}) {
  const dataset = readDataset(join(data, name), options)
  const labels = dataset.task === 'ner' ? entityCount(dataset) : labelsOf(dataset.records).length
  return [dataset.format, dataset.records.length, labels]
}

function entityCount(dataset: Dataset): number {
  return dataset.task === 'ner' ? dataset.records.reduce((sum, { entities }) => sum + entities.length, 0) : 0
}

describe.skipIf(!isThere)('real files', () => {
  test.each([
    ['ner_peopledaily/example.train', 'bio', 20864, 33992],
    ['ner_peopledaily/example.dev', 'bio', 2318, 3819],
    ['ner_peopledaily/example.test', 'bio', 4636, 7707],
    ['ner_weibo/weiboNER_2nd_conll.dev', 'bio', 270, 389],
    ['ner_resume/dev.char.bmes', 'bmes', 463, 1497],
    ['ner_resume/test.char.bmes', 'bmes', 477, 1630],
    ['ner_cluener/train.json', 'jsonl-cluener', 10748, 23971],
    ['ner_cluener/dev.json', 'jsonl-cluener', 1343, 3072],
    ['ner_en_wnut17/wnut17train.conll', 'bio', 3394, 1975],
    ['ner_en_wnut17/emerging.dev.conll', 'bio', 1009, 836],
    ['ner_en_wnut17/emerging.test.annotated', 'bio', 1287, 1079],
    ['cls_thucnews/train45k/train.txt', 'tsv', 45000, 10],
    ['cls_thucnews/dev.txt', 'tsv', 10000, 10],
    ['cls_thucnews/test.txt', 'tsv', 10000, 10],
    ['cls_chnsenticorp/ymcui/train.tsv', 'tsv', 9600, 2],
    ['cls_chnsenticorp/ymcui/dev.tsv', 'tsv', 1200, 2],
    ['cls_chnsenticorp/ymcui/test.tsv', 'tsv', 1200, 2],
    ['cls_waimai_10k/waimai_10k.csv', 'csv', 11987, 2],
    ['cls_fewclue/iflytek/train_few_all.json', 'jsonl-class', 3024, 119],
    ['cls_fewclue/tnews/train_few_all.json', 'jsonl-class', 1185, 15],
    ['pair_csts/AFQMC/train.txt', 'tsv', 34334, 2],
    ['pair_csts/AFQMC/dev.txt', 'tsv', 4316, 2],
  ])('%s', (name, ...expected) => expect(facts(name)).toEqual(expected))

  // The entities of repaired files: B- tags and the illegal I- tags, counted apart with awk.
  test.each([
    ['ner_msra/ymcui_named_peopledaily/train.txt', 6, 50658, 74709],
    ['ner_msra/ymcui_named_peopledaily/dev.txt', 11, 4631, 6192],
    ['ner_weibo/weiboNER_2nd_conll.train', 10, 1350, 1895],
    ['ner_weibo/weiboNER_2nd_conll.test', 4, 270, 418],
  ])('%s has illegal tags, and reads with repairTags', (name, illegal, records, entities) => {
    const error = errorOf(() => facts(name))
    expect([error.code, error.values.more]).toEqual(['E_DATA_TAG_ORDER', illegal - 1])
    const dataset = readDataset(join(data, name), { repairTags: true })
    expect([dataset.records.length, entityCount(dataset)]).toEqual([records, entities])
    expect(dataset.notes.find(({ code }) => code === 'repairedTags')?.count).toBe(illegal)
  })

  test('ner_resume train has four broken tags', () => {
    const error = errorOf(() => facts('ner_resume/train.char.bmes'))
    expect(error).toMatchObject({
      code: 'E_DATA_TAG_UNFINISHED',
      place: { line: 62390 },
      values: { more: 3 },
    })
    expect(facts('ner_resume/train.char.bmes', { repairTags: true }).slice(0, 2)).toEqual(['bmes', 3821])
  })

  test('weibo: word positions are stripped', () => {
    const { records, notes } = readDataset(join(data, 'ner_weibo/weiboNER_2nd_conll.dev'))
    expect(notes).toMatchObject([{ code: 'segmentation', count: 14509 }])
    expect(records[3]!.text).toBe('总要相信那句付出会有回报。')
  })

  // Entities counted apart with awk: I- tags that continue nothing.
  test('IOB1 is recognised', () => {
    expect(facts('ner_en_wikigold/wikigold.conll.txt')).toEqual(['iob1', 1696, 3558])
  })

  test.each([
    ['pair_ocnli/train.10k.json', 10000, 15],
    ['pair_ocnli/dev.json', 3000, 50],
  ])('%s: pairs without a gold label are refused, and left out where asked', (name, records, without) => {
    expect(errorOf(() => facts(name))).toMatchObject({
      code: 'E_DATA_NO_GOLD',
      values: { more: without - 1 },
    })
    const dataset = readDataset(join(data, name), { skipUnlabelled: true })
    expect([dataset.task, dataset.records.length]).toEqual(['pair', records - without])
    expect(dataset.notes).toContainEqual(
      expect.objectContaining({ code: 'skippedUnlabelled', count: without }),
    )
  })

  test('files that must be refused', () => {
    const weibo = errorOf(() => facts('ner_weibo/weiboNER.conll.train'))
    expect(weibo).toMatchObject({ code: 'E_DATA_NOT_UTF8', values: { offset: 36626, byte: '0xED' } })
    const hotel = errorOf(() => facts('cls_chnsenticorp/ChnSentiCorp_htl_all.csv'))
    expect(hotel).toMatchObject({ code: 'E_DATA_EMPTY_TEXT', place: { line: 6376 } })
    expect(errorOf(() => facts('ner_cluener/test.json')).code).toBe('E_DATA_UNLABELLED')
    expect(readTexts(join(data, 'ner_cluener/test.json')).texts).toHaveLength(1345)
  })
})
