import { defineBoth } from '../_texts.ts'
import { recordKey } from '../inspection.ts'
import type { Rule } from './_rule.ts'

const say = defineBoth({
  duplicate: {
    zh: '{part} 有 {count} 条与前面的记录完全相同（文本和标注都一样）：它们只会让这些文本更重',
    en: '{count} records of {part} repeat an earlier one, text and annotation: they only make those texts weigh more',
  },
})

/** Records that stand twice in a part with the same annotation. */
export const duplicate: Rule = {
  code: 'duplicate',
  check(inspection) {
    return inspection.parts.flatMap(({ part, records }) => {
      const first = new Map<string, number>()
      const hits = inspection.hits()
      for (const [index, record] of records.entries()) {
        const key = recordKey(record)
        const twin = first.get(key)
        if (twin === undefined) first.set(key, index)
        else hits.add(() => inspection.at(part, index, { related: inspection.at(part, twin) }))
      }
      return hits.findings('duplicate', 'warning', (count) => say('duplicate', { part, count }))
    })
  },
}
