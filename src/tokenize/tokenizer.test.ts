import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tokenizerOf } from './_testing.case.ts'
import type { Token, Tokenizer } from './tokenizer.ts'
import { Vocabulary } from './vocabulary.ts'

const small = tokenizerOf([
  '中',
  '文',
  'un',
  '##aff',
  '##able',
  'a',
  '##a',
  'e',
  '😀',
  '𠀀',
  '!',
  'ᄀ',
  '##ᅡ',
  '##b',
])
const cased = tokenizerOf(['A', 'a', 'é', '가'], {
  normalizer: { cleanText: true, handleChineseChars: true, stripAccents: null, lowercase: false },
})
const raw = tokenizerOf(['a', '😀', '��'], {
  normalizer: { cleanText: false, handleChineseChars: false, stripAccents: null, lowercase: false },
})

const brief = (tokens: Token[]) => tokens.map(({ piece, start, end }) => [piece, start, end])

describe('tokenize', () => {
  test('cuts words into pieces and keeps the offsets of the text as given', () => {
    expect(brief(small.tokenize(' UNaffable中文!'))).toEqual([
      ['un', 1, 3],
      ['##aff', 3, 6],
      ['##able', 6, 10],
      ['中', 10, 11],
      ['文', 11, 12],
      ['!', 12, 13],
    ])
  })

  test('counts offsets in UTF-16 units past astral and dropped characters', () => {
    expect(brief(small.tokenize('😀\u200b 𠀀e\u0301a'))).toEqual([
      ['😀', 0, 2],
      ['𠀀', 4, 6],
      ['e', 6, 7],
      ['##a', 8, 9],
    ])
  })

  test('gives both pieces of one character the whole character', () => {
    expect(brief(small.tokenize('가'))).toEqual([
      ['ᄀ', 0, 1],
      ['##ᅡ', 0, 1],
    ])
  })

  test('finds special tokens written out in the text, as Hugging Face does', () => {
    expect(brief(small.tokenize('a[SEP]a[sep'))).toEqual([
      ['a', 0, 1],
      ['[SEP]', 1, 6],
      ['a', 6, 7],
      ['[UNK]', 7, 8],
      ['[UNK]', 8, 11],
    ])
    expect(small.tokenize('[SEP]')[0]?.id).toBe(small.special.sep)
  })

  test('a word of more characters than the limit is unknown, counted in code points', () => {
    expect(small.tokenize('a'.repeat(100))).toHaveLength(100)
    expect(brief(small.tokenize('a'.repeat(101)))).toEqual([['[UNK]', 0, 101]])
    expect(brief(tokenizerOf(['😀', '##😀'], { maxWordCharacters: 2 }).tokenize('😀😀 😀😀😀'))).toEqual([
      ['😀', 0, 2],
      ['##😀', 2, 4],
      ['[UNK]', 5, 11],
    ])
  })

  test('drops lone surrogates as it drops U+FFFD', () => {
    expect(brief(small.tokenize('a\ud83d\udc00'.slice(0, 2)))).toEqual([['a', 0, 1]])
    expect(brief(small.tokenize('\ude00a\ud83d'))).toEqual([['a', 1, 2]])
  })
})

describe('tokenizeCharacters', () => {
  test('gives every character a token of its own, without ##', () => {
    expect(brief(small.tokenizeCharacters('Aa中 😀x\t!\u0301'))).toEqual([
      ['a', 0, 1],
      ['a', 1, 2],
      ['中', 2, 3],
      ['😀', 4, 6],
      ['[UNK]', 6, 7],
      ['!', 8, 9],
    ])
  })

  test('normalises as the settings say', () => {
    expect(brief(cased.tokenizeCharacters('Éé가'))).toEqual([
      ['[UNK]', 0, 1],
      ['é', 1, 2],
      ['가', 2, 3],
    ])
    expect(brief(small.tokenizeCharacters('é가'))).toEqual([
      ['e', 0, 1],
      ['[UNK]', 1, 2],
    ])
  })

  test('never makes a special token of text', () => {
    const special = new Set(Object.values(small.special).filter((id) => id !== small.special.unk))
    expect(small.tokenizeCharacters('[SEP][CLS]').some((token) => special.has(token.id))).toBe(false)
    const odd = tokenizerOf(['x', '§'], {
      specialNames: { unk: '[UNK]', sep: '§', pad: '[PAD]', cls: '[CLS]', mask: '[MASK]' },
    })
    expect(brief(odd.tokenizeCharacters('x§'))).toEqual([
      ['x', 0, 1],
      ['[UNK]', 1, 2],
    ])
  })
})

