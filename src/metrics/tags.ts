import { fail } from './_errors.ts'

/** A labelled range `[start, end)` of tokens or of UTF-16 code units. */
export interface LabelledRange {
  readonly start: number
  readonly end: number
  readonly label: string
}

/** Equal for equal ranges of equal label. */
export const rangeKey = ({ start, end, label }: LabelledRange): string => `${start}:${end}:${label}`

/** The type of an entity whose tag is a bare mark, such as `B`; the name that seqeval gives it. */
const UNNAMED = '_'

/**
 * The entities of one sequence of BIO, BIOES or BMES tags, as token ranges in order.
 *
 * It reads as leniently as seqeval's default mode (and conlleval before it), so that its scores can be compared with
 * published ones. An entity goes on only while the next tag is I, M or E of the same type and the last was not E or S.
 * So an I, M or E that continues nothing starts an entity, a change of type splits one, and an entity that lacks its E
 * still ends where the marks break off. M means I; seqeval does not know it.
 *
 * @throws E_METRICS_BAD_TAG when a tag is neither O nor a mark with an optional `-type`.
 */
export function spansOfTags(tags: readonly string[]): LabelledRange[] {
  const spans: LabelledRange[] = []
  let open: { start: number; label: string; closed: boolean } | undefined
  const finish = (end: number): void => {
    if (open) spans.push({ start: open.start, end, label: open.label })
    open = undefined
  }
  for (const [index, tag] of tags.entries()) {
    if (tag === 'O') {
      finish(index)
      continue
    }
    const { mark, label } = parseTag(tag, index)
    const starts = mark === 'B' || mark === 'S' || !open || open.closed || open.label !== label
    if (starts) {
      finish(index)
      open = { start: index, label, closed: false }
    }
    if (mark === 'E' || mark === 'S') open!.closed = true
  }
  finish(tags.length)
  return spans
}

function parseTag(tag: string, index: number): { mark: string; label: string } {
  const parts = /^([BIMES])(?:-(.*))?$/su.exec(tag)
  if (!parts) throw fail('E_METRICS_BAD_TAG', { tag, index })
  return { mark: parts[1]!, label: parts[2] || UNNAMED }
}
