import { drain } from '../base/drain.ts'
import { RandomStream } from '../base/random.ts'
import { failRecords } from './_errors.ts'
import { GrowingUint32 } from './_growing.ts'
import { comparableText, jaccard, shinglesOf } from './_shingles.ts'
import { scramble, textKey } from './_text-key.ts'
import { Units } from './_units.ts'

/** Shared part of shingles from which two texts count as near-duplicates. */
export const NEAR_THRESHOLD = 0.9

const HASHES = 128
/** A pair right at the threshold may be missed with this probability; the more alike, the less. */
const MISSED = 1e-3
/** Bounds on the work for a text in one bucket, for data in which all texts resemble each other. */
const MOST_STEPS = 256
const MOST_COMPARED = 32

/**
 * Groups near-duplicate texts: those whose comparable forms (see `comparableText`) share `threshold` of their
 * shingles or more, and what such pairs link. Deterministic.
 *
 * @param options.threshold above 0.2 and at most 1, where only equal comparable forms count; 0.9 when left out
 * @returns for each text the index of the first text of its group: its own when it is alone or the first
 * @throws E_DATA_NEAR
 */
export function nearDuplicates(
  texts: readonly string[],
  options: { readonly threshold?: number } = {},
): number[] {
  const finder = new NearDuplicateFinder(options.threshold)
  for (const text of texts) finder.add(text)
  return [...finder.groups((index) => texts[index]!)]
}

/**
 * Finds near-duplicates among texts that need not be in memory: each is shown once, and those that may be alike are
 * asked for again. Candidates come from MinHash signatures in bands (LSH); each is verified by its shingles. Takes
 * about 100 bytes a text.
 */
export class NearDuplicateFinder {
  readonly #threshold: number
  readonly #rows: number
  readonly #bands: number
  // Signed, so that the innermost loop stays in 32-bit whole numbers.
  readonly #factors = new Int32Array(HASHES)
  readonly #offsets = new Int32Array(HASHES)
  readonly #minima = new Int32Array(HASHES)
  readonly #bandKeys = new GrowingUint32()
  readonly #sizes = new GrowingUint32()
  /** Two hashes of each comparable text: 64 bits, so that equal texts need no further look. */
  readonly #textKeys = new GrowingUint32()
  readonly #textKey = new Uint32Array(2)
  // A view costs more than a look into it.
  #bandKeyView = this.#bandKeys.view()
  #sizeView = this.#sizes.view()
  readonly #buffers = [new Uint32Array(4096), new Uint32Array(4096)] as const

  /** @throws E_DATA_NEAR */
  constructor(threshold: number = NEAR_THRESHOLD) {
    if (!(threshold > 0.2 && threshold <= 1)) throw failRecords('E_DATA_NEAR', { threshold })
    this.#threshold = threshold
    this.#rows = rowsFor(threshold)
    this.#bands = threshold === 1 ? 0 : Math.floor(HASHES / this.#rows)
    const random = new RandomStream(0, 'near-duplicates')
    for (let i = 0; i < HASHES; i++) {
      this.#factors[i] = random.uint32() | 1
      this.#offsets[i] = random.uint32()
    }
  }

