import { quote } from '../../base/quote.ts'
import { defineBoth } from '../_texts.ts'
import { taggedTexts } from '../inspection.ts'
import { shiftedTo, tagCounts } from '../shifted.ts'
import type { Rule } from './_rule.ts'

const say = defineBoth({
  shifted: {
    zh: '{part} 有 {count} 个实体像是整体偏了几个字：移回去正好是别处标过的实体',
    en: '{count} entities of {part} look shifted: moved by a character or two, they are what is tagged elsewhere',
  },
  proposal: { zh: '{entity} → {meant}', en: '{entity} → {meant}' },
})

/** Entities beside what was most likely meant: offsets of a whole record are often off by the same. */
export const entityShifted: Rule = {
  code: 'entity-shifted',
  tasks: ['ner'],
  check(inspection) {
    const counts = tagCounts(inspection.parts.flatMap(({ records }) => records))
    return inspection.parts.flatMap(({ part, records }) => {
      const hits = inspection.hits()
      for (const [index, record] of taggedTexts(records))
        for (const span of record.entities) {
          const meant = shiftedTo(record.text, span, counts)
          if (!meant) continue
          const entity = quote(record.text.slice(span.start, span.end), 40)
          const proposal = say('proposal', { entity, meant: quote(record.text.slice(...meant), 40) })
          hits.add(() => inspection.at(part, index, { characters: [span.start, span.end], note: proposal }))
        }
      return hits.findings('entity-shifted', 'warning', (count) => say('shifted', { part, count }))
    })
  },
}
