import type { AnyRecord, Span } from '../../data/index.ts'
import { removableOffsets } from '../invisible-characters.ts'
import type { Change, Mended } from './change.ts'

/**
 * A record without zero-width characters; its entities move with the text. An entity of such characters alone is
 * taken out, a text of them alone stays as it is.
 */
export function withoutInvisible(record: AnyRecord): Mended {
  const { origin } = record
  const changes: Change[] = []
  const log = (before: unknown, after: unknown) => changes.push({ origin, rule: 'invisible', before, after })
  let mended = record
  const offsets = removableOffsets(record.text)
  const text = without(record.text, offsets)
  if (offsets.length > 0 && text.trim() !== '') {
    log(record.text, text)
    mended = { ...mended, text }
    if ('entities' in record) mended = { ...record, text, entities: moved(record.entities, offsets, log) }
  }
  if ('pair' in record) {
    const pair = stripped(record.pair)
    if (pair !== record.pair && pair.trim() !== '') {
      log(record.pair, pair)
      mended = { ...record, ...mended, pair }
    }
  }
  return { record: mended, changes }
}

/** A text without its removable zero-width characters. */
export const stripped = (text: string): string => without(text, removableOffsets(text))

function without(text: string, offsets: readonly number[]): string {
  let [result, from] = ['', 0]
  for (const at of offsets) {
    result += text.slice(from, at)
    from = at + 1
  }
  return result + text.slice(from)
}

function moved(
  entities: readonly Span[],
  offsets: readonly number[],
  log: (before: Span, after: null) => void,
): Span[] {
  /** How many characters go before each offset. */
  const goneBefore = (offset: number) => {
    const at = offsets.findIndex((gone) => gone >= offset)
    return at < 0 ? offsets.length : at
  }
  return entities.flatMap((entity) => {
    const [start, end] = [entity.start - goneBefore(entity.start), entity.end - goneBefore(entity.end)]
    if (start < end) return [{ ...entity, start, end }]
    log(entity, null)
    return []
  })
}
