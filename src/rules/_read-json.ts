import { quote } from '../base/quote.ts'
import { checkLabel, checkWord, type RuleFile, type WordRule } from './_entries.ts'
import { fail } from './_errors.ts'

const FORMAT = '{ "DIS": ["糖尿病", "高血压"], "DRU": ["阿司匹林"] }'
const SPACE = /[ \t\r\n]*/y
const STRING = /"(?:[^"\\\n]|\\.)*"/y

/**
 * `{ "type": ["word", …], … }`. Read by hand, since the platform's parser neither tells lines nor reports a key that
 * stands twice, whose first words it would lose. A type may stand more than once; its words are joined.
 */
export function readJsonRules(text: string, file: string): RuleFile {
  const words: WordRule[] = []
  let at = 0
  let line = 1
  const stop = (): Error => {
    const found = at < text.length ? quote(text.slice(at, at + 20)) : 'EOF'
    return fail('E_RULES_SYNTAX', { reason: found, format: FORMAT }, { file, line })
  }
  const skip = (): void => {
    SPACE.lastIndex = at
    const blanks = SPACE.exec(text)![0]
    for (let next = blanks.indexOf('\n'); next >= 0; next = blanks.indexOf('\n', next + 1)) line++
    at += blanks.length
  }
  /** Whether the sign stands here; then it is read. */
  const takes = (sign: string): boolean => {
    skip()
    if (text[at] !== sign) return false
    at++
    return true
  }
  const expect = (sign: string): void => {
    if (!takes(sign)) throw stop()
  }
  const string = (): string => {
    skip()
    STRING.lastIndex = at
    const literal = STRING.exec(text)?.[0]
    if (literal === undefined) throw stop()
    try {
      const value = JSON.parse(literal) as string
      at += literal.length
      return value
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      throw stop()
    }
  }
  /** What stands between an opening sign, which was read, and its closing one, separated by commas. */
  const list = (close: string, item: () => void): void => {
    if (takes(close)) return
    do item()
    while (takes(','))
    expect(close)
  }
  expect('{')
  list('}', () => {
    skip()
    const label = string()
    checkLabel(label, 'force', { file, line })
    expect(':')
    expect('[')
    list(']', () => {
      const word = string()
      words.push({ word: checkWord(word, { file, line }), label, action: 'force', line })
    })
  })
  skip()
  if (at < text.length) throw stop()
  return { words, patterns: [] }
}
