import { quote } from '../../base/quote.ts'
import type { TaggedText } from '../../data/index.ts'
import { defineBoth } from '../_texts.ts'
import { taggedTexts } from '../inspection.ts'
import type { Rule } from './_rule.ts'

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
  check(inspection) {
    return inspection.parts.flatMap(({ part, records }) => {
      const hits = inspection.hits()
      let before: readonly [number, TaggedText] | undefined
      for (const current of taggedTexts(records)) {
        const [index, record] = current
        const previous = before
        before = current
        if (!previous || previous[1].origin.file !== record.origin.file) continue
        const last = previous[1].entities.find(({ end }) => end === previous[1].text.length)
        const first = record.entities.find(({ start }) => start === 0)
        // A record that is one entity and nothing else is an item of a list, not half of a sentence.
        const isItem = (span: typeof first, { text }: TaggedText) => span!.end - span!.start === text.length
        if (!last || !first || last.label !== first.label) continue
        if (isItem(last, previous[1]) && isItem(first, record)) continue
        hits.add(() =>
          inspection.at(part, previous[0], {
            characters: [last.start, last.end],
            related: inspection.at(part, index),
            note: say('halves', {
              first: quote(previous[1].text.slice(last.start, last.end), 40),
              second: quote(record.text.slice(first.start, first.end), 40),
              label: first.label,
            }),
          }),
        )
      }
      return hits.findings('split-entity', 'warning', (count) => say('split', { part, count }))
    })
  },
}
