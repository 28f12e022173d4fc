import { quote } from '../../base/quote.ts'
import type { TaggedText } from '../../data/index.ts'
import { defineBoth } from '../_texts.ts'
import { isText, type SeenText } from '../inspection.ts'
import { type Rule, recordByRecord } from './rule.ts'

const say = defineBoth({
  split: {
    zh: '{part} 有 {count} 个实体像是被断句切成了两半：一条以它结尾，下一条以同类实体开头',
    en: '{count} entities of {part} look cut in two by a sentence split: a record ends with one, the next begins with one of its type',
  },
  halves: { zh: '{first} + {second} {label}', en: '{first} + {second} {label}' },
})

/** Entities that stand at the end of a record while the next record begins with one of the same type. */
export const splitEntity: Rule = {
  code: 'split-entity',
  tasks: ['ner'],
  begin(inspection) {
    let before: SeenText | undefined
    return recordByRecord(inspection, 'split-entity', 'warning', {
      see(seen, hits) {
        if (!isText(seen)) return
        const previous = before
        before = seen
        if (previous?.part !== seen.part) return
        const [one, two] = [previous.record, seen.record]
        if (one.origin.file !== two.origin.file) return
        const last = one.entities.find(({ end }) => end === one.text.length)
        const first = two.entities.find(({ start }) => start === 0)
        // A record that is one entity and nothing else is an item of a list, not half of a sentence.
        const isItem = (span: typeof first, { text }: TaggedText) => span!.end - span!.start === text.length
        if (!last || !first || last.label !== first.label) return
        if (isItem(last, one) && isItem(first, two)) return
        hits.add(() =>
          inspection.at(previous, {
            characters: [last.start, last.end],
            related: inspection.at(seen),
            note: say('halves', {
              first: quote(one.text.slice(last.start, last.end), 40),
              second: quote(two.text.slice(first.start, first.end), 40),
              label: first.label,
            }),
          }),
        )
      },
      say: (part, count) => say('split', { part, count }),
    })
  },
}
