import type { RandomStream } from '../base/random.ts'
import type { Tokenizer } from '../tokenize/index.ts'
import type { SimilarWords } from './similar.ts'

/**
 * What is masked together, and what takes its place:
 * - `char`: single tokens; 80 % become [MASK], 10 % another token, 10 % stay (Devlin et al., 2019)
 * - `wwm`: all tokens of a word together, each replaced as with `char` (Cui et al., 2019)
 * - `mac`: runs of 1 to 4 words; a word becomes a similar one (80 %), any other (10 %), or stays (Cui et al., 2020)
 */
export type Masking = 'char' | 'wwm' | 'mac'
export const MASKINGS: readonly Masking[] = ['char', 'wwm', 'mac']

/** A window of token ids; `wordStarts` has a 1 where a token begins a word. */
export interface Window {
  readonly ids: Int32Array
  readonly wordStarts: Uint8Array
}

export interface MaskedWindow {
  /** What the encoder sees. */
  readonly ids: Int32Array
  /** Tokens that are to be predicted, ascending. */
  readonly positions: Int32Array
  /** What stood there. */
  readonly targets: Int32Array
}

export interface MaskerOptions {
  readonly masking: Masking
  /** The share of ordinary tokens that is to be predicted. */
  readonly share: number
  readonly tokenizer: Tokenizer
  /** `mac` takes its words from here. */
  readonly similar?: SimilarWords | undefined
}

/** What a masked token becomes: [MASK] or a similar word below the first bound, another below the second. */
const REPLACED = 0.8
const RANDOM = 0.9
/** How likely a run of `mac` is to have at most 1, 2, 3, 4 words. */
const RUN_LENGTHS = [0.4, 0.7, 0.9, 1] as const

/** Chooses tokens of windows to be predicted and puts something in their place. */
export class Masker {
  readonly #options: MaskerOptions
  /** Ids that stand for no text. */
  readonly special: ReadonlySet<number>
  readonly #mask: number
  /** Tokens that may take another's place: neither special nor unused. */
  readonly #ordinary: readonly number[]

  /** @throws TypeError without [MASK] in the vocabulary, or `mac` without similar words */
  constructor(options: MaskerOptions) {
    const { tokenizer, masking, similar } = options
    const { special } = tokenizer
    if (special.mask === undefined) throw new TypeError('the vocabulary has no mask')
    if (masking === 'mac' && !similar) throw new TypeError('mac needs similar words')
    this.#options = options
    this.#mask = special.mask
    this.special = new Set(Object.values(special).filter((id) => id !== undefined))
    this.#ordinary = Array.from({ length: tokenizer.vocabSize }, (_, id) => id).filter(
      (id) => !this.special.has(id) && !/^\[unused\d+\]$/.test(tokenizer.pieceOf(id)),
    )
  }

  /** Masks a window; what comes out depends on the state of `random` only. */
  mask(window: Window, random: RandomStream): MaskedWindow {
    const words = this.#wordsOf(window)
    const tokens = words.reduce((sum, [from, to]) => sum + to - from, 0)
    // Rounded at random, so that short windows are masked as much as long ones in the mean.
    const budget = Math.min(tokens, Math.max(1, Math.floor(tokens * this.#options.share + random.uniform())))
    const chosen = this.#options.masking === 'mac' ? runs(words, budget, random) : some(words, budget, random)
    const ids = window.ids.slice()
    for (const word of chosen) this.#replace(ids, word, random)
    const positions = Int32Array.from(chosen.flatMap(([from, to]) => range(from, to)))
    return { ids, positions, targets: positions.map((at) => window.ids[at]!) }
  }

  /** Words as `[from, to)`; special tokens are in none, and with `char` each token is one. */
  #wordsOf({ ids, wordStarts }: Window): Word[] {
    const words: Word[] = []
    let isOpen = false
    for (const [at, id] of ids.entries()) {
      const isSpecial = this.special.has(id)
      if (isOpen && !isSpecial && wordStarts[at] !== 1 && this.#options.masking !== 'char')
        words.at(-1)![1] = at + 1
      else if (!isSpecial) words.push([at, at + 1])
      isOpen = !isSpecial
    }
    return words
  }

  #replace(ids: Int32Array, [from, to]: Word, random: RandomStream): void {
    if (this.#options.masking === 'mac') {
      const fate = random.uniform()
      const word = ids.subarray(from, to)
      if (fate < REPLACED)
        word.set(this.#options.similar!.like(word, random) ?? this.#anyWord(to - from, random))
      else if (fate < RANDOM) word.set(this.#anyWord(to - from, random))
      return
    }
    for (let at = from; at < to; at++) {
      const fate = random.uniform()
      if (fate < REPLACED) ids[at] = this.#mask
      else if (fate < RANDOM) ids[at] = random.pick(this.#ordinary)
    }
  }

  /** A word of so many tokens: one of the corpus, or else tokens at random. */
  #anyWord(length: number, random: RandomStream): ArrayLike<number> {
    return (
      this.#options.similar!.any(length, random) ??
      Int32Array.from({ length }, () => random.pick(this.#ordinary))
    )
  }
}

/** Tokens `[from, to)` of a window. */
type Word = [from: number, to: number]

/** Words in random order until the budget is used; one that would exceed it is passed over. Ascending. */
function some(words: readonly Word[], budget: number, random: RandomStream): Word[] {
  const chosen: Word[] = []
  let left = budget
  for (const word of random.shuffle(words)) {
    if (left === 0) break
    const length = word[1] - word[0]
    if (length > left) continue
    chosen.push(word)
    left -= length
  }
  return inOrder(chosen.length > 0 ? chosen : [shortest(words)])
}

/** Runs of 1 to 4 neighbouring words until the budget is used; a run is cut where it would exceed it. Ascending. */
function runs(words: readonly Word[], budget: number, random: RandomStream): Word[] {
  const chosen = new Set<Word>()
  let left = budget
  for (const first of random.shuffle(words.map((_, at) => at))) {
    if (left === 0) break
    const draw = random.uniform()
    const length = 1 + RUN_LENGTHS.findIndex((bound) => draw < bound)
    for (const word of words.slice(first, first + length)) {
      const size = word[1] - word[0]
      if (chosen.has(word) || size > left) break
      chosen.add(word)
      left -= size
    }
  }
  return inOrder(chosen.size > 0 ? [...chosen] : [shortest(words)])
}

/** Where every word exceeds the budget, the shortest is taken all the same: something must be predicted. */
const shortest = (words: readonly Word[]): Word =>
  words.reduce((best, word) => (word[1] - word[0] < best[1] - best[0] ? word : best))

const inOrder = (words: Word[]): Word[] => words.sort((a, b) => a[0] - b[0])
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)
