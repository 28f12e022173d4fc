import { readFileSync, statSync } from 'node:fs'
import { isMap, isNode, isScalar, LineCounter, parseDocument, type YAMLMap } from 'yaml'
import type { Place } from '../base/errors.ts'
import { defineErrors } from '../base/errors.ts'
import { isSystemError } from '../base/files.ts'
import { quote } from '../base/quote.ts'

const fail = defineErrors({
  E_CONFIG_READ: {
    zh: { what: '读不了配置文件：{reason}', fix: '检查 --config 后面的路径和权限' },
    en: { what: 'the configuration cannot be read: {reason}', fix: 'check the path and its permissions' },
  },
  E_CONFIG_SIZE: {
    zh: { what: '配置文件有 {bytes} 字节，最多 {limit} 字节', fix: '确认这是配置文件，而不是数据' },
    en: {
      what: 'the configuration has {bytes} bytes, {limit} at most',
      fix: 'check that it is a configuration and no data',
    },
  },
  E_CONFIG_SYNTAX: {
    zh: {
      what: '不是合法的 YAML 或 JSON：{reason}',
      fix: '一行写一个“名称: 值”，不用自定义标签，键不要重复；文件用 UTF-8 编码',
    },
    en: {
      what: 'this is no proper YAML or JSON: {reason}',
      fix: 'write one “name: value” a line, no tags of your own, each key once, in UTF-8',
    },
  },
  E_CONFIG_ROOT: {
    zh: { what: '配置文件里没有“名称: 值”的表', fix: '例如写 epochs: 3' },
    en: { what: 'the configuration is no table of names and values', fix: 'write for example epochs: 3' },
  },
})

/** A configuration is a page or two; what is larger is another file. */
const LONGEST = 1_000_000
/** Anchors may save repetition, but not blow a page up to gigabytes. */
const MOST_ALIASES = 20

/** A table read from YAML or JSON, which YAML contains. */
export interface Table {
  readonly values: Readonly<Record<string, unknown>>
  /** Where the key at the end of a way stands, or its value; of a way that leads nowhere, its last known step. */
  placeOf(way: readonly string[], part?: 'key' | 'value'): Place
}

/**
 * Reads a table as data only: tags that would make objects, repeated keys and further documents are refused.
 *
 * @throws E_CONFIG_READ, E_CONFIG_SIZE, E_CONFIG_SYNTAX with line and column, E_CONFIG_ROOT
 */
export function readTable(file: string): Table {
  const text = readText(file)
  const lines = new LineCounter()
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { file, line, column: col }
  }
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
    const [fault] = [...document.errors, ...document.warnings]
    if (fault) throw fail('E_CONFIG_SYNTAX', { reason: fault.message }, placeAt(fault.pos[0]))
    const root = document.contents
    if (!isMap(root)) throw fail('E_CONFIG_ROOT', {}, { file })
    return {
      values: document.toJS({ maxAliasCount: MOST_ALIASES }),
      placeOf: (way, part = 'key') => placeAt(offsetOf(root, way, part)),
    }
  } catch (error) {
    // So the parser says that aliases are too many or circular, and the stack that brackets are too deep.
    if (!(error instanceof ReferenceError || error instanceof RangeError)) throw error
    throw fail('E_CONFIG_SYNTAX', { reason: error.message }, { file }, error)
  }
}

function readText(file: string): string {
  try {
    const bytes = statSync(file).size
    if (bytes > LONGEST) throw fail('E_CONFIG_SIZE', { bytes, limit: LONGEST }, { file })
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file))
  } catch (error) {
    if (isSystemError(error)) throw fail('E_CONFIG_READ', { reason: error.message }, { file }, error)
    if (error instanceof TypeError) throw fail('E_CONFIG_SYNTAX', { reason: error.message }, { file }, error)
    throw error
  }
}

function offsetOf(root: YAMLMap, way: readonly string[], part: 'key' | 'value'): number {
  let [map, offset]: [unknown, number] = [root, root.range?.[0] ?? 0]
  for (const [depth, name] of way.entries()) {
    const pair = isMap(map)
      ? map.items.find(({ key }) => isScalar(key) && String(key.value) === name)
      : undefined
    if (!pair) break
    const node = part === 'value' && depth === way.length - 1 && isNode(pair.value) ? pair.value : pair.key
    offset = (isNode(node) ? node.range?.[0] : undefined) ?? offset
    map = pair.value
  }
  return offset
}

/** A value of a file for a message: short and harmless. */
export function shownValue(value: unknown): string {
  return quote(typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value)))
}
