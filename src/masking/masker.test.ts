import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RandomStream } from '../base/random.ts'
import { tokenizerOf, windowOf } from './_testing.case.ts'
import { MASKINGS, Masker, type Masking } from './masker.ts'
import { SimilarWords } from './similar.ts'

const COUNT = 400
const tokenizer = tokenizerOf([
  ...Array.from({ length: COUNT }, (_, i) => String.fromCodePoint(0x4e00 + i)),
  '[unused1]',
])
const MASK = tokenizer.special.mask!
const UNUSED = tokenizer.idOf('[unused1]')!
/** Words of two tokens 5 6, 7 8 …, each like the next; single tokens each like the next. */
const words: Record<string, string[]> = {}
for (let id = 5; id < 5 + COUNT - 4; id += 2) {
  words[`${id} ${id + 1}`] = [`${id + 2} ${id + 3}`]
  words[`${id}`] = [`${id + 1}`]
}
const similar = new SimilarWords({ words })
const maskerOf = (masking: Masking, share = 0.15) => new Masker({ masking, share, tokenizer, similar })

/** How far a share of so many draws may be from its expectation: five standard deviations. */
const tolerance = (share: number, draws: number) => 5 * Math.sqrt((share * (1 - share)) / draws)

/** Masks windows of words of 1 to 3 tokens again and again. */
function manyTimes(masking: Masking, times = 2000) {
  const masker = maskerOf(masking)
  const random = new RandomStream(1)
  return Array.from({ length: times }, () => {
    const window = windowOf(Array.from({ length: 40 }, () => 1 + random.below(3)))
    return { window, masked: masker.mask(window, random) }
  })
}

