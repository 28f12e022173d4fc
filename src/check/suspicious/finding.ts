import type { Text } from '../../base/locale.ts'
import { withoutOthers } from '../../base/origin.ts'
import { quote } from '../../base/quote.ts'
import type { AnyRecord } from '../../data/index.ts'
import { Hits } from '../_hits.ts'
import { defineBoth } from '../_texts.ts'
import type { Finding, Part } from '../finding.ts'
import type { Judged, Suspicion } from './opinion.ts'

const say = defineBoth({
  suspicious: {
    zh: '{part} 有 {count} 处标注与没见过它的模型意见不同，按可疑程度排列，请人工复核',
    en: '{count} annotations of {part} are doubted by models that have not seen them; the most suspicious come first: look at them',
  },
  class: {
    zh: '标为 {given}，模型认为是 {suggested}（{score}）',
    en: 'labelled {given}, the model says {suggested} ({score})',
  },
  missing: {
    zh: '没有标，模型认为有 {suggested}（{score}）',
    en: 'not annotated, the model finds {suggested} ({score})',
  },
  spurious: {
    zh: '标了 {given}，模型认为没有（{score}）',
    en: 'annotated {given}, the model finds none ({score})',
  },
  type: {
    zh: '标为 {given}，模型认为是 {suggested}（{score}）',
    en: 'annotated {given}, the model says {suggested} ({score})',
  },
  boundary: {
    zh: '标为 {given}，模型划的是 {suggested}（{score}）',
    en: 'annotated {given}, the model has {suggested} ({score})',
  },
})

/** Suspicions as a finding with the model's opinion beside each; none where there is no suspicion. */
export function suspicionFindings(
  part: Part,
  records: readonly AnyRecord[],
  suspicions: readonly Suspicion[],
  listed = 1000,
): Finding[] {
  const hits = new Hits(listed)
  for (const suspicion of suspicions) {
    const { index, given, suggested } = suspicion
    const { origin, text } = records[index]!
    const characters = given?.characters ?? suggested?.characters
    hits.add(() => ({
      part,
      index,
      origin: withoutOthers(origin),
      ...(characters && { characters }),
      note: noteOf(suspicion, text),
    }))
  }
  return hits.findings('suspicious', 'hint', (count) => say('suspicious', { part, count }))
}

function noteOf({ kind, given, suggested, score }: Suspicion, text: string): Text {
  const shown = (judged: Judged | undefined) => {
    if (!judged) return ''
    const { label, characters } = judged
    return characters ? `${quote(text.slice(...characters), 40)} ${label}` : quote(label)
  }
  return say(kind, { given: shown(given), suggested: shown(suggested), score: score.toFixed(3) })
}
