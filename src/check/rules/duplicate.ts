import { FirstIndex } from '../../data/index.ts'
import { defineBoth } from '../_texts.ts'
import { recordKey } from '../inspection.ts'
import { type Rule, recordByRecord } from './rule.ts'

const say = defineBoth({
  duplicate: {
    zh: '{part} 有 {count} 条与前面的记录完全相同（文本和标注都一样）：它们只会让这些文本更重',
    en: '{count} records of {part} repeat an earlier one, text and annotation: they only make those texts weigh more',
  },
})

/** Records that stand twice in a part with the same annotation. */
export const duplicate: Rule = {
  code: 'duplicate',
  begin(inspection) {
    const firsts = new Map(inspection.parts.map(({ part }) => [part, new FirstIndex()]))
    return recordByRecord(inspection, 'duplicate', 'warning', {
      see(seen, hits) {
        const { part, index, record } = seen
        const twin = firsts.get(part)!.add(recordKey(record), index)
        if (twin !== undefined) hits.add(() => inspection.at(seen, { related: inspection.place(part, twin) }))
      },
      say: (part, count) => say('duplicate', { part, count }),
    })
  },
}
