import type { AnyRecord, Span } from '../../data/index.ts'
import { trimSpan } from '../boundary.ts'
import { shiftedTo, type TagCounts } from '../shifted.ts'
import type { Change, Mended } from './change.ts'

/**
 * A record whose entities begin and end without blanks and punctuation; one of these alone stays as it is, and so does one
 * that looks shifted: a part of it would hide that.
 */
export function withTrimmedEntities(record: AnyRecord, counts: TagCounts): Mended {
  if (!('entities' in record)) return { record, changes: [] }
  const { text, origin } = record
  const changes: Change[] = []
  const shown = (span: Span) => ({ ...span, text: text.slice(span.start, span.end) })
  const entities = record.entities.map((entity) => {
    const [start, end] = trimSpan(text, entity)
    if (start >= end || (start === entity.start && end === entity.end)) return entity
    if (shiftedTo(text, entity, counts)) return entity
    const after = { ...entity, start, end }
    changes.push({ origin, rule: 'entity-boundary', before: shown(entity), after: shown(after) })
    return after
  })
  if (changes.length === 0) return { record, changes }
  return {
    record: { ...record, entities: entities.sort((a, b) => a.start - b.start || a.end - b.end) },
    changes,
  }
}
