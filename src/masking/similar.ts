import { RandomStream } from '../base/random.ts'
import type { Window } from './masker.ts'

/** Words that are counted at most; the rarest go when there are more. */
const MOST_WORDS = 20_000
/** Words rarer than this have no neighbours worth the name. */
const LEAST_COUNT = 5
/** Counting keeps at most so many different words; then those seen once go. */
const MOST_COUNTED = 1_000_000
const SIZE = 128
/** Non-zero entries in the random vector of a context. */
const MARKS = 8
const NEIGHBOURS = 8
/** Longer words are not looked up: they are rare and have few of their length beside them. */
const LONGEST = 4

/** A word as a text: its token ids with a space between. */
type Key = string
const keyOf = (ids: ArrayLike<number>): Key => Array.prototype.join.call(ids, ' ')
const idsOf = (key: Key): number[] => key.split(' ').map(Number)

/** What is written to disk. */
export interface SavedSimilarWords {
  readonly words: Readonly<Record<Key, readonly Key[]>>
}

/** Words with those that stand in like surroundings, by their number of tokens. */
export class SimilarWords {
  readonly #neighbours: ReadonlyMap<Key, readonly number[][]>
  readonly #byLength = new Map<number, number[][]>()

  constructor({ words }: SavedSimilarWords) {
    this.#neighbours = new Map(Object.entries(words).map(([key, near]) => [key, near.map(idsOf)]))
    for (const key of this.#neighbours.keys()) {
      const ids = idsOf(key)
      const own = this.#byLength.get(ids.length)
      if (own) own.push(ids)
      else this.#byLength.set(ids.length, [ids])
    }
  }

  /** A word like this one, of as many tokens; undefined where none is known. */
  like(word: ArrayLike<number>, random: RandomStream): readonly number[] | undefined {
    const near = this.#neighbours.get(keyOf(word))
    return near && near.length > 0 ? random.pick(near) : undefined
  }

  /** Any word of so many tokens. */
  any(length: number, random: RandomStream): readonly number[] | undefined {
    const words = this.#byLength.get(length)
    return words && random.pick(words)
  }
}

/**
 * Finds similar words in a corpus by random indexing (Kanerva et al., 2000): every word has a sparse random vector; the
 * vectors of the words to its left and right, apart, weighed by how telling they are, add up to where it stands; words of
 * as many tokens whose sums point the same way are similar. Memory does not grow with the corpus, and the same corpus
 * gives the same words.
 *
 * @param read gives the corpus in pieces, the same ones each time it is asked; it is asked twice
 * @param skip ids that are in no word, special tokens
 */
export async function findSimilarWords(
  read: () => Iterable<Window> | AsyncIterable<Window>,
  skip: ReadonlySet<number>,
): Promise<SavedSimilarWords> {
  const counts = await countWords(read(), skip)
  const words = [...counts].filter(([, count]) => count >= LEAST_COUNT)
  words.sort(([a, first], [b, second]) => second - first || (a < b ? -1 : 1))
  const kept = words.slice(0, MOST_WORDS)
  const index = new Map(kept.map(([key], i) => [key, i]))
  const total = kept.reduce((sum, [, count]) => sum + count, 0)
  // Common neighbours say little.
  const marks = kept.map(([key, count]) => marksOf(key, Math.log(total / count)))
  const vectors = kept.map(() => new Float32Array(SIZE))
  for await (const piece of read()) {
    let before: number | undefined
    for (const key of wordsOf(piece, skip)) {
      const word = key === undefined ? undefined : index.get(key)
      if (word !== undefined && before !== undefined) {
        addMarks(vectors[word]!, marks[before]!, 0)
        // To the right the vector is turned: left and right neighbours differ.
        addMarks(vectors[before]!, marks[word]!, 1)
      }
      before = word
    }
  }
  return {
    words: nearest(
      kept.map(([key]) => key),
      vectors,
    ),
  }
}

async function countWords(
  pieces: Iterable<Window> | AsyncIterable<Window>,
  skip: ReadonlySet<number>,
): Promise<Map<Key, number>> {
  const counts = new Map<Key, number>()
  for await (const piece of pieces) {
    for (const key of wordsOf(piece, skip)) if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1)
    if (counts.size > MOST_COUNTED) for (const [key, count] of counts) if (count === 1) counts.delete(key)
  }
  return counts
}

/** The words of a piece; undefined stands for what is none: special tokens, and words that are too long. */
function* wordsOf({ ids, wordStarts }: Window, skip: ReadonlySet<number>): Generator<Key | undefined> {
  let word: number[] = []
  for (const [at, id] of ids.entries()) {
    if (word.length > 0 && (wordStarts[at] === 1 || skip.has(id))) {
      yield word.length <= LONGEST ? keyOf(word) : undefined
      word = []
    }
    if (skip.has(id)) yield undefined
    else word.push(id)
  }
  if (word.length > 0 && word.length <= LONGEST) yield keyOf(word)
}

interface Marks {
  readonly places: readonly number[]
  readonly weight: number
}

function marksOf(key: Key, weight: number): Marks {
  const random = new RandomStream(0, 'context ', key)
  return { places: Array.from({ length: MARKS }, () => random.below(2 * SIZE)), weight }
}

/** Adds a context: a place in the upper half counts as minus the one in the lower. */
function addMarks(vector: Float32Array, { places, weight }: Marks, turn: number): void {
  for (const place of places) vector[(place + turn) % SIZE]! += place < SIZE ? weight : -weight
}

/** For each word those of its length whose vectors are nearest to its own, by their cosine. */
function nearest(keys: readonly Key[], vectors: readonly Float32Array[]): Record<Key, Key[]> {
  for (const vector of vectors) {
    let norm = 0
    for (const value of vector) norm += value * value
    if (norm > 0) for (let i = 0; i < SIZE; i++) vector[i]! /= Math.sqrt(norm)
  }
  const byLength = new Map<number, number[]>()
  for (const [i, key] of keys.entries()) {
    const { length } = idsOf(key)
    const own = byLength.get(length)
    if (own) own.push(i)
    else byLength.set(length, [i])
  }
  const found: Record<Key, Key[]> = {}
  for (const group of byLength.values())
    for (const word of group)
      found[keys[word]!] = neighboursOf(word, group, vectors).map((other) => keys[other]!)
  return found
}

function neighboursOf(word: number, group: readonly number[], vectors: readonly Float32Array[]): number[] {
  const own = vectors[word]!
  const best: { other: number; cosine: number }[] = []
  for (const other of group) {
    if (other === word) continue
    const theirs = vectors[other]!
    let cosine = 0
    for (let i = 0; i < SIZE; i++) cosine += own[i]! * theirs[i]!
    if (best.length === NEIGHBOURS && cosine <= best.at(-1)!.cosine) continue
    if (cosine <= 0) continue
    best.push({ other, cosine })
    best.sort((a, b) => b.cosine - a.cosine || a.other - b.other)
    if (best.length > NEIGHBOURS) best.pop()
  }
  return best.map(({ other }) => other)
}
