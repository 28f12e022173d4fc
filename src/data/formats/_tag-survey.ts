import { parseTag, type Scheme, type Tag, type TagStyle, tagStyleOf } from './tags.ts'

/** Entities that must show IOB1 before a file is taken for it; fewer are more likely slips in BIO. */
const MIN_IOB1 = 3
/** In IOB1, so many entities begin with I- for each B- that stands where IOB1 has none. */
const IOB1_SHARE = 20

/**
 * The style and scheme that most tags of a file speak for; single stray tags change neither. An empty string among
 * the tags ends a sentence.
 */
export function surveyTags(tags: readonly string[]): { style: TagStyle; scheme: Scheme } {
  const style = tagStyleOf(tags)
  const parsed = new Map<string, Tag | undefined>()
  const counts = { O: 0, B: 0, I: 0, M: 0, E: 0, S: 0 }
  let begunByI = 0
  let oddB = 0
  let before = ''
  for (const text of tags) {
    if (!parsed.has(text)) parsed.set(text, parseTag(text, style))
    const tag = parsed.get(text)
    const label = tag?.label ?? ''
    if (tag) counts[tag.prefix]++
    if (tag?.prefix === 'I' && label !== before) begunByI++
    if (tag?.prefix === 'B' && label !== before) oddB++
    before = label
  }
  // Where entities must end, there is an E for each B, or an S.
  const ends = counts.E + counts.S
  const isBmes = counts.M > counts.I
  if (ends > 0 && ends * 2 >= counts.B) return { style, scheme: isBmes ? 'bmes' : 'bioes' }
  const isIob1 = begunByI >= MIN_IOB1 && oddB * IOB1_SHARE < begunByI
  return { style, scheme: isBmes ? 'bmes' : isIob1 ? 'iob1' : 'bio' }
}
