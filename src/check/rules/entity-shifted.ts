import { quote } from '../../base/quote.ts'
import { defineBoth } from '../_texts.ts'
import { isText } from '../inspection.ts'
import { countTags, shiftedTo } from '../shifted.ts'
import { type Rule, recordByRecord } from './rule.ts'

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
  begin(inspection) {
    const counts = new Map<string, number>()
    const { see, findings } = recordByRecord(inspection, 'entity-shifted', 'warning', {
      see(seen, hits) {
        if (!isText(seen)) return
        const { text, entities } = seen.record
        for (const span of entities) {
          const meant = shiftedTo(text, span, counts)
          if (!meant) continue
          const entity = quote(text.slice(span.start, span.end), 40)
          const note = say('proposal', { entity, meant: quote(text.slice(...meant), 40) })
          hits.add(() => inspection.at(seen, { characters: [span.start, span.end], note }))
        }
      },
      say: (part, count) => say('shifted', { part, count }),
    })
    // What is tagged elsewhere must be known of all records before one is judged.
    return { see: ({ record }) => countTags(record, counts), review: see, findings }
  },
}
