import { quote } from '../../base/quote.ts'
import { defineBoth } from '../_texts.ts'
import { crossings } from './_crossing.ts'
import type { Rule } from './rule.ts'

const say = defineBoth({
  groups: {
    zh: '{part} 有 {records} 条（{groups} 组）与 {other} 同组：{part} 的成绩会虚高',
    en: '{records} records of {part} ({groups} groups) share their group with {other}: scores on {part} will be too good',
  },
  group: { zh: '组 {group}', en: 'group {group}' },
})

/** Groups (of one patient, of one document) with records in more than one part. */
export const groupLeakage: Rule = {
  code: 'group-leakage',
  begin: (inspection) =>
    crossings(inspection, {
      rule: 'group-leakage',
      keyOf: ({ origin }) => origin.group,
      text: (part, other, records, groups) => say('groups', { part, other, records, groups }),
      note: (group) => say('group', { group: quote(group, 40) }),
    }),
}
