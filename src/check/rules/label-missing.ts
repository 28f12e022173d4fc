import { quote } from '../../base/quote.ts'
import { defineBoth, listNames } from '../_texts.ts'
import type { Finding, Part } from '../finding.ts'
import type { Inspection } from '../inspection.ts'
import type { Rule } from './rule.ts'

const say = defineBoth({
  unknown: {
    zh: '{part} 有 {count} 种标签不在 train 里，模型不可能预测出来：{labels}',
    en: '{count} labels of {part} do not occur in train; no model can predict them: {labels}',
  },
  unmeasured: {
    zh: 'train 的 {count} 种标签在 {part} 里没有，学得如何无从得知：{labels}',
    en: '{count} labels of train do not occur in {part}; how well they are learned is not measured: {labels}',
  },
})

/** Labels that one part has and another lacks. */
export const labelMissing: Rule = {
  code: 'label-missing',
  begin: (inspection) => ({
    findings() {
      if (inspection.count('train') === 0) return []
      return inspection.parts
        .filter(({ part }) => part !== 'train')
        .flatMap(({ part }) => [
          ...lacking(inspection, { has: part, lacks: 'train' }, part, 'unknown'),
          ...lacking(inspection, { has: 'train', lacks: part }, part, 'unmeasured'),
        ])
    },
  }),
}

function lacking(
  inspection: Inspection,
  { has, lacks }: { readonly has: Part; readonly lacks: Part },
  part: Part,
  key: 'unknown' | 'unmeasured',
): Finding[] {
  const there = inspection.labelCounts(lacks)
  const labels = [...inspection.labelCounts(has).keys()].filter((label) => !there.has(label)).sort()
  if (labels.length === 0) return []
  const names = labels.map((label) => quote(label))
  const values = { part, count: labels.length }
  return [
    {
      rule: 'label-missing',
      severity: key === 'unknown' ? 'error' : 'hint',
      text: say(key, (language) => ({ ...values, labels: listNames(names, language) })),
      count: labels.length,
      records: inspection.withLabels(labels, has),
    },
  ]
}
