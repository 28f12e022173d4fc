/** A stretch of a text, and what was found there. */
export interface Segment<E> {
  readonly text: string
  readonly entity: E | null
}

interface Range {
  readonly start: number
  readonly end: number
}

/**
 * Cuts a text where entities begin and end. Offsets are UTF-16 code units, `[start, end)`, as JavaScript's strings
 * count. An entity that begins inside the one before is left to the list of entities: a text can be marked once only.
 */
export function segmentsOf<E extends Range>(text: string, entities: readonly E[]): Segment<E>[] {
  const segments: Segment<E>[] = []
  let at = 0
  const plain = (end: number) => {
    if (end > at) segments.push({ text: text.slice(at, end), entity: null })
  }
  const ordered = [...entities].sort((a, b) => a.start - b.start || b.end - a.end)
  for (const entity of ordered) {
    if (entity.start < at || entity.end > text.length || entity.end <= entity.start) continue
    plain(entity.start)
    segments.push({ text: text.slice(entity.start, entity.end), entity })
    at = entity.end
  }
  plain(text.length)
  return segments
}
