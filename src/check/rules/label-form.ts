import { quote } from '../../base/quote.ts'
import { defineBoth } from '../_texts.ts'
import { labelFrequencies, sameLabels } from '../label-forms.ts'
import type { Rule } from './_rule.ts'
import { recordsWith } from './_with-labels.ts'

const say = defineBoth({
  form: {
    zh: '标签 {labels} 只有全半角、大小写或空格之分，却会被当成不同的标签',
    en: 'the labels {labels} differ in width, case or blanks only, but count as different ones',
  },
})

/** Labels that differ only in width (full or half), case or blanks. */
export const labelForm: Rule = {
  code: 'label-form',
  check(inspection) {
    const counts = labelFrequencies(inspection.parts.flatMap(({ records }) => records))
    return sameLabels(counts).map((group) => {
      const labels = group.map((label) => `${quote(label)} (${counts.get(label)})`).join(', ')
      const rare = new Set(group.slice(1))
      const records = inspection.parts.flatMap(({ part }) => recordsWith(inspection, rare, part))
      return {
        rule: 'label-form',
        severity: 'error',
        text: say('form', { labels }),
        count: [...rare].reduce((sum, label) => sum + counts.get(label)!, 0),
        records: records.slice(0, inspection.options.listed),
      }
    })
  },
}
