import type { Language, Text } from '../../base/locale.ts'
import { quote } from '../../base/quote.ts'
import { type AnyRecord, FirstIndex, inputKey, recordLabels } from '../../data/index.ts'
import { defineBoth, listNames } from '../_texts.ts'
import { recordKey } from '../inspection.ts'
import type { Rule } from './rule.ts'

const say = defineBoth({
  conflict: {
    zh: '有 {count} 条与前面的记录文本相同、标注却不同：至少有一处标错了',
    en: 'records with the text of an earlier one but another annotation: {count}; one of the two is wrong',
  },
  pair: { zh: '{own}，前面是 {other}', en: '{own}, before {other}' },
  none: { zh: '（无）', en: '(none)' },
})

/** The same text with different annotations, in one part or across them. */
export const conflict: Rule = {
  code: 'conflict',
  begin(inspection) {
    /** The first record of each input, by its number over all parts. */
    const inputs = new FirstIndex()
    /** Those first records with their annotations. */
    const firsts = new FirstIndex()
    const hits = inspection.hits()
    return {
      see(seen) {
        const { record } = seen
        const number = inspection.numberOf(seen)
        const twin = inputs.add(inputKey(record), number)
        const key = recordKey(record)
        if (twin === undefined) firsts.add(key, number)
        else if (firsts.get(key) === undefined)
          hits.add(() => {
            const other = inspection.numbered(twin)
            return inspection.at(seen, {
              related: inspection.at(other),
              note: difference(record, other.record),
            })
          })
      },
      findings: () => hits.findings('conflict', 'error', (count) => say('conflict', { count })),
    }
  },
}

/** What each of two records has and the other lacks. */
function difference(own: AnyRecord, other: AnyRecord): Text {
  const [has, had] = [namesOf(own), namesOf(other)]
  const [here, before] = [
    has.filter((name) => !had.includes(name)),
    had.filter((name) => !has.includes(name)),
  ]
  const shown = (names: readonly string[], language: Language) =>
    names.length === 0 ? say('none', {})[language] : listNames(names, language, 5)
  return say('pair', (language) => ({ own: shown(here, language), other: shown(before, language) }))
}

function namesOf(record: AnyRecord): string[] {
  if ('entities' in record)
    return record.entities.map(
      ({ start, end, label }) => `${quote(record.text.slice(start, end), 20)}[${start}–${end}] ${label}`,
    )
  return recordLabels(record).map((label) => quote(label))
}
