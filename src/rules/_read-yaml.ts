import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml'
import type { Place } from '../base/errors.ts'
import { nearestHint } from '../base/nearest.ts'
import { quote } from '../base/quote.ts'
import {
  type Action,
  checkAction,
  checkLabel,
  checkWord,
  type PatternRule,
  type RuleFile,
  type WordRule,
} from './_entries.ts'
import { fail } from './_errors.ts'

const FORMAT =
  '- { label: DIS, words: [糖尿病] } / - { label: DATE, pattern: "\\\\d{4}年", flags: i, action: force }'
const KEYS = ['label', 'words', 'pattern', 'flags', 'action'] as const

/** A list of rules with words or a pattern, or a table from types to words. */
export function readYamlRules(text: string, file: string): RuleFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  const placeOf = (node: unknown): Place => {
    const offset = (node as Node | null)?.range?.[0]
    return offset === undefined ? { file } : { file, line: lines.linePos(offset).line }
  }
  const wrong = (node: unknown, reason: string): Error =>
    fail('E_RULES_SYNTAX', { reason, format: FORMAT }, placeOf(node))
  const [fault] = [...document.errors, ...document.warnings]
  if (fault) {
    const { line } = lines.linePos(fault.pos[0])
    throw fail('E_RULES_SYNTAX', { reason: fault.message, format: FORMAT }, { file, line })
  }
  const words: WordRule[] = []
  const patterns: PatternRule[] = []
  const root = document.contents
  if (root === null) return { words, patterns }
  if (isSeq(root)) for (const item of root.items) readRule(item)
  else if (isMap(root)) for (const { key, value } of root.items) addWords(textOf(key), value, 'force', key)
  else throw wrong(root, quote(String(root), 40))
  return { words, patterns }

  function readRule(item: unknown): void {
    if (!isMap(item)) throw wrong(item, quote(String(item), 40))
    for (const { key } of item.items) checkKey(key)
    const label = textOf(partOf(item, 'label') ?? item)
    const actionNode = partOf(item, 'action')
    const action = actionNode === undefined ? 'force' : checkAction(textOf(actionNode), placeOf(actionNode))
    const [list, pattern] = [partOf(item, 'words'), partOf(item, 'pattern')]
    const flags = partOf(item, 'flags')
    if ((list === undefined) === (pattern === undefined)) throw wrong(item, 'words + pattern')
    if (list !== undefined && flags !== undefined) throw wrong(flags, 'words + flags')
    if (list !== undefined) addWords(label, list, action, item)
    else
      patterns.push({
        pattern: textOf(pattern),
        flags: flags === undefined ? '' : textOf(flags),
        label: checkLabel(label, action, placeOf(item)),
        action,
        line: placeOf(pattern).line ?? 1,
      })
  }

  function addWords(label: string, list: unknown, action: Action, at: unknown): void {
    checkLabel(label, action, placeOf(at))
    if (!isSeq(list)) throw wrong(list ?? at, `${quote(label, 40)}: [ … ]`)
    for (const node of list.items) {
      const place = placeOf(node)
      words.push({ word: checkWord(textOf(node), place), label, action, line: place.line ?? 1 })
    }
  }

  /** A scalar as it is written, so that a number or a date stays the text it was. */
  function textOf(node: unknown): string {
    if (!isScalar(node) || node.value === null) throw wrong(node, quote(String(node ?? ''), 40))
    return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value))
  }

  function checkKey(key: unknown): void {
    const name = textOf(key)
    if ((KEYS as readonly string[]).includes(name)) return
    const values = { name: quote(name, 40), near: nearestHint(name, KEYS), known: KEYS.join(', ') }
    throw fail('E_RULES_KEY', values, placeOf(key))
  }
}

const partOf = (map: YAMLMap, name: string): unknown => map.get(name, true)
