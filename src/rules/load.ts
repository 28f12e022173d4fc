import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { isSystemError } from '../base/files.ts'
import { defineTexts } from '../base/locale.ts'
import { quote } from '../base/quote.ts'
import { binaryKind, looksLikeGbk, type TaggedText } from '../data/index.ts'
import type { RuleFile, WordRule } from './_entries.ts'
import { fail } from './_errors.ts'
import { compilePattern } from './_patterns.ts'
import { readJsonRules } from './_read-json.ts'
import { readCsvRules, readTextRules } from './_read-lines.ts'
import { readYamlRules } from './_read-yaml.ts'
import { type RuleNote, Rules } from './rules.ts'

const say = defineTexts({
  repeated: {
    zh: '词典里有 {count} 条重复，各取一次；第一处在第 {line} 行：{rule}',
    en: 'the lexicon repeats rules {count} time(s), each rule counts once; the first in line {line}: {rule}',
  },
  ambiguous: {
    zh: '{count} 个词在训练数据里有不止一种类型，词典各取最常见的一种；例如 {words}',
    en: '{count} name(s) with more than one type in the training data, of which the lexicon takes the most frequent; such as {words}',
  },
})

/** By the ending of the file's name; all others are text. */
const READERS: Readonly<Record<string, (text: string, file: string) => RuleFile>> = {
  '.csv': readCsvRules,
  '.json': readJsonRules,
  '.yaml': readYamlRules,
  '.yml': readYamlRules,
}

/**
 * Loads a file of rules: `.csv`, `.json`, `.yaml` and `.yml` by their names, all others as text with `word TAB type
 * [TAB action]` a line.
 *
 * @throws E_RULES_*, with file and line
 */
export function loadRules(file: string): Rules {
  const read = READERS[extname(file).toLowerCase()] ?? readTextRules
  const { text, digest } = readText(file)
  const { words, patterns } = read(text, file)
  if (words.length + patterns.length === 0) throw fail('E_RULES_EMPTY', {}, { file })
  const { kept, repeated } = checkWords(words, file)
  const notes: RuleNote[] = repeated
    ? [
        {
          code: 'repeated',
          count: repeated.count,
          text: say('repeated', { count: repeated.count, line: repeated.line, rule: repeated.rule }),
        },
      ]
    : []
  const compiled = patterns.map((rule) => compilePattern(rule, file))
  return new Rules({ words: kept, patterns: compiled, notes, digest })
}

/** The lexicon of the names that a training set holds, each with its most frequent type. */
export function lexiconOf(records: readonly TaggedText[]): Rules {
  const counts = new Map<string, Map<string, number>>()
  for (const { text, entities } of records)
    for (const { start, end, label } of entities) {
      const word = text.slice(start, end).trim()
      if (word === '') continue
      const own = counts.get(word) ?? new Map<string, number>()
      own.set(label, (own.get(label) ?? 0) + 1)
      counts.set(word, own)
    }
  const words: WordRule[] = []
  const ambiguous: string[] = []
  for (const [word, own] of counts) {
    const [best] = [...own].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    words.push({ word, label: best![0], action: 'force', line: words.length + 1 })
    if (own.size > 1) ambiguous.push(word)
  }
  const shown = ambiguous
    .slice(0, 3)
    .map((word) => quote(word, 40))
    .join(', ')
  const notes: RuleNote[] =
    ambiguous.length === 0
      ? []
      : [
          {
            code: 'ambiguous',
            count: ambiguous.length,
            text: say('ambiguous', { count: ambiguous.length, words: shown }),
          },
        ]
  return new Rules({ words, patterns: [], notes })
}

function readText(file: string): { readonly text: string; readonly digest: string } {
  let bytes = Buffer.alloc(0)
  try {
    bytes = readFileSync(file)
    // A byte order mark is taken off by the decoder.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return { text, digest: createHash('sha256').update(bytes).digest('hex') }
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT')
      throw fail('E_RULES_NOT_FOUND', { folder: process.cwd() }, { file }, error)
    const kind = error instanceof TypeError ? binaryKind(bytes) : undefined
    if (kind !== undefined) throw fail('E_RULES_BINARY', { kind }, { file }, error)
    if (error instanceof TypeError && looksLikeGbk(bytes)) throw fail('E_RULES_GBK', {}, { file }, error)
    if (isSystemError(error) || error instanceof TypeError || error instanceof RangeError)
      throw fail('E_RULES_READ', { reason: error.message }, { file }, error)
    throw error
  }
}

interface Repeated {
  readonly count: number
  readonly line: number
  readonly rule: string
}

/** Each rule once. @throws E_RULES_CONFLICT when a word is two things at once */
function checkWords(words: readonly WordRule[], file: string): { kept: WordRule[]; repeated?: Repeated } {
  const seen = new Map<string, WordRule | WordRule[]>()
  const kept: WordRule[] = []
  const conflicts: [WordRule, WordRule][] = []
  let repeated: Repeated | undefined
  for (const rule of words) {
    const known = seen.get(rule.word)
    const before = known === undefined ? [] : Array.isArray(known) ? known : [known]
    const same = before.find(({ label, action }) => label === rule.label && action === rule.action)
    const other = before.find((earlier) => areAtOdds(earlier, rule))
    if (same) {
      repeated = {
        ...(repeated ?? { line: rule.line, rule: quote(rule.word, 40) }),
        count: (repeated?.count ?? 0) + 1,
      }
      continue
    }
    if (other) conflicts.push([other, rule])
    // Most words stand once: an array for each of a million would cost.
    seen.set(rule.word, before.length === 0 ? rule : [...before, rule])
    kept.push(rule)
  }
  const [first] = conflicts
  if (first) {
    const [before, now] = first.map(({ label, action }) => `${label} (${action})`) as [string, string]
    const values = {
      rule: quote(first[1].word, 40),
      now,
      before,
      line: first[0].line,
      count: conflicts.length,
    }
    throw fail('E_RULES_CONFLICT', values, { file, line: first[1].line })
  }
  return repeated ? { kept, repeated } : { kept }
}

/** Two types forced on one word, or one type forced and forbidden. Several types may be forbidden. */
function areAtOdds(a: WordRule, b: WordRule): boolean {
  if (a.action === 'force' && b.action === 'force') return a.label !== b.label
  if (a.action === b.action) return false
  return a.label === b.label || a.label === '*' || b.label === '*'
}
