import { describe, expect, test } from 'vitest'
import { RandomStream } from '../base/random.ts'
import { findSimilarWords, SimilarWords } from './similar.ts'

/** Animals eat, tools work: 10…13 stand before 30, 20…23 before 31; each as a word of two tokens (x, x + 50). */
function corpus() {
  const random = new RandomStream(5)
  return Array.from({ length: 4000 }, () => {
    const isAnimal = random.uniform() < 0.5
    const who = (isAnimal ? 10 : 20) + random.below(4)
    const verb = isAnimal ? 30 : 31
    return {
      ids: Int32Array.from([who, who + 50, verb, 40 + random.below(5)]),
      wordStarts: Uint8Array.of(1, 0, 1, 1),
    }
  })
}

describe('similar words', () => {
  test('are those that stand in like surroundings', async () => {
    const { words } = await findSimilarWords(corpus, new Set())
    for (const [first, others] of [
      [10, [11, 12, 13]],
      [20, [21, 22, 23]],
    ] as const) {
      const near = words[`${first} ${first + 50}`]!
      expect(near.slice(0, 3).sort()).toEqual(others.map((id) => `${id} ${id + 50}`).sort())
    }
    // The other group stands nowhere alike.
    expect(words['10 60']!.length).toBeLessThan(8)
  })

  test('are the same each time', async () => {
    expect(await findSimilarWords(corpus, new Set())).toEqual(await findSimilarWords(corpus, new Set()))
  })

  test('have as many tokens; special tokens are in none and part what stands beside them', async () => {
    const pieces = () => [
      {
        ids: Int32Array.from(Array.from({ length: 60 }, (_, i) => [7, 8, 3][i % 3]!)),
        wordStarts: new Uint8Array(60).fill(1),
      },
    ]
    const { words } = await findSimilarWords(pieces, new Set([3]))
    expect(Object.keys(words).sort()).toEqual(['7', '8'])
    const whole = await findSimilarWords(corpus, new Set())
    for (const [word, near] of Object.entries(whole.words))
      for (const other of near) expect(other.split(' ').length).toBe(word.split(' ').length)
  })

  test('rare words are not looked for', async () => {
    const { words } = await findSimilarWords(
      () => [{ ids: Int32Array.of(1, 2, 3), wordStarts: Uint8Array.of(1, 1, 1) }],
      new Set(),
    )
    expect(words).toEqual({})
  })

  test('are drawn by the stream; unknown ones are undefined', () => {
    const table = new SimilarWords({ words: { '5 6': ['7 8', '9 10'], '5': ['6'], '7': [] } })
    const random = new RandomStream(1)
    const drawn = Array.from({ length: 50 }, () => String(table.like([5, 6], random)))
    expect([...new Set(drawn)].sort()).toEqual(['7,8', '9,10'])
    expect(table.like([8], random)).toBeUndefined()
    expect(table.like([7], random)).toBeUndefined()
    expect(table.any(2, random)).toEqual([5, 6])
    expect(table.any(3, random)).toBeUndefined()
  })
})