describe('ids and pieces', () => {
  test('name each other', () => {
    expect(small.vocabSize).toBe(19)
    expect(small.pieceOf(small.idOf('##aff')!)).toBe('##aff')
    expect(small.idOf('missing')).toBeUndefined()
    expect(() => small.pieceOf(19)).toThrow('E_TOKENIZER_ID')
    expect(small.special).toEqual({ pad: 0, unk: 1, cls: 2, sep: 3, mask: 4 })
  })

  test('a vocabulary may lack the mask, and no other special token', () => {
    const without = (piece: string) => {
      const vocabulary = new Vocabulary(
        ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'].filter((p) => p !== piece),
      )
      return tokenizerOf([], { vocabulary, addedTokens: [] })
    }
    expect(without('[MASK]').special.mask).toBeUndefined()
    for (const piece of ['[PAD]', '[UNK]', '[CLS]', '[SEP]'])
      expect(() => without(piece)).toThrow(`E_TOKENIZER_SPECIAL`)
  })
})

describe('any text', () => {
  const units = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((u) => String.fromCharCode(u)) })
  const lively = fc.string({
    unit: fc.constantFrom(
      ...'aA中文😀𠀀!가é\u0301\u200d\u200b\ufe0f \t\u3000',
      '\ud83d',
      '\ude00',
      '[SEP]',
      '\0',
    ),
  })
  const text = fc.oneof(units, lively, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }))

  const inPair = (s: string, at: number) =>
    /[\ud800-\udbff]/.test(s[at - 1] ?? '') && /[\udc00-\udfff]/.test(s[at] ?? '')

  function check(tokenizer: Tokenizer, s: string, tokens: Token[]): void {
    let last: Token | undefined
    for (const token of tokens) {
      expect(token.start).toBeGreaterThanOrEqual(0)
      expect(token.start).toBeLessThan(token.end)
      expect(token.end).toBeLessThanOrEqual(s.length)
      expect(inPair(s, token.start) || inPair(s, token.end)).toBe(false)
      expect(tokenizer.pieceOf(token.id)).toBe(token.piece)
      if (last && token.start < last.end) {
        // Pieces of one character share it: what they have in common is that character alone.
        const shared = s.slice(token.start, last.end)
        expect([...shared]).toHaveLength(1)
        expect(token.start).toBeGreaterThanOrEqual(last.start)
        expect(token.end).toBeGreaterThanOrEqual(last.end)
      }
      last = token
    }
  }

  test.each([
    ['uncased', small],
    ['cased', cased],
    ['raw', raw],
  ])('offsets are ordered, within the text and between characters: %s', (_, tokenizer) => {
    fc.assert(
      fc.property(text, (s) => check(tokenizer, s, tokenizer.tokenize(s))),
      { numRuns: 500 },
    )
  })

  test('tokens overlap nowhere when accents are kept, and characters never', () => {
    const apart = (tokens: Token[]) =>
      expect(tokens.every((token, i) => i === 0 || token.start >= tokens[i - 1]!.end)).toBe(true)
    fc.assert(
      fc.property(text, (s) => {
        apart(cased.tokenize(s))
        for (const tokenizer of [small, cased, raw]) apart(tokenizer.tokenizeCharacters(s))
        check(small, s, small.tokenizeCharacters(s))
      }),
      { numRuns: 500 },
    )
  })

  test('takes time in proportion to its length', () => {
    const best = (length: number) => {
      const long = '中文unaffable, aaaa é가 '.repeat(length / 20)
      const times = [1, 2, 3].map(() => {
        const began = performance.now()
        small.tokenize(long)
        return performance.now() - began
      })
      return Math.min(...times)
    }
    best(100_000)
    // Eight times the text; a quadratic walk would take sixty-four times as long.
    expect(best(800_000)).toBeLessThan(30 * best(100_000))
  })
})
