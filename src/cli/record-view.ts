import { defineTexts } from '../base/locale.ts'
import { type AnyRecord, recordLabels } from '../data/index.ts'
import { hasColour, highlight } from './highlight.ts'
import type { Output } from './output.ts'

const say = defineTexts({
  place: { zh: '第 {line} 行', en: 'line {line}' },
})

/** Shows records that nothing was written of: as events for scripts, with colours by label for people. */
export async function showRecords(
  output: Output,
  records: readonly AnyRecord[],
  labels: readonly string[],
): Promise<void> {
  for (const record of records) {
    if (output.closed) return
    if (output.json) output.line({ event: 'record', ...record })
    else output.text(renderRecord(record, labels))
    await output.drained()
  }
}

/**
 * A record on a line: its place, its text with its entities or classes.
 *
 * @param labels of all data, which give each label its colour
 */
export function renderRecord(record: AnyRecord, labels: readonly string[]): string {
  const { line, id } = record.origin
  const place = id === undefined ? say('place', { line }) : `${say('place', { line })} (${id})`
  if ('entities' in record) {
    const entities = record.entities.map((entity) => ({
      ...entity,
      text: record.text.slice(entity.start, entity.end),
      score: 1,
    }))
    return `${place}  ${highlight(record.text, entities, labels, hasColour())}`
  }
  const text = 'pair' in record ? `${record.text} ‖ ${record.pair}` : record.text
  return `${place}  [${recordLabels(record).join(', ')}] ${text}`
}
