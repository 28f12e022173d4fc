import { quote } from '../../base/quote.ts'
import { defineBoth } from '../_texts.ts'
import { isText } from '../inspection.ts'
import { type Rule, recordByRecord } from './rule.ts'

const say = defineBoth({
  overlap: {
    zh: '{part} 有 {count} 个实体与同一条里的另一个重叠：每个字只能属于一个实体，训练会拒绝',
    en: '{count} entities of {part} overlap another of their text: a character belongs to one entity at most, and training refuses them',
  },
  pair: { zh: '{own} 与 {other}', en: '{own} and {other}' },
})

/** Entities that share characters. */
export const overlap: Rule = {
  code: 'overlap',
  tasks: ['ner'],
  begin: (inspection) =>
    recordByRecord(inspection, 'overlap', 'error', {
      see(seen, hits) {
        if (!isText(seen)) return
        const { text, entities } = seen.record
        const sorted = [...entities].sort((a, b) => a.start - b.start || a.end - b.end)
        // The one that reaches furthest so far: what begins before its end overlaps it.
        let widest = sorted[0]
        for (const span of sorted.slice(1)) {
          const before = widest!
          if (span.start < before.end) {
            const shown = ({ start, end, label }: typeof span) =>
              `${quote(text.slice(start, end), 40)} ${label}`
            const note = () => say('pair', { own: shown(span), other: shown(before) })
            hits.add(() => inspection.at(seen, { characters: [span.start, span.end], note: note() }))
          }
          if (span.end > before.end) widest = span
        }
      },
      say: (part, count) => say('overlap', { part, count }),
    }),
}
