import type { AnyRecord, Span } from '../../data/index.ts'

/**
 * A piece of a text: what stands there, the labels of the entities it is in, whether it is what the finding is about,
 * and the labels of the entities that end with it.
 */
export type Segment = readonly [
  text: string,
  labels: readonly string[],
  isMarked: 0 | 1,
  ending: readonly string[],
]

type Range = readonly [start: number, end: number]

/** Characters shown of a long text, on each side of what the finding is about. */
const AROUND = 240

/** A record's text in pieces, for a page; of a long text what is around the mark. */
export function segmentsOf(record: AnyRecord, mark: Range | undefined): Segment[] {
  const spans = 'entities' in record ? record.entities : []
  const text = record.text
  const [from, to] = excerptOf(text, mark)
  const cuts = new Set([from, to])
  for (const at of [...spans.flatMap(({ start, end }) => [start, end]), ...(mark ?? [])])
    if (at > from && at < to) cuts.add(at)
  const bounds = [...cuts].sort((a, b) => a - b)
  const segments: Segment[] = bounds.slice(1).map((end, i) => {
    const start = bounds[i]!
    const inside = spans.filter((span) => span.start <= start && span.end >= end)
    const isMarked = mark && mark[0] <= start && mark[1] >= end ? 1 : 0
    return [
      text.slice(start, end),
      labelsOf(inside),
      isMarked,
      labelsOf(inside.filter((span) => span.end === end)),
    ]
  })
  if (from > 0) segments.unshift(['…', [], 0, []])
  if (to < text.length) segments.push(['…', [], 0, []])
  return segments
}

const labelsOf = (spans: readonly Span[]): string[] => spans.map(({ label }) => label)

/** The part of a text that is shown; surrogate pairs stay whole. */
function excerptOf(text: string, mark: Range | undefined): Range {
  if (text.length <= 2 * AROUND) return [0, text.length]
  const [start, end] = mark ?? [0, 0]
  const from = Math.max(0, start - AROUND)
  const to = Math.min(text.length, Math.max(end + AROUND, 2 * AROUND))
  const isCut = (at: number) => /^[\udc00-\udfff]/.test(text[at] ?? '')
  return [isCut(from) ? from - 1 : from, isCut(to) ? to + 1 : to]
}
