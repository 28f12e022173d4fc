import { PlatformSegmenter } from '../masking/index.ts'
import { type Piece, piecesOf } from './_pieces.ts'
import type { MakeWay } from './way.ts'

/** The share of tokens that are replaced. */
const SHARE = 0.3

/** A token with its tag: words outside of entities, single characters inside. */
interface TaggedToken {
  readonly text: string
  readonly tag: string
}

/**
 * Tokens replaced by others of the same tag, as often as these occur in the training set (label-wise token
 * replacement, Dai and Adel 2020): the sequence of tags stays. Outside of entities a token is a word, and is replaced by
 * one of as many characters; inside it is a character.
 */
export const replaceTokens: MakeWay = (records) => {
  const segmenter = new PlatformSegmenter()
  const tokensOf = (piece: Piece): TaggedToken[] =>
    piece.label === undefined ? wordsOf(piece.text, segmenter) : charactersOf(piece.text, piece.label)
  const byTag = new Map<string, string[]>()
  for (const record of records)
    for (const { text, tag } of (piecesOf(record) ?? []).flatMap(tokensOf)) {
      const own = byTag.get(tag)
      if (own) own.push(text)
      else byTag.set(tag, [text])
    }
  return (record, stream) => {
    let isNew = false
    const pieces = piecesOf(record)?.map((piece) => {
      const texts = tokensOf(piece).map(({ text, tag }) => {
        if (tag === KEPT || stream.uniform() >= SHARE) return text
        const other = stream.pick(byTag.get(tag)!)
        isNew ||= other !== text
        return other
      })
      return { ...piece, text: texts.join('') }
    })
    return pieces && isNew ? { pieces, sources: [record] } : undefined
  }
}

/** Punctuation, numbers and blanks hold a sentence together, blanks the words of an entity, too: they stay. */
const KEPT = ''

function wordsOf(text: string, segmenter: PlatformSegmenter): TaggedToken[] {
  const starts = segmenter.wordStarts(text)
  const words: TaggedToken[] = []
  for (let from = 0; from < text.length; ) {
    let to = from + 1
    while (to < text.length && starts[to] !== 1) to++
    const word = text.slice(from, to)
    words.push({ text: word, tag: /^\p{Script=Han}+$/u.test(word) ? `O ${word.length}` : KEPT })
    from = to
  }
  return words
}

const charactersOf = (text: string, label: string): TaggedToken[] =>
  [...text].map((char, at) => ({
    text: char,
    tag: char.trim() === '' ? KEPT : `${at === 0 ? 'B' : 'I'} ${label}`,
  }))
