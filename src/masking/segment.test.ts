import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { RandomStream } from '../base/random.ts'
import { piecesOf } from './_pieces.ts'
import { tokenizerOf } from './_testing.case.ts'
import { loadWords, PlatformSegmenter, segmentTokens, WordListSegmenter } from './segment.ts'

const platform = new PlatformSegmenter()
/** A text with a mark where words begin. */
function cut(text: string, segmenter: { wordStarts(text: string): Uint8Array } = platform): string {
  const starts = segmenter.wordStarts(text)
  return [...text.matchAll(/./gsu)].map(({ 0: c, index }) => (starts[index] ? `|${c}` : c)).join('')
}

describe('words of the platform', () => {
  test('are those of a dictionary', () => {
    expect(cut('中国人民银行发布公告。')).toMatch(/^\|中国.*\|银行\|发布\|公告\|。$/)
  })

  test('begin at whole characters, emoji and rare ones included', () => {
    const text = '𠮷野家😀👨‍👩‍👧好吃'
    const starts = platform.wordStarts(text)
    expect(starts.length).toBe(text.length)
    for (let at = 0; at < text.length; at++) if (/[\uDC00-\uDFFF]/.test(text[at]!)) expect(starts[at]).toBe(0)
  })
})

describe('a very long text', () => {
  const random = new RandomStream(1, 'long texts')
  const parts = [
    ...'，。！？、；：…',
    ' ',
    '中国人民银行',
    '研究生命起源',
    'GPU',
    '3.14',
    '1，000',
    '😀',
    'カメラ',
    'é',
    '“',
    '”',
  ]
  const long = Array.from({ length: 6000 }, () => random.pick(parts)).join('')

  test('is cut only where words end anyway', () => {
    const whole = new Uint8Array(long.length)
    const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })
    for (const { index } of segmenter.segment(long)) whole[index] = 1
    expect([...piecesOf(long)].length).toBeGreaterThan(3)
    expect(platform.wordStarts(long)).toEqual(whole)
  })

  test('is cut hard where there is no such place, never inside a character', () => {
    const text = '👨\u200D👩\u200D👧'.repeat(1000)
    const pieces = [...piecesOf(text)]
    expect(pieces.map(([from, to]) => text.slice(from, to)).join('')).toBe(text)
    for (const [from, to] of pieces) {
      expect(to - from).toBeLessThanOrEqual(4096)
      expect(text.slice(from, from + 2)).toBe('👨')
    }
    const plain = [...piecesOf('字'.repeat(10_000))]
    expect(plain.map(([from]) => from)).toEqual([0, 4096, 8192])
  })

  test('of up to 4,096 code units stays whole', () => {
    expect([...piecesOf('字'.repeat(4096))]).toEqual([[0, 4096]])
    expect([...piecesOf('')]).toEqual([])
  })
})

describe('words of the user’s own', () => {
  const own = new WordListSegmenter(platform, ['冠状动脉', '冠状动脉粥样硬化', '阿司匹林肠溶片', '😀笑'])

  test('are kept whole, the longest that fits', () => {
    expect(cut('患冠状动脉粥样硬化两年', own)).toContain('|冠状动脉粥样硬化|')
    expect(cut('冠状动脉', own)).toBe('|冠状动脉')
    expect(cut('口服阿司匹林肠溶片😀笑', own)).toContain('|阿司匹林肠溶片|😀笑')
  })

  test('leave the rest to the platform', () => {
    expect(cut('我在北京大学工作。', own)).toBe(cut('我在北京大学工作。'))
  })

  test('come from a file, one a line; a line of several is refused with its place', () => {
    const file = join(temporaryFolder(), 'words.txt')
    writeFileSync(file, '\ufeff心梗\r\n\n房颤\n')
    expect(loadWords(file)).toEqual(['心梗', '房颤'])
    writeFileSync(file, '心梗\n房颤 100 n\n')
    expect(() => loadWords(file)).toThrow(/E_WORDS_LINE.*words\.txt:2/)
    writeFileSync(file, Buffer.from([0xd0, 0xc4, 0x0a]))
    expect(() => loadWords(file)).toThrow('E_WORDS_READ')
    expect(() => loadWords(`${file}x`)).toThrow('E_WORDS_READ')
  })
})

describe('tokens of words', () => {
  const tokenizer = tokenizerOf([...'我用北京大学的。', 're', '##act', '[unused1]'])
  const segmented = (text: string, isSegmented = true) => {
    const { ids, wordStarts } = segmentTokens(text, tokenizer, isSegmented ? platform : undefined)
    return [...ids].map((id, i) => `${wordStarts[i] ? '|' : ''}${tokenizer.pieceOf(id)}`).join('')
  }

  test('begin where the text’s words do; pieces of a Latin word belong together', () => {
    expect(segmented('我用React')).toBe('|我|用|re##act')
    expect(segmented('北京的。')).toBe('|北京|的|。')
  })

  test('a word whose first character becomes no token begins at its next', () => {
    // A control character that normalisation drops, blanks, an emoji that the vocabulary lacks.
    expect(segmented('我\u0007北京')).toMatch(/\|北京$/)
    expect(segmented('我  北京')).toBe('|我|北京')
    expect(segmented('😀北京')).toBe('|[UNK]|北京')
  })

  test('without a segmenter each token begins a word', () => {
    expect(segmented('北京React', false)).toBe('|北|京|re|##act')
  })
})
