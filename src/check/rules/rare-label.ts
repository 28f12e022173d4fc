import { quote } from '../../base/quote.ts'
import { defineBoth, listNames } from '../_texts.ts'
import type { Rule } from './rule.ts'

const say = defineBoth({
  rare: {
    zh: '{count} 种标签在 train 里不到 {least} 条，很难学会：{labels}',
    en: '{count} label(s) with fewer than {least} records in train, hard to learn: {labels}',
  },
})

/** Fewer records than these teach little. */
const LEAST = 10

/** Labels with few records in train. */
export const rareLabel: Rule = {
  code: 'rare-label',
  begin: (inspection) => ({
    findings() {
      const rare = [...inspection.labelCounts('train')]
        .filter(([, count]) => count < LEAST)
        .sort(([, a], [, b]) => a - b)
      if (rare.length === 0) return []
      const names = rare.map(([label, count]) => `${quote(label)} ${count}`)
      const values = { count: rare.length, least: LEAST }
      const text = say('rare', (language) => ({ ...values, labels: listNames(names, language) }))
      const labels = rare.map(([label]) => label)
      const records = inspection.withLabels(labels, 'train')
      return [{ rule: 'rare-label', severity: 'warning', text, count: rare.length, records }]
    },
  }),
}
