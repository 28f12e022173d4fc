import type { AnyRecord } from '../../data/index.ts'
import { labelFrequencies, sameLabels } from '../label-forms.ts'
import type { Change, Mended } from './change.ts'

/** For each label that differs from a more frequent one in width, case or blanks only: that one. */
export function preferredLabels(records: Iterable<AnyRecord>): ReadonlyMap<string, string> {
  const groups = sameLabels(labelFrequencies(records))
  return new Map(groups.flatMap(([first, ...others]) => others.map((label) => [label, first!] as const)))
}

/** A record with the preferred form of its labels. */
export function withPreferredLabels(record: AnyRecord, preferred: ReadonlyMap<string, string>): Mended {
  const changes: Change[] = []
  const mend = (label: string): string => {
    const after = preferred.get(label)
    if (after === undefined) return label
    changes.push({ origin: record.origin, rule: 'label-form', before: label, after })
    return after
  }
  const mended: AnyRecord =
    'entities' in record
      ? { ...record, entities: record.entities.map((entity) => ({ ...entity, label: mend(entity.label) })) }
      : 'labels' in record
        ? { ...record, labels: [...new Set(record.labels.map(mend))] }
        : { ...record, label: mend(record.label) }
  return changes.length === 0 ? { record, changes } : { record: mended, changes }
}
