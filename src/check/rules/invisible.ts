import { defineBoth } from '../_texts.ts'
import type { Finding } from '../finding.ts'
import { findInvisible, INVISIBLE, type InvisibleKind } from '../invisible-characters.ts'
import type { Rule } from './_rule.ts'

const say = defineBoth({
  zeroWidth: {
    zh: '{part} 有 {count} 条含零宽字符（看不见，却占一个位置）',
    en: '{count} records of {part} hold zero-width characters, which take a place but are not seen',
  },
  control: { zh: '{part} 有 {count} 条含控制字符', en: '{count} records of {part} hold control characters' },
  private: {
    zh: '{part} 有 {count} 条含私用区字符（只在某个字体里有意义）',
    en: '{count} records of {part} hold private-use characters, which mean something in one font only',
  },
  damaged: {
    zh: '{part} 有 {count} 条含 U+FFFD 或残缺的字符：转换编码时已经丢了内容',
    en: '{count} records of {part} hold U+FFFD or broken characters: something was lost when the encoding was changed',
  },
  code: { zh: 'U+{code}', en: 'U+{code}' },
})

/** Characters that nobody sees. */
export const invisible: Rule = {
  code: 'invisible',
  check(inspection) {
    const kinds = Object.keys(INVISIBLE) as InvisibleKind[]
    return inspection.parts.flatMap(({ part, records }) =>
      kinds.flatMap((kind): Finding[] => {
        const hits = inspection.hits()
        for (const [index, record] of records.entries()) {
          const place = findInvisible(record.text, kind)
          if (!place && !('pair' in record && findInvisible(record.pair, kind))) continue
          hits.add(() =>
            inspection.at(part, index, place && { characters: place, note: noteOf(record.text, place[0]) }),
          )
        }
        return hits.findings('invisible', 'warning', (count) => say(kind, { part, count }))
      }),
    )
  },
}

const noteOf = (text: string, at: number) =>
  say('code', { code: text.codePointAt(at)!.toString(16).toUpperCase().padStart(4, '0') })
