import { describe, expect, test } from 'vitest'
import { RandomStream } from '../base/random.ts'
import { HeldOut, type Part } from './held-out.ts'

const SHARE = { devShare: 0.1, windowTokens: 10 }

/** The part of each document, in order. */
function cut(documents: readonly (readonly number[])[]): Part[] {
  const heldOut = new HeldOut(SHARE)
  const tokens = { train: 0, dev: 0 }
  return documents.map((document) => {
    const part = heldOut.partOf(document, tokens)
    tokens[part] += document.length
    return part
  })
}

const random = new RandomStream(1)
const documents = Array.from({ length: 2000 }, () => Array.from({ length: 8 }, () => random.below(7000)))

describe('what is held out of a corpus', () => {
  test('is the share that was asked for, in every part of the corpus', () => {
    const parts = cut(documents)
    for (const from of [0, 500, 1000, 1500]) {
      const held = parts.slice(from, from + 500).filter((part) => part === 'dev').length
      expect(held).toBeGreaterThanOrEqual(49)
      expect(held).toBeLessThanOrEqual(51)
    }
  })

  test('has no copy among what is trained on, whichever comes first', () => {
    const repeated = random.shuffle([...documents, ...documents.slice(0, 1000), ...documents.slice(0, 500)])
    const parts = cut(repeated)
    const of = (part: Part) => new Set(repeated.filter((_, i) => parts[i] === part).map(String))
    const [train, dev] = [of('train'), of('dev')]
    expect([...dev].filter((one) => train.has(one))).toEqual([])
    const share = parts.filter((part) => part === 'dev').length / parts.length
    expect(share).toBeCloseTo(0.1, 2)
  })

  test('has only new documents where a corpus is one text over and over', () => {
    const parts = cut(Array.from({ length: 50 }, () => documents.slice(0, 20)).flat())
    expect(parts.filter((part) => part === 'dev').length).toBe(
      50 * new Set(parts.slice(0, 20).flatMap((part, i) => (part === 'dev' ? [i] : []))).size,
    )
  })
})
