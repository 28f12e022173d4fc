import type { AnyRecord } from './records.ts'

/**
 * A record as a line of JSONL, without its line end: `text` with `entities` (`[start, end, label]`, UTF-16 code
 * units), `label`, `labels`, or `pair` and `label`; before it its `id`, behind it its `group`, if it has them.
 */
export function jsonLine(record: AnyRecord): string {
  const { text, origin } = record
  return JSON.stringify({ id: origin.id, text, ...labelFields(record), group: origin.group })
}

function labelFields(record: AnyRecord): object {
  if ('entities' in record)
    return { entities: record.entities.map(({ start, end, label }) => [start, end, label]) }
  if ('labels' in record) return { labels: record.labels }
  return 'pair' in record ? { pair: record.pair, label: record.label } : { label: record.label }
}