  /** Shows the next text. */
  add(text: string): void {
    const comparable = comparableText(text)
    textKey(comparable, this.#textKey)
    this.#textKeys.append(this.#textKey)
    // Without bands only equal texts count.
    if (this.#bands === 0) return
    const shingles = shinglesOf(comparable, this.#buffers[0])
    this.#sizes.push(shingles.length)
    this.#minima.fill(0x7fffffff)
    for (let s = 0; s < shingles.length; s++)
      lowerMinima(scramble(shingles[s]!), this.#factors, this.#offsets, this.#minima)
    for (let band = 0; band < this.#bands; band++) {
      let key = band
      for (let row = 0; row < this.#rows; row++) key = scramble(key ^ this.#minima[band * this.#rows + row]!)
      this.#bandKeys.push(key)
    }
  }

  /**
   * Groups of texts whose comparable forms are equal.
   *
   * @returns for each text the index of the first of its group
   */
  equalTexts(): Int32Array {
    const keys = this.#textKeys.view()
    const firsts = Int32Array.from({ length: keys.length / 2 }, (_, index) => index)
    const { heads, next, mask } = emptyBuckets(firsts.length)
    for (let index = 0; index < firsts.length; index++) {
      const [left, right] = [keys[2 * index]!, keys[2 * index + 1]!]
      let other = heads[left & mask]!
      while (other >= 0 && (keys[2 * other] !== left || keys[2 * other + 1] !== right)) other = next[other]!
      if (other >= 0) firsts[index] = other
      else {
        next[index] = heads[left & mask]!
        heads[left & mask] = index
      }
    }
    return firsts
  }

  /**
   * @param textAt gives a text again, by the order in which it was shown, from 0
   * @returns for each text the index of the first of its group
   */
  groups(textAt: (index: number) => string): Int32Array {
    return drain(this.steps(textAt))
  }

  /** `groups`, step by step: yields the share that is done. */
  *steps(textAt: (index: number) => string): Generator<number, Int32Array> {
    const firsts = this.equalTexts()
    const units = new Units(firsts)
    this.#bandKeyView = this.#bandKeys.view()
    this.#sizeView = this.#sizes.view()
    const distinct = Int32Array.from(firsts.filter((first, index) => first === index))
    const { heads, next, mask } = emptyBuckets(firsts.length)
    for (let band = 0; band < this.#bands; band++) {
      heads.fill(-1)
      for (let at = 0; at < distinct.length; at++) {
        const index = distinct[at]!
        const bucket = this.#keyOf(index, band) & mask
        this.#link(index, band, heads[bucket]!, next, units, textAt)
        next[index] = heads[bucket]!
        heads[bucket] = index
        if ((at & 0x3ff) === 0x3ff) yield (band + at / distinct.length) / this.#bands
      }
    }
    return units.firsts()
  }

  /** Joins a text with those before it in its bucket that it resembles. */
  #link(
    index: number,
    band: number,
    head: number,
    next: Int32Array,
    units: Units,
    textAt: (index: number) => string,
  ): void {
    let mine: Uint32Array | undefined
    let compared = 0
    for (let other = head, steps = 0; other >= 0 && steps < MOST_STEPS; other = next[other]!, steps++) {
      if (units.first(index) === units.first(other) || !this.#isNewCandidate(index, other, band)) continue
      mine ??= shinglesOf(comparableText(textAt(index)), this.#buffers[0])
      const theirs = shinglesOf(comparableText(textAt(other)), this.#buffers[1])
      if (jaccard(mine, theirs) >= this.#threshold) units.join(index, other)
      if (++compared === MOST_COMPARED) return
    }
  }

  /** Whether two texts of one bucket have the same key, had none before, and are of like size. */
  #isNewCandidate(a: number, b: number, band: number): boolean {
    if (this.#keyOf(a, band) !== this.#keyOf(b, band)) return false
    const sizes = this.#sizeView
    const [small, large] = [Math.min(sizes[a]!, sizes[b]!), Math.max(sizes[a]!, sizes[b]!)]
    if (small < this.#threshold * large) return false
    for (let earlier = 0; earlier < band; earlier++)
      if (this.#keyOf(a, earlier) === this.#keyOf(b, earlier)) return false
    return true
  }

  #keyOf(index: number, band: number): number {
    return this.#bandKeyView[index * this.#bands + band]!
  }
}

/** Takes a shingle into the least value of each hash; the high bits of a product depend on all bits of its factors. */
function lowerMinima(shingle: number, factors: Int32Array, offsets: Int32Array, minima: Int32Array): void {
  for (let i = 0; i < HASHES; i++) {
    const hash = Math.imul(shingle ^ offsets[i]!, factors[i]!)
    if (hash < minima[i]!) minima[i] = hash
  }
}

/** The most rows a band may have: the more, the fewer candidates, and the more pairs are missed. */
function rowsFor(threshold: number): number {
  const missed = (rows: number) => (1 - threshold ** rows) ** Math.floor(HASHES / rows)
  let rows = 1
  while (rows < 16 && missed(rows + 1) <= MISSED) rows++
  return rows
}

/** Lists of texts by the low bits of a key: the last of each list, and the one before each text. */
function emptyBuckets(count: number): { heads: Int32Array; next: Int32Array; mask: number } {
  const size = 2 ** Math.ceil(Math.log2(count + 1))
  return { heads: new Int32Array(size).fill(-1), next: new Int32Array(count), mask: size - 1 }
}
