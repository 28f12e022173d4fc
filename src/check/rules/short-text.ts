import { recordTexts } from '../../data/index.ts'
import { defineBoth } from '../_texts.ts'
import { type Rule, recordByRecord } from './rule.ts'

const say = defineBoth({
  short: {
    zh: '{part} 有 {count} 条文本只有一个字：多半是切分留下的碎片',
    en: '{count} texts of {part} are one character: most likely scraps of a cut',
  },
})

/** Texts of one character. */
export const shortText: Rule = {
  code: 'short-text',
  begin: (inspection) =>
    recordByRecord(inspection, 'short-text', 'hint', {
      see(seen, hits) {
        if (recordTexts(seen.record).some(isOneCharacter)) hits.add(() => inspection.at(seen))
      },
      say: (part, count) => say('short', { part, count }),
    }),
}

/** Whether a text is one code point, or none, without the blanks around it. */
function isOneCharacter(text: string): boolean {
  // Blanks around a long text are rare: look before trimming.
  if (text.length > 64) return false
  const bare = text.trim()
  return bare.length <= 2 && [...bare].length <= 1
}
