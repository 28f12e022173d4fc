import type { LabelledPair, LabelledText, MultiLabelText, TaggedText } from '../data/index.ts'

let line = 0
const origin = () => ({ file: 'f.txt', line: ++line })

/** A tagged text, written `我在[北京|LOC]`. */
export function ner(marked: string): TaggedText {
  const entities: { start: number; end: number; label: string }[] = []
  let text = ''
  for (const piece of marked.split(/(\[[^[\]|]*\|[^\]]+\])/)) {
    const [, inside, label] = /^\[([^|]*)\|(.+)\]$/.exec(piece) ?? []
    if (inside === undefined) text += piece
    else {
      entities.push({ start: text.length, end: text.length + inside.length, label: label! })
      text += inside
    }
  }
  return { text, entities, origin: origin() }
}

export const cls = (text: string, label: string): LabelledText => ({ text, label, origin: origin() })

export const multi = (text: string, ...labels: string[]): MultiLabelText => ({
  text,
  labels,
  origin: origin(),
})

export const pair = (text: string, other: string, label: string): LabelledPair => ({
  text,
  pair: other,
  label,
  origin: origin(),
})

/** Ten records of each label, different enough to be left in peace, so that other rules keep still. */
export const filler = (labels: readonly string[]): LabelledText[] =>
  labels.flatMap((label, l) =>
    Array.from({ length: 12 }, (_, i) =>
      cls(
        String.fromCodePoint(...Array.from({ length: 9 }, (_, c) => 0x4e00 + l * 4000 + i * 211 + c * 17)),
        label,
      ),
    ),
  )