describe.each(MASKINGS)('masking by %s', (masking) => {
  const all = manyTimes(masking)

  test('predicts the share that was asked for, and no special token', () => {
    let [tokens, masked] = [0, 0]
    for (const { window, masked: own } of all) {
      tokens += window.ids.length - 2
      masked += own.positions.length
      expect(own.positions[0]).toBeGreaterThan(0)
      expect(own.positions.at(-1)).toBeLessThan(window.ids.length - 1)
    }
    // The budget is drawn for each window, so the mean is nearer than single draws; whole words may fall short by one.
    expect(masked / tokens).toBeGreaterThan(masking === 'char' ? 0.149 : 0.143)
    expect(masked / tokens).toBeLessThan(0.151)
  })

  test('says truly what stood where, and changes nothing else', () => {
    for (const { window, masked } of all) {
      const places = new Set(masked.positions)
      expect(places.size).toBe(masked.positions.length)
      expect([...masked.positions].sort((a, b) => a - b)).toEqual([...masked.positions])
      expect([...masked.targets]).toEqual([...masked.positions].map((at) => window.ids[at]!))
      for (const [at, id] of masked.ids.entries()) if (!places.has(at)) expect(id).toBe(window.ids[at])
    }
  })

  test('depends on the random stream alone', () => {
    const window = windowOf([1, 2, 3, 1, 2, 3, 1, 2, 3])
    const once = () => maskerOf(masking).mask(window, new RandomStream(9))
    expect(once()).toEqual(once())
    expect(once()).not.toEqual(maskerOf(masking).mask(window, new RandomStream(10)))
  })

  test('never puts a special or unused token in a place, whatever the window', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(
        lengths,
        fc.integer(),
        fc.double({ min: 0.01, max: 0.5, noNaN: true }),
        (own, seed, share) => {
          const window = windowOf(own)
          const { ids, positions } = maskerOf(masking, share).mask(window, new RandomStream(seed))
          expect(positions.length).toBeGreaterThan(0)
          expect(ids.length).toBe(window.ids.length)
          for (const at of positions) {
            expect(ids[at]).not.toBe(UNUSED)
            if (masking === 'mac') expect(ids[at]).toBeGreaterThan(4)
            else if (ids[at] !== MASK) expect(ids[at]).toBeGreaterThan(4)
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})

/** Shares of what masked tokens became. */
function fates(masking: Masking) {
  let [masks, kept, others, all] = [0, 0, 0, 0]
  for (const { window, masked } of manyTimes(masking))
    for (const at of masked.positions) {
      all++
      if (masked.ids[at] === MASK) masks++
      else if (masked.ids[at] === window.ids[at]) kept++
      else others++
    }
  return { masks: masks / all, kept: kept / all, others: others / all, all }
}

describe('what takes the place of a token', () => {
  test.each(['char', 'wwm'] as const)('%s: 80 %% [MASK], 10 %% another, 10 %% itself', (masking) => {
    const { masks, kept, others, all } = fates(masking)
    expect(Math.abs(masks - 0.8)).toBeLessThan(tolerance(0.8, all))
    // One random token in 400 is the very one that stood there.
    expect(Math.abs(kept - 0.1 - 0.1 / COUNT)).toBeLessThan(tolerance(0.1, all))
    expect(Math.abs(others - 0.1 + 0.1 / COUNT)).toBeLessThan(tolerance(0.1, all))
  })

  test('mac: never [MASK]; similar words where they are known, others of as many tokens', () => {
    const masker = maskerOf('mac')
    const random = new RandomStream(3)
    let [like, kept, words] = [0, 0, 0]
    for (let times = 0; times < 6000; times++) {
      // Words of two tokens, all of them known.
      const window = windowOf(new Array<number>(20).fill(2))
      const { ids, positions } = masker.mask(window, random)
      expect(ids).not.toContain(MASK)
      for (let i = 0; i < positions.length; i += 2) {
        const at = positions[i]!
        words++
        if (ids[at] === window.ids[at]) kept++
        else if (ids[at] === window.ids[at]! + 2 && ids[at + 1] === window.ids[at]! + 3) like++
      }
    }
    expect(Math.abs(like / words - 0.8)).toBeLessThan(tolerance(0.8, words) + 0.1 / 198)
    expect(Math.abs(kept / words - 0.1)).toBeLessThan(tolerance(0.1, words) + 0.1 / 198)
  })
})

describe('whole words', () => {
  test.each(['wwm', 'mac'] as const)('%s predicts all tokens of a word or none', (masking) => {
    for (const { window, masked } of manyTimes(masking, 500)) {
      const places = new Set(masked.positions)
      for (let at = 1; at < window.ids.length - 1; at++)
        if (window.wordStarts[at] !== 1) expect(places.has(at)).toBe(places.has(at - 1))
    }
  })

  test('char does not care for words', () => {
    const split = manyTimes('char', 200).some(({ window, masked }) => {
      const places = new Set(masked.positions)
      return [...places].some((at) => window.wordStarts[at] !== 1 && !places.has(at - 1))
    })
    expect(split).toBe(true)
  })

  test('mac takes runs of 1 to 4 words, at 40, 30, 20 and 10 %', () => {
    // A budget that one run of any length fits in, so that the first run is seen whole.
    const masker = maskerOf('mac', 0.08)
    const random = new RandomStream(4)
    const lengths = [0, 0, 0, 0]
    let all = 0
    for (let times = 0; times < 8000; times++) {
      const { positions } = masker.mask(windowOf(new Array<number>(50).fill(1)), random)
      // Four words are masked in all: the lengths of the runs that make them up, where they do not touch.
      const runs: number[] = []
      for (const [i, at] of positions.entries())
        if (i > 0 && positions[i - 1] === at - 1) runs[runs.length - 1]!++
        else runs.push(1)
      expect(positions.length).toBe(4)
      all++
      if (runs.length === 1) lengths[3]!++
    }
    // All four in one run: a run of four (10 %), or shorter ones that happen to touch (measured apart: few).
    expect(lengths[3]! / all).toBeGreaterThan(0.1 - tolerance(0.1, all))
    expect(lengths[3]! / all).toBeLessThan(0.2)
  })

  test('where every word exceeds the budget the shortest is predicted', () => {
    const masker = maskerOf('wwm', 0.01)
    const { positions } = masker.mask(windowOf([5, 3, 4]), new RandomStream(1))
    expect([...positions]).toEqual([6, 7, 8])
  })
})

test('mac without similar words, and a vocabulary without a mask, are mistakes of the program', () => {
  expect(() => new Masker({ masking: 'mac', share: 0.15, tokenizer })).toThrow(TypeError)
})
