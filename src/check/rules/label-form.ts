import { quote } from '../../base/quote.ts'
import { defineBoth } from '../_texts.ts'
import { sameLabels } from '../label-forms.ts'
import type { Rule } from './rule.ts'

const say = defineBoth({
  form: {
    zh: '标签 {labels} 只有全半角、大小写或空格之分，却会被当成不同的标签',
    en: 'the labels {labels} differ in width, case or blanks only, but count as different ones',
  },
})

/** Labels that differ only in width (full or half), case or blanks. */
export const labelForm: Rule = {
  code: 'label-form',
  begin: (inspection) => ({
    findings() {
      const counts = inspection.labelOccurrences()
      return sameLabels(counts).map((group) => {
        const labels = group.map((label) => `${quote(label)} (${counts.get(label)})`).join(', ')
        const rare = new Set(group.slice(1))
        return {
          rule: 'label-form',
          severity: 'error',
          text: say('form', { labels }),
          count: [...rare].reduce((sum, label) => sum + counts.get(label)!, 0),
          records: inspection.withLabels(rare),
        }
      })
    },
  }),
}
