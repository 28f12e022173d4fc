/** Tokens of a document that tell it from others. */
export const OPENING = 256
const TABLE_BITS = 27

/** Which part of a corpus a document goes to. */
export type Part = 'train' | 'dev'

export interface Share {
  /** The share of tokens that is held out. */
  readonly devShare: number
  /** Tokens of a window: each part must have one. */
  readonly windowTokens: number
}

/**
 * Cuts a corpus while it is read. A document is held out while too few tokens are, so that documents are held out all
 * over the corpus and in the same share everywhere. Documents that begin with the same 256 tokens are copies and stand
 * on one side: what was trained on tells nothing where it is asked for again.
 *
 * Memory does not grow with the corpus (32 MiB): openings are marks in a table of 2²⁷ bits. Two that share a mark by
 * chance are taken for copies, which moves a document to the other side and does no harm.
 */
export class HeldOut {
  readonly #share: Share
  readonly #seen = { train: new MarkTable(), dev: new MarkTable() }

  constructor(share: Share) {
    this.#share = share
  }

  /**
   * @param opening the document's first tokens, at most 256
   * @param tokens how many each part has so far
   */
  partOf(opening: readonly number[], tokens: Readonly<Record<Part, number>>): Part {
    const mark = markOf(opening)
    const part = this.#isHeldOut(mark, tokens) ? 'dev' : 'train'
    this.#seen[part].add(mark)
    return part
  }

  #isHeldOut(mark: number, { train, dev }: Readonly<Record<Part, number>>): boolean {
    if (this.#seen.dev.has(mark)) return true
    if (this.#seen.train.has(mark)) return false
    const { devShare, windowTokens } = this.#share
    return train > windowTokens && dev < Math.max(windowTokens, devShare * (train + dev))
  }
}

class MarkTable {
  readonly #bits = new Uint32Array(2 ** (TABLE_BITS - 5))

  has(mark: number): boolean {
    return ((this.#bits[mark >>> 5]! >>> (mark & 31)) & 1) === 1
  }

  add(mark: number): void {
    this.#bits[mark >>> 5]! |= 1 << (mark & 31)
  }
}

/** A number under 2²⁷ from tokens, every one of which changes it. */
function markOf(tokens: readonly number[]): number {
  let mixed = tokens.length
  for (const id of tokens) {
    mixed = Math.imul(mixed ^ id, 0x9e3779b1)
    mixed ^= mixed >>> 15
  }
  mixed = Math.imul(mixed, 0x85ebca6b)
  return (mixed ^ (mixed >>> 16)) >>> (32 - TABLE_BITS)
}
