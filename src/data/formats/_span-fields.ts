import type { RawSpan } from './_spans.ts'
import { isObject, type JsonObject } from './json-lines.ts'

/** Names that files give to the parts of an entity; the first that is there counts. */
const START_NAMES = ['start', 'start_offset', 'start_idx', 'startOffset', 'start_pos', 'begin', 'offset']
const END_NAMES = ['end', 'end_offset', 'end_idx', 'endOffset', 'end_pos']
const LENGTH_NAMES = ['length', 'len']
const LABEL_NAMES = [
  'label', 'type', 'entity_type', 'tag', 'category', 'entity_group', 'entity', 'labels', 'label_type',
] // biome-ignore format: a list to read across
const MENTION_NAMES = ['text', 'word', 'entity', 'mention']

/** What a value holds that should be an entity. */
export type SpanValue =
  | { readonly kind: 'spans'; readonly spans: readonly RawSpan[] }
  /** Its label is the number of one. */
  | { readonly kind: 'id'; readonly id: number }
  | { readonly kind: 'none' }

const NONE: SpanValue = { kind: 'none' }

/** Reads `[start, end, label]`, `[start, end, label, text]` or an object; a list of labels gives a span for each. */
export function spansOf(value: unknown): SpanValue {
  if (Array.isArray(value)) {
    const [start, end, label, mention]: unknown[] = value
    return value.length > 4 ? NONE : spansFrom({ start, end }, label, mention)
  }
  if (!isObject(value)) return NONE
  const labelName = LABEL_NAMES.find((name) => name in value)
  const mentionName = MENTION_NAMES.find((name) => name in value && name !== labelName)
  const start = first(value, START_NAMES)
  const length = first(value, LENGTH_NAMES)
  const end = first(value, END_NAMES)
  const range = end === undefined && length !== undefined ? { start, length } : { start, end }
  return spansFrom(range, labelName && value[labelName], mentionName && value[mentionName])
}

function first(object: JsonObject, names: readonly string[]): unknown {
  const name = names.find((name) => name in object)
  return name === undefined ? undefined : object[name]
}

function spansFrom(
  range: { start: unknown; end?: unknown; length?: unknown },
  label: unknown,
  mention: unknown,
): SpanValue {
  if (typeof label === 'number') return { kind: 'id', id: label }
  const { start, length } = range
  const isLength = length !== undefined
  const last = isLength ? length : range.end
  if (!isWhole(start) || !isWhole(last)) return NONE
  const labels: unknown[] = Array.isArray(label) ? label : [label]
  if (labels.length === 0 || !labels.every(isName)) return NONE
  const end = isLength ? start + last : last
  const said = typeof mention === 'string' ? { mention } : {}
  return {
    kind: 'spans',
    spans: labels.map((name) => ({ start, end, label: name, ...said, ...(isLength && { isLength }) })),
  }
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value)
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}
