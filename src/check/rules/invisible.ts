import { defineBoth } from '../_texts.ts'
import { findInvisible, INVISIBLE, type InvisibleKind } from '../invisible-characters.ts'
import type { Rule } from './rule.ts'

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
  begin(inspection) {
    const parts = new Map(
      inspection.parts.map(({ part }) => [part, KINDS.map((kind) => [kind, inspection.hits()] as const)]),
    )
    return {
      see(seen) {
        const { part, record } = seen
        for (const [kind, hits] of parts.get(part)!) {
          const place = findInvisible(record.text, kind)
          if (!place && !('pair' in record && findInvisible(record.pair, kind))) continue
          hits.add(() =>
            inspection.at(seen, place && { characters: place, note: noteOf(record.text, place[0]) }),
          )
        }
      },
      findings: () =>
        [...parts].flatMap(([part, kinds]) =>
          kinds.flatMap(([kind, hits]) =>
            hits.findings('invisible', 'warning', (count) => say(kind, { part, count })),
          ),
        ),
    }
  },
}

const KINDS = Object.keys(INVISIBLE) as InvisibleKind[]

const noteOf = (text: string, at: number) =>
  say('code', { code: text.codePointAt(at)!.toString(16).toUpperCase().padStart(4, '0') })
