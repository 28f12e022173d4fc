import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import cases from '../../test/golden/metrics/spans.json' with { type: 'json' }
import { spansOfTags } from './tags.ts'

const bare = fc.constantFrom('O', 'B-甲', 'I-甲', 'M-甲', 'E-甲', 'S-甲', 'B-乙', 'I-乙', 'E-乙', 'S-乙', 'I')

describe('spansOfTags', () => {
  it.each(['BIO', 'BIOES', 'BMES'])('reads %s as seqeval does', (scheme) => {
    const ofScheme = cases.filter((entry) => entry.scheme === scheme)
    expect(ofScheme.length).toBeGreaterThan(100)
    for (const { tags, spans } of ofScheme) {
      const found = spansOfTags(tags.split(' ')).map(({ start, end, label }) => [label, start, end])
      expect(found, tags).toEqual(spans)
    }
  })

  it('starts an entity at an illegal I, and splits where the type changes', () => {
    expect(spansOfTags(['O', 'I-PER', 'I-PER', 'I-LOC'])).toEqual([
      { start: 1, end: 3, label: 'PER' },
      { start: 3, end: 4, label: 'LOC' },
    ])
  })

  it('keeps hyphens that belong to the type, and calls a bare mark _', () => {
    expect(spansOfTags(['B-GPE-NAM', 'B'])).toEqual([
      { start: 0, end: 1, label: 'GPE-NAM' },
      { start: 1, end: 2, label: '_' },
    ])
  })

  it('covers exactly the tokens that are not O, in order and without overlap', () => {
    fc.assert(
      fc.property(fc.array(bare), (tags) => {
        const covered = spansOfTags(tags).flatMap(({ start, end }) =>
          Array.from({ length: end - start }, (_, offset) => start + offset),
        )
        const tagged = tags.flatMap((tag, index) => (tag === 'O' ? [] : [index]))
        expect(covered).toEqual(tagged)
      }),
    )
  })

  it.each(['', 'X-PER', 'BPER', 'o', 'B_PER', 'O-PER'])('refuses %j', (tag) => {
    expect(() => spansOfTags(['O', tag])).toThrowError(
      expect.objectContaining({ code: 'E_METRICS_BAD_TAG', values: { tag, index: 1 } }),
    )
  })
})
