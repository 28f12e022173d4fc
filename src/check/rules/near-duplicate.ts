import { inputKey, nearDuplicates } from '../../data/index.ts'
import { defineBoth } from '../_texts.ts'
import type { Finding, Part } from '../finding.ts'
import type { Inspection } from '../inspection.ts'
import type { Rule } from './_rule.ts'

const say = defineBoth({
  same: {
    zh: '{part} 有 {count} 条与前面的记录几乎相同',
    en: '{count} records of {part} are nearly the same as an earlier one',
  },
  across: {
    zh: '{part} 有 {count} 条与 {other} 里的记录几乎相同：{part} 的成绩可能虚高',
    en: '{count} records of {part} are nearly the same as one of {other}: scores on {part} may be too good',
  },
})

/** Nearly equal texts in one part. */
export const nearDuplicate: Rule = {
  code: 'near-duplicate',
  check: (inspection) => inspection.once(search).filter(({ rule }) => rule === 'near-duplicate'),
}

/** Nearly equal texts in two parts. */
export const nearLeakage: Rule = {
  code: 'near-leakage',
  check: (inspection) => inspection.once(search).filter(({ rule }) => rule === 'near-leakage'),
}

/** Both rules rest on it, and it is the dearest of all. */
function search(inspection: Inspection): Finding[] {
  // Equal texts are other rules' matter: each text is searched once. Numbers alone are kept of a record.
  const seen = new Set<string>()
  const parts: number[] = []
  const indices: number[] = []
  const inputs: string[] = []
  for (const [partNumber, { records }] of inspection.parts.entries())
    for (const [index, record] of records.entries()) {
      const input = inputKey(record)
      if (seen.has(input)) continue
      seen.add(input)
      parts.push(partNumber)
      indices.push(index)
      inputs.push(input.replace('\0', '\n'))
    }
  const placeOf = (number: number) => ({
    part: inspection.parts[parts[number]!]!.part,
    index: indices[number]!,
  })
  seen.clear()
  const groups = nearDuplicates(inputs)
  const hits = new Map<string, ReturnType<Inspection['hits']>>()
  for (const [number, group] of groups.entries()) {
    if (group === number) continue
    const [own, first] = [placeOf(number), placeOf(group)]
    const key = `${own.part} ${first.part}`
    const list = hits.get(key) ?? inspection.hits()
    hits.set(key, list)
    list.add(() => inspection.at(own.part, own.index, { related: inspection.at(first.part, first.index) }))
  }
  return [...hits].map(([key, { count, records }]): Finding => {
    const [part, other] = key.split(' ') as [Part, Part]
    return part === other
      ? { rule: 'near-duplicate', severity: 'hint', text: say('same', { part, count }), count, records }
      : {
          rule: 'near-leakage',
          severity: 'warning',
          text: say('across', { part, other, count }),
          count,
          records,
        }
  })
}
