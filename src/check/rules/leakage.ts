import { inputKey } from '../../data/index.ts'
import { defineBoth } from '../_texts.ts'
import type { Finding, Part } from '../finding.ts'
import type { Inspection } from '../inspection.ts'
import type { Rule } from './_rule.ts'

const say = defineBoth({
  leakage: {
    zh: '{part} 有 {records} 条（{texts} 种不同文本）也在 {other} 里：{part} 的成绩会虚高',
    en: '{records} records of {part} ({texts} distinct texts) stand in {other}, too: scores on {part} will be too good',
  },
})

/** Texts of one part that stand in another. */
export const leakage: Rule = {
  code: 'leakage',
  check(inspection) {
    return inspection.parts.flatMap((own, at) =>
      inspection.parts.slice(0, at).flatMap((other) => leakageOf(inspection, own.part, other.part)),
    )
  },
}

function leakageOf(inspection: Inspection, part: Part, other: Part): Finding[] {
  const first = new Map<string, number>()
  for (const [index, record] of inspection.of(other).entries()) {
    const input = inputKey(record)
    if (!first.has(input)) first.set(input, index)
  }
  const hits = inspection.hits()
  const texts = new Set<string>()
  for (const [index, record] of inspection.of(part).entries()) {
    const input = inputKey(record)
    const twin = first.get(input)
    if (twin === undefined) continue
    texts.add(input)
    hits.add(() => inspection.at(part, index, { related: inspection.at(other, twin) }))
  }
  return hits.findings('leakage', 'error', (records) =>
    say('leakage', { part, other, records, texts: texts.size }),
  )
}
