import { inputKey } from '../../data/index.ts'
import { defineBoth } from '../_texts.ts'
import { crossings } from './_crossing.ts'
import type { Rule } from './rule.ts'

const say = defineBoth({
  leakage: {
    zh: '{part} 有 {records} 条（{texts} 种不同文本）也在 {other} 里：{part} 的成绩会虚高',
    en: '{records} records of {part} ({texts} distinct texts) stand in {other}, too: scores on {part} will be too good',
  },
})

/** Texts of one part that stand in another. */
export const leakage: Rule = {
  code: 'leakage',
  begin: (inspection) =>
    crossings(inspection, {
      rule: 'leakage',
      keyOf: inputKey,
      text: (part, other, records, texts) => say('leakage', { part, other, records, texts }),
    }),
}
