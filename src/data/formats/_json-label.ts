import type { Place } from '../../base/errors.ts'
import { failLine } from '../_line-errors.ts'
import { labelNames } from './_asked-fields.ts'
import { faultMissing } from './_missing-field.ts'
import type { Reading } from './format.ts'
import { faultType, fieldOf, type JsonObject } from './json-lines.ts'

/** Whether a JSON value can be a label: a string, a number or a boolean. */
export function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}

/** A label and the name of its field. */
export interface JsonLabel {
  readonly name: string
  readonly label: string
}

/**
 * The one label of a JSON record as a string without outer blanks. Undefined when it is missing or broken, which is
 * reported, or when the record is to be left out, which is noted.
 */
export function jsonLabel(reading: Reading, object: JsonObject, place: Place): JsonLabel | undefined {
  const { faults, notes, options } = reading
  const field = fieldOf(object, labelNames(options))
  const isEmpty = field?.value === '' || field?.value === null || field?.value === undefined
  if (isEmpty && options.skipUnlabelled) {
    notes.add('skippedUnlabelled')
  } else if (!field) {
    faultMissing(faults, labelNames(options), place, 'label')
  } else if (!isScalar(field.value)) {
    faultType(faults, field, '"label": "…"', place)
  } else if (String(field.value).trim() === '') {
    faults.add('E_DATA_EMPTY_LABEL', () => failLine('E_DATA_EMPTY_LABEL', {}, place))
  } else {
    const label = String(field.value).trim()
    if (label !== String(field.value)) notes.add('trimmedLabels')
    return { name: field.name, label }
  }
  return undefined
}
