import type { Place } from '../../base/errors.ts'
import { failTable } from '../_table-errors.ts'
import type { Layout } from './_layout.ts'
import { excerpt, type Reading } from './format.ts'

/**
 * The labels of a row: one, or any number with several labels a text. An empty cell gives none. Undefined when
 * they are broken, which is reported, or when the record is to be left out.
 */
export function labelsOfRow(
  reading: Reading,
  layout: Layout,
  cells: readonly string[],
  names: readonly string[],
  place: Place,
): readonly string[] | undefined {
  if (layout.flags.length > 0) return flaggedLabels(reading, layout, cells, names, place)
  const cell = cells[layout.label]!
  const label = cell.trim()
  if (layout.task === 'multi') return splitLabels(reading, label, place)
  if (layout.task === 'pair' && label === '-') {
    refuseNoGold(reading, place)
    return undefined
  }
  if (label !== '' && label !== cell) reading.notes.add('trimmedLabels')
  return label === '' ? [] : [label]
}

/** A pair with the label `-` has no gold label: a fault, or left out and noted where the options say so. */
export function refuseNoGold({ options, notes, faults }: Reading, place: Place): void {
  if (options.skipUnlabelled) notes.add('skippedUnlabelled')
  else faults.add('E_DATA_NO_GOLD', () => failTable('E_DATA_NO_GOLD', {}, place))
}

/** The labels of a list such as `a|b`, each once. Undefined when one is empty, which is reported. */
export function splitLabels(reading: Reading, list: string, place: Place): readonly string[] | undefined {
  if (list.trim() === '') return []
  const separator = reading.options.labelSeparator || ','
  const labels = list.split(separator).map((label) => label.trim())
  if (labels.includes('')) {
    const values = { labels: excerpt(list), separator }
    reading.faults.add('E_DATA_LABEL_LIST', () => failTable('E_DATA_LABEL_LIST', values, place))
    return undefined
  }
  return eachOnce(reading, labels)
}

/** The labels without repetitions, which are noted. */
export function eachOnce({ notes }: Reading, labels: readonly string[]): readonly string[] {
  const distinct = [...new Set(labels)]
  notes.add('repeatedLabels', labels.length - distinct.length)
  return distinct
}

function flaggedLabels(
  { faults }: Reading,
  { flags }: Layout,
  cells: readonly string[],
  names: readonly string[],
  place: Place,
): readonly string[] | undefined {
  const wrong = flags.find((column) => !/^\s*[01]\s*$/.test(cells[column]!))
  if (wrong === undefined)
    return flags.filter((column) => cells[column]!.trim() === '1').map((column) => names[column]!.trim())
  const values = { name: names[wrong]!.trim(), value: excerpt(cells[wrong]!) }
  faults.add('E_DATA_FLAG', () => failTable('E_DATA_FLAG', values, place))
  return undefined
}
