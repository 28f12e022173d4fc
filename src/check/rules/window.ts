import { recordTexts } from '../../data/index.ts'
import { defineBoth } from '../_texts.ts'
import type { Part } from '../finding.ts'
import type { Inspection } from '../inspection.ts'
import { type Rule, recordByRecord } from './rule.ts'

const say = defineBoth({
  cut: {
    zh: '{part} 有 {count} 条超过模型的窗口（{limit} 个 token，最长 {longest} {unit}）：后面的内容读不到',
    en: '{count} records of {part} are longer than the model’s window ({limit} tokens; the longest has {longest} {unit}): their end is not read',
  },
  windows: {
    zh: '{part} 有 {count} 条超过模型的窗口（{limit} 个 token，最长 {longest} {unit}）：会分成几段来读，跨段的实体看不全上下文',
    en: '{count} records of {part} are longer than the model’s window ({limit} tokens; the longest has {longest} {unit}): they are read in pieces, with less context',
  },
})

/** Records longer than what the model reads at once. */
export const window: Rule = {
  code: 'window',
  begin(inspection) {
    const { maxLength, tokenizer } = inspection.options
    const isTagging = inspection.task === 'ner'
    const longest = new Map<Part, number>()
    const key = isTagging ? 'windows' : 'cut'
    const units = tokenizer ? { zh: '个 token', en: 'tokens' } : { zh: '个字符', en: 'characters' }
    return recordByRecord(inspection, 'window', isTagging ? 'hint' : 'warning', {
      see(seen, hits) {
        const length = lengthOf(recordTexts(seen.record), inspection)
        if (length <= maxLength) return
        longest.set(seen.part, Math.max(longest.get(seen.part) ?? 0, length))
        hits.add(() => inspection.at(seen))
      },
      say: (part, count) =>
        say(key, (language) => ({
          part,
          count,
          limit: maxLength,
          longest: longest.get(part)!,
          unit: units[language],
        })),
    })
  },
}

/** Tokens with [CLS] and a [SEP] after each text. A text has no more tokens than characters: short ones are not cut. */
function lengthOf(texts: readonly string[], { options }: Inspection): number {
  const { tokenizer, maxLength } = options
  const marks = 1 + texts.length
  const characters = texts.reduce((sum, { length }) => sum + length, marks)
  if (!tokenizer || characters <= maxLength) return characters
  return texts.reduce((sum, text) => sum + tokenizer.tokenize(text).length, marks)
}
