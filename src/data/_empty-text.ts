import type { Place } from '../base/errors.ts'
import type { Faults } from './_faults.ts'
import { failLine } from './_line-errors.ts'
import type { Notes } from './_notes.ts'
import type { ReadOptions } from './dataset.ts'

interface EmptyReading {
  readonly options: ReadOptions
  readonly notes: Notes
  readonly faults: Faults
}

/**
 * A record whose text is empty is a fault, or left out and noted where the options say so.
 *
 * @param record what the record is known by, if not by the place
 */
export function refuseEmptyText(
  { options, notes, faults }: EmptyReading,
  place: Place,
  record: Place = place,
): void {
  if (options.skipEmpty) notes.add('skippedEmpty')
  else faults.add('E_DATA_EMPTY_TEXT', () => failLine('E_DATA_EMPTY_TEXT', {}, place), record)
}
