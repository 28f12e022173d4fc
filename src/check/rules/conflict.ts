import type { Language, Text } from '../../base/locale.ts'
import { quote } from '../../base/quote.ts'
import { type AnyRecord, inputKey, recordLabels } from '../../data/index.ts'
import { defineBoth, listNames } from '../_texts.ts'
import type { Part } from '../finding.ts'
import { annotationOf } from '../inspection.ts'
import type { Rule } from './_rule.ts'

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
  check(inspection) {
    const first = new Map<string, { readonly part: Part; readonly index: number }>()
    const hits = inspection.hits()
    for (const { part, records } of inspection.parts)
      for (const [index, record] of records.entries()) {
        const input = inputKey(record)
        const twin = first.get(input)
        if (!twin) first.set(input, { part, index })
        else {
          const other = inspection.of(twin.part)[twin.index]!
          if (annotationOf(record) === annotationOf(other)) continue
          hits.add(() =>
            inspection.at(part, index, {
              related: inspection.at(twin.part, twin.index),
              note: difference(record, other),
            }),
          )
        }
      }
    return hits.findings('conflict', 'error', (count) => say('conflict', { count }))
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
