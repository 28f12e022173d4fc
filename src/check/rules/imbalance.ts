import { quote } from '../../base/quote.ts'
import { defineBoth } from '../_texts.ts'
import type { Rule } from './_rule.ts'
import { recordsWith } from './_with-labels.ts'

const say = defineBoth({
  uneven: {
    zh: 'train 的标签很不均衡：{most} 有 {many} 条，{least} 只有 {few} 条（{ratio} 倍）',
    en: 'the labels of train are uneven: {most} has {many} records, {least} only {few} ({ratio} to 1)',
  },
  empty: {
    zh: 'train 有 {share}% 的文本没有任何实体：模型容易什么都不标',
    en: '{share}% of the texts of train have no entity: the model may learn to tag nothing',
  },
})

/** From this ratio on the rare label is mostly lost. */
const UNEVEN = 20
/** Texts without entities are useful up to about this share. */
const EMPTY = 0.9

/** Labels of very different frequency, or hardly any text with an entity. */
export const imbalance: Rule = {
  code: 'imbalance',
  check(inspection) {
    const counts = [...inspection.labelCounts('train')].sort(([, a], [, b]) => b - a)
    const records = inspection.of('train')
    const findings = []
    const [first, last] = [counts[0], counts.at(-1)]
    if (first && last && first[1] >= last[1] * UNEVEN) {
      const [[most, many], [least, few]] = [first, last]
      const ratio = Math.round(many / few)
      findings.push({
        rule: 'imbalance',
        severity: 'hint',
        text: say('uneven', { most: quote(most), many, least: quote(least), few, ratio }),
        count: few,
        records: recordsWith(inspection, new Set([least]), 'train'),
      } as const)
    }
    if (inspection.task === 'ner' && records.length > 0) {
      const hits = inspection.hits()
      for (const [index, record] of records.entries())
        if ('entities' in record && record.entities.length === 0)
          hits.add(() => inspection.at('train', index))
      const share = hits.count / records.length
      if (share >= EMPTY)
        findings.push({
          rule: 'imbalance',
          severity: 'hint',
          text: say('empty', { share: (100 * share).toFixed(1) }),
          count: hits.count,
          records: hits.records,
        } as const)
    }
    return findings
  },
}
