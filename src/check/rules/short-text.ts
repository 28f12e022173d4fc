import { recordTexts } from '../../data/index.ts'
import { defineBoth } from '../_texts.ts'
import type { Rule } from './_rule.ts'

const say = defineBoth({
  short: {
    zh: '{part} 有 {count} 条文本只有一个字：多半是切分留下的碎片',
    en: '{count} texts of {part} are one character: most likely scraps of a cut',
  },
})

/** Texts of one character. */
export const shortText: Rule = {
  code: 'short-text',
  check(inspection) {
    return inspection.parts.flatMap(({ part, records }) => {
      const hits = inspection.hits()
      for (const [index, record] of records.entries()) {
        if (recordTexts(record).some(isOneCharacter)) hits.add(() => inspection.at(part, index))
      }
      return hits.findings('short-text', 'hint', (count) => say('short', { part, count }))
    })
  },
}

/** Whether a text is one code point, or none, without the blanks around it. */
function isOneCharacter(text: string): boolean {
  // Blanks around a long text are rare: look before trimming.
  if (text.length > 64) return false
  const bare = text.trim()
  return bare.length <= 2 && [...bare].length <= 1
}
