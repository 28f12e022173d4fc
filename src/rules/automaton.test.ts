import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Automaton } from './_automaton.ts'

/** Where the longest word begins, found the slow way. */
function slowly(words: readonly string[], text: string): number[] {
  return Array.from({ length: text.length }, (_, at) => {
    const here = words
      .map((word, index) => ({ word, index }))
      .filter(({ word }) => text.startsWith(word, at) && isWhole(text, at, at + word.length))
    const longest = here.sort((a, b) => b.word.length - a.word.length)[0]
    return longest?.index ?? -1
  })
}

const inRun = (text: string, at: number) =>
  /[\p{Script=Latin}\d]/u.test(text[at] ?? '') || /^\d[.,]\d$/.test(text.slice(Math.max(0, at - 1), at + 2))
/** Whether a range cuts no Latin word and no number. */
function isWhole(text: string, start: number, end: number): boolean {
  const cuts = (at: number) => at > 0 && at < text.length && inRun(text, at - 1) && inRun(text, at)
  return !cuts(start) && !cuts(end)
}

const letters = fc.constantFrom('糖', '尿', '病', 'C', 'T', '5', '.', ',', '-', ' ', '\u{20BB7}')
const string = (maxLength: number) => fc.string({ unit: letters, minLength: 1, maxLength })

test('the longest word at each place, as found the slow way', () => {
  fc.assert(
    fc.property(fc.uniqueArray(string(5), { minLength: 1, maxLength: 12 }), string(40), (words, text) => {
      expect([...new Automaton(words).longestAt(text)]).toEqual(slowly(words, text))
    }),
    { numRuns: 1000 },
  )
})

test('all words that begin at a place, the longest first', () => {
  const words = ['糖尿病足', '糖', '糖尿', '尿病足', '足']
  const automaton = new Automaton(words)
  const chain: string[] = []
  for (let word = automaton.longestAt('患糖尿病足')[1]!; word >= 0; word = automaton.shorter(word))
    chain.push(words[word]!)
  expect(chain).toEqual(['糖尿病足', '糖尿', '糖'])
})

test('no word inside a Latin word or a number, NUL is no border', () => {
  const at = (words: string[], text: string) =>
    [...new Automaton(words).longestAt(text)].findIndex((word) => word >= 0)
  expect(at(['CT'], 'ACTH 正常')).toBe(-1)
  expect(at(['CT'], '行CT检查')).toBe(1)
  expect(at(['5'], '血钾3.5')).toBe(-1)
  expect(at(['5'], '第5.')).toBe(1)
  expect(at(['CT检'], '胸部CT检查')).toBe(2)
  expect(at(['T检'], '胸部CT检查')).toBe(-1)
  expect(at(['CT'], '\0CT\0')).toBe(1)
  expect(at(['é'], 'café')).toBe(-1)
})

test('time is linear where words nest: a word of every length of one letter', () => {
  const words = Array.from({ length: 1000 }, (_, i) => '甲'.repeat(i + 1))
  const automaton = new Automaton(words)
  const time = (length: number) => {
    const text = `${'甲'.repeat(length)}乙`
    const start = performance.now()
    const found = automaton.longestAt(text)
    expect(found[0]).toBe(999)
    return performance.now() - start
  }
  time(100_000)
  const short = Math.min(time(100_000), time(100_000), time(100_000))
  // Ten times the text takes about ten times as long; a machine that is busy may double it.
  expect(time(1_000_000)).toBeLessThan(short * 40 + 50)
})

test('a million words', () => {
  const digits = [...'零一二三四五六七八九']
  const words = Array.from({ length: 1_000_000 }, (_, i) =>
    [...String(i).padStart(6, '0')].map((digit) => digits[Number(digit)]!).join(''),
  )
  const automaton = new Automaton(words)
  expect(automaton.longestAt('甲一二三四五六')[1]).toBe(123_456)
}, 60_000)
