import { quote } from '../../base/quote.ts'
import type { Hits } from '../_hits.ts'
import { defineBoth } from '../_texts.ts'
import type { Finding } from '../finding.ts'
import type { Inspection } from '../inspection.ts'
import type { Rule } from './rule.ts'

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
  begin(inspection) {
    const empty = inspection.hits()
    return {
      see(seen) {
        const { part, record } = seen
        if (part === 'train' && 'entities' in record && record.entities.length === 0)
          empty.add(() => inspection.at(seen))
      },
      findings: () => [...uneven(inspection), ...mostlyEmpty(inspection, empty)],
    }
  },
}

function uneven(inspection: Inspection): Finding[] {
  const counts = [...inspection.labelCounts('train')].sort(([, a], [, b]) => b - a)
  const [first, last] = [counts[0], counts.at(-1)]
  if (!first || !last || first[1] < last[1] * UNEVEN) return []
  const [[most, many], [least, few]] = [first, last]
  const ratio = Math.round(many / few)
  const text = say('uneven', { most: quote(most), many, least: quote(least), few, ratio })
  const records = inspection.withLabels([least], 'train')
  return [{ rule: 'imbalance', severity: 'hint', text, count: few, records }]
}

function mostlyEmpty(inspection: Inspection, empty: Hits): Finding[] {
  const share = empty.count / inspection.count('train')
  if (!(share >= EMPTY)) return []
  return empty.findings('imbalance', 'hint', () => say('empty', { share: (100 * share).toFixed(1) }))
}
