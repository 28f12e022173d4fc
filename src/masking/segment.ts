import { readFileSync } from 'node:fs'
import { defineErrors } from '../base/errors.ts'
import { isSystemError } from '../base/files.ts'
import type { Tokenizer } from '../tokenize/index.ts'
import { piecesOf } from './_pieces.ts'

const fail = defineErrors({
  E_WORDS_READ: {
    zh: { what: '读不了词表文件：{reason}', fix: '词表是 UTF-8 的文本文件，每行一个词' },
    en: { what: 'the file of words cannot be read: {reason}', fix: 'it is text in UTF-8, a word a line' },
  },
  E_WORDS_LINE: {
    zh: {
      what: '这一行不是一个词：{reason}',
      fix: '每行一个词，中间没有空格；词频、词性等请去掉',
    },
    en: {
      what: 'the line is no word: {reason}',
      fix: 'write a word a line without blanks; leave out frequencies and parts of speech',
    },
  },
})

/** Says where the words of a text begin. */
export interface Segmenter {
  /** A 1 for each UTF-16 code unit of the text at which a word begins. */
  wordStarts(text: string): Uint8Array
}

/**
 * Words as ICU's dictionary has them, by the platform's `Intl.Segmenter`: see docs/decisions/masking.md for the choice.
 * The same version of ICU gives the same words. A text of more than 4,096 code units is cut where words end anyway
 * (behind punctuation and blanks), or else hard: the time for one stretch grows with the square of its length.
 */
export class PlatformSegmenter implements Segmenter {
  readonly #segmenter = new Intl.Segmenter('zh', { granularity: 'word' })

  wordStarts(text: string): Uint8Array {
    const starts = new Uint8Array(text.length)
    for (const [from, to] of piecesOf(text))
      for (const { index } of this.#segmenter.segment(text.slice(from, to))) starts[from + index] = 1
    return starts
  }
}

/** Another segmenter with words of the user's own: where one stands in a text, the longest is kept whole. */
export class WordListSegmenter implements Segmenter {
  readonly #base: Segmenter
  /** Words by their first code unit, the longest first. */
  readonly #words = new Map<number, string[]>()

  constructor(base: Segmenter, words: readonly string[]) {
    this.#base = base
    for (const word of words) {
      const first = word.charCodeAt(0)
      this.#words.set(first, [...(this.#words.get(first) ?? []), word])
    }
    for (const own of this.#words.values()) own.sort((a, b) => b.length - a.length)
  }

  wordStarts(text: string): Uint8Array {
    const starts = this.#base.wordStarts(text)
    for (let at = 0; at < text.length; ) {
      const word = this.#words.get(text.charCodeAt(at))?.find((own) => text.startsWith(own, at))
      if (word === undefined) {
        at++
        continue
      }
      starts[at] = 1
      starts.fill(0, at + 1, at + word.length)
      at += word.length
      if (at < text.length) starts[at] = 1
    }
    return starts
  }
}

/** Words of a file, one a line; blank lines do not count. @throws E_WORDS_READ, E_WORDS_LINE with the line */
export function loadWords(file: string): string[] {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file))
  } catch (error) {
    if (!isSystemError(error) && !(error instanceof TypeError)) throw error
    throw fail('E_WORDS_READ', { reason: error.message }, { file }, error)
  }
  return text.split('\n').flatMap((line, i) => {
    const word = line.trim()
    if (/\s/.test(word)) throw fail('E_WORDS_LINE', { reason: JSON.stringify(word) }, { file, line: i + 1 })
    return word === '' ? [] : [word]
  })
}

/** The tokens of a text, with a 1 where one begins a word. */
export interface SegmentedTokens {
  readonly ids: Int32Array
  readonly wordStarts: Uint8Array
}

/**
 * Cuts a text into tokens and says which begin a word: the first after a place where the segmenter begins one.
 *
 * @param segmenter without one every token begins a word
 */
export function segmentTokens(
  text: string,
  tokenizer: Tokenizer,
  segmenter: Segmenter | undefined,
): SegmentedTokens {
  const tokens = tokenizer.tokenize(text)
  const ids = Int32Array.from(tokens, ({ id }) => id)
  const wordStarts = new Uint8Array(tokens.length)
  if (!segmenter) return { ids, wordStarts: wordStarts.fill(1) }
  const starts = segmenter.wordStarts(text)
  let from = 0
  for (const [i, { start }] of tokens.entries()) {
    // A word may begin at a character that became no token, and its first token comes later.
    for (; from <= start; from++) if (starts[from] === 1) wordStarts[i] = 1
  }
  return { ids, wordStarts }
}
