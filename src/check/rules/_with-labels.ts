import { recordLabels } from '../../data/index.ts'
import type { Occurrence, Part } from '../finding.ts'
import type { Inspection } from '../inspection.ts'

/** The first records of a part that carry one of the labels; entities with their characters. */
export function recordsWith(inspection: Inspection, labels: ReadonlySet<string>, part: Part): Occurrence[] {
  const hits = inspection.hits()
  for (const [index, record] of inspection.of(part).entries()) {
    if (hits.records.length >= inspection.options.listed) break
    if ('entities' in record) {
      for (const { start, end, label } of record.entities)
        if (labels.has(label)) hits.add(() => inspection.at(part, index, { characters: [start, end] }))
    } else if (recordLabels(record).some((label) => labels.has(label)))
      hits.add(() => inspection.at(part, index))
  }
  return hits.records
}
