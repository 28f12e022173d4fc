import { quote } from '../../base/quote.ts'
import { defineBoth } from '../_texts.ts'
import type { Finding, Part } from '../finding.ts'
import type { Inspection } from '../inspection.ts'
import type { Rule } from './_rule.ts'

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
  check(inspection) {
    return inspection.parts.flatMap((own, at) =>
      inspection.parts.slice(0, at).flatMap((other) => sharedGroups(inspection, own.part, other.part)),
    )
  },
}

function sharedGroups(inspection: Inspection, part: Part, other: Part): Finding[] {
  const first = new Map<string, number>()
  for (const [index, { origin }] of inspection.of(other).entries())
    if (origin.group !== undefined && !first.has(origin.group)) first.set(origin.group, index)
  const hits = inspection.hits()
  const groups = new Set<string>()
  for (const [index, { origin }] of inspection.of(part).entries()) {
    const twin = origin.group === undefined ? undefined : first.get(origin.group)
    if (twin === undefined) continue
    groups.add(origin.group!)
    const note = say('group', { group: quote(origin.group!, 40) })
    hits.add(() => inspection.at(part, index, { related: inspection.at(other, twin), note }))
  }
  return hits.findings('group-leakage', 'error', (records) =>
    say('groups', { part, other, records, groups: groups.size }),
  )
}
