import { RandomStream } from '../../base/random.ts'

export const PARTS = ['train', 'dev', 'test'] as const
export type Part = (typeof PARTS)[number]

/** Lists of words, cut so that dev and test each have words that train never shows. */
export interface Pool {
  readonly train: readonly string[]
  readonly dev: readonly string[]
  readonly test: readonly string[]
}

/** The words of a list that is written with blanks between them. */
export const words = (list: string): string[] => list.trim().split(/\s+/)

/**
 * Shares out a list by seed: about 64 % for train, and 18 % each that only dev or only test may use. The word alone
 * decides, so that one which stands in several lists is held out in all of them.
 */
export function holdOut(words: readonly string[], seed: number): Pool {
  const pool = { train: [] as string[], dev: [] as string[], test: [] as string[] }
  for (const word of new Set(words)) {
    const place = new RandomStream(seed, 'hold-out', word).uniform()
    pool[place < 0.18 ? 'dev' : place < 0.36 ? 'test' : 'train'].push(word)
  }
  return pool
}

/** As `holdOut`, but the first word is always one for train: for short lists, which might be held out whole. */
export function holdOutRest(words: readonly string[], seed: number): Pool {
  const [first, ...rest] = words
  const pool = holdOut(rest, seed)
  return { ...pool, train: [first!, ...pool.train] }
}

/** `holdOutRest` for one seed, which works each list out once. */
export function holder(seed: number): (words: readonly string[]) => Pool {
  const known = new Map<readonly string[], Pool>()
  return (words) => {
    const pool = known.get(words) ?? holdOutRest(words, seed)
    known.set(words, pool)
    return pool
  }
}

/** Draws a word for a part: in dev and test half of the words are held out, so that a dictionary does not do. */
export function drawWord(pool: Pool, part: Part, stream: RandomStream): string {
  const isHeldOut = part !== 'train' && pool[part].length > 0 && stream.uniform() < 0.5
  return stream.pick(isHeldOut ? pool[part] : pool.train)
}
