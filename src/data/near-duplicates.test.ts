import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RandomStream } from '../base/random.ts'
import { comparableText, jaccard, shinglesOf } from './_shingles.ts'
import { errorOf } from './_testing.ts'
import { nearDuplicates } from './near-duplicates.ts'

const buffer = new Uint32Array(0)
const shinglesFor = (text: string) => shinglesOf(comparableText(text), buffer)
const alike = (a: string, b: string) => jaccard(shinglesFor(a), shinglesFor(b))

describe('the comparable form of a text', () => {
  test.each([
    ['ＡＢＣ　１２３', 'abc 123'],
    ['你好，世界！', '你好 世界'],
    ['“糖尿病”（２型）', '糖尿病(2型)'],
    ['the  cat\tsat.', 'The cat, sat'],
    ['我用 iPhone 手机', '我用iPhone手机'],
    ['零\u200B宽', '零宽'],
  ])('%s = %s', (a, b) => {
    expect(comparableText(a)).toBe(comparableText(b))
  })

  test.each([
    ['now here', 'nowhere'],
    ['？', '！'],
    ['3.5', '35'],
    ['好👍', '好👎'],
  ])('%s ≠ %s', (a, b) => {
    expect(comparableText(a)).not.toBe(comparableText(b))
  })
})

describe('shingles', () => {
  test('two characters or four letters, each once', () => {
    expect(shinglesFor('糖尿病人')).toHaveLength(3)
    expect(shinglesFor('哈哈哈哈')).toHaveLength(1)
    expect(shinglesFor('fever')).toHaveLength(2)
    expect(shinglesFor('好')).toHaveLength(1)
    expect(shinglesFor('')).toHaveLength(0)
  })

  test('the shared part is that of the sets of pieces', () => {
    const pieces = (text: string) =>
      new Set(Array.from({ length: text.length - 1 }, (_, i) => text.slice(i, i + 2)))
    const han = fc.string({ unit: fc.constantFrom(...'天地玄黄宇宙洪荒'), minLength: 2, maxLength: 40 })
    fc.assert(
      fc.property(han, han, (a, b) => {
        const [x, y] = [pieces(a), pieces(b)]
        const shared = [...x].filter((piece) => y.has(piece)).length
        expect(alike(a, b)).toBeCloseTo(shared / (x.size + y.size - shared), 12)
      }),
    )
  })
})

describe('near-duplicates', () => {
  const base =
    '患者因反复胸闷气短三年加重一周入院既往有高血压病史十余年规律服用降压药物血压控制尚可否认糖尿病病史'

  test('finds equal texts, texts that punctuation parts, and texts that a character parts', () => {
    const texts = ['今天天气不错', base, `${base}。`, base.replace('三年', '五年'), '今天天气不错！', '别的']
    expect(alike(texts[1]!, texts[3]!)).toBeGreaterThanOrEqual(0.9)
    expect(nearDuplicates(texts)).toEqual([0, 1, 1, 1, 0, 5])
  })

  test('the threshold decides', () => {
    const texts = [base, base.slice(0, 40)]
    const share = alike(texts[0]!, texts[1]!)
    expect(nearDuplicates(texts, { threshold: share })).toEqual([0, 0])
    expect(nearDuplicates(texts, { threshold: share + 0.01 })).toEqual([0, 1])
  })

  test('finds what comparing all pairs finds, and nothing else', () => {
    const random = new RandomStream(5, 'near-test')
    const characters = [...'天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜']
    const fresh = () => Array.from({ length: 20 + random.below(60) }, () => random.pick(characters)).join('')
    const texts: string[] = []
    while (texts.length < 400) {
      const text = [...(texts.length > 0 && random.uniform() < 0.6 ? random.pick(texts) : fresh())]
      for (let edits = random.below(4); edits > 0; edits--)
        text[random.below(text.length)] = random.pick(characters)
      texts.push(text.join(''))
    }
    for (const threshold of [0.5, 0.7, 0.9]) {
      const expected = groupsOfAllPairs(texts, threshold)
      expect(new Set(expected).size).toBeLessThan(texts.length)
      expect(nearDuplicates(texts, { threshold })).toEqual(expected)
    }
  })

  test('the first of a group stands for it; equal texts are always of one group', () => {
    const text = fc.string({ unit: fc.constantFrom(...'天地ab ,，'), maxLength: 12 })
    fc.assert(
      fc.property(fc.array(text, { maxLength: 30 }), (texts) => {
        const groups = nearDuplicates(texts)
        expect(groups).toEqual(nearDuplicates(texts))
        groups.forEach((first, index) => {
          expect(first).toBeLessThanOrEqual(index)
          expect(groups[first]).toBe(first)
          expect(groups[texts.indexOf(texts[index]!)]).toBe(first)
        })
      }),
    )
  })

  test('many texts that resemble each other take no time out of measure', () => {
    const texts = Array.from({ length: 5000 }, (_, i) => `${base}${base.slice(i % 3)}编号${i % 70}`)
    expect(new Set(nearDuplicates(texts, { threshold: 0.8 })).size).toBe(1)
  })

  test.each([0, 0.2, 1.1, Number.NaN])('a threshold of %s is refused', (threshold) => {
    expect(errorOf(() => nearDuplicates([], { threshold })).code).toBe('E_DATA_NEAR')
  })
})

function groupsOfAllPairs(texts: readonly string[], threshold: number): number[] {
  const sets = texts.map(shinglesFor)
  const groups = texts.map((_, index) => index)
  for (let a = 0; a < texts.length; a++)
    for (let b = a + 1; b < texts.length; b++) {
      if (jaccard(sets[a]!, sets[b]!) < threshold || groups[a] === groups[b]) continue
      const [low, high] = [Math.min(groups[a]!, groups[b]!), Math.max(groups[a]!, groups[b]!)]
      groups.forEach((group, index) => {
        if (group === high) groups[index] = low
      })
    }
  return groups
}
