import { quote } from '../../base/quote.ts'
import { defineBoth } from '../_texts.ts'
import { trimSpan } from '../boundary.ts'
import { isText } from '../inspection.ts'
import { type Rule, recordByRecord } from './rule.ts'

const say = defineBoth({
  boundary: {
    zh: '{part} 有 {count} 个实体以空格或标点开头或结尾：边界多半标偏了',
    en: '{count} entities of {part} begin or end with a blank or punctuation: their ends are most likely off',
  },
  proposal: { zh: '{entity} → {trimmed}', en: '{entity} → {trimmed}' },
  nothing: { zh: '{entity} 里只有空格和标点', en: '{entity} is blanks and punctuation only' },
})

/** Entities that begin or end with blanks or punctuation. */
export const entityBoundary: Rule = {
  code: 'entity-boundary',
  tasks: ['ner'],
  begin: (inspection) =>
    recordByRecord(inspection, 'entity-boundary', 'warning', {
      see(seen, hits) {
        if (!isText(seen)) return
        const { text, entities } = seen.record
        for (const span of entities) {
          const [start, end] = trimSpan(text, span)
          if (start === span.start && end === span.end) continue
          const entity = quote(text.slice(span.start, span.end), 40)
          const trimmed = quote(text.slice(start, end), 40)
          hits.add(() =>
            inspection.at(seen, {
              characters: [span.start, span.end],
              note: start < end ? say('proposal', { entity, trimmed }) : say('nothing', { entity }),
            }),
          )
        }
      },
      say: (part, count) => say('boundary', { part, count }),
    }),
}
