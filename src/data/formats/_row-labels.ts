import type { Place } from '../../base/errors.ts'
import { failTable } from '../_table-errors.ts'
import type { AnyRecord, LabelledText } from '../records.ts'
import { FLAG } from './_fields.ts'
import type { Layout, Row } from './_layout.ts'
import { isStructured } from './_structured-label.ts'
import { excerpt, type Reading } from './format.ts'

/**
 * The labels of a row: one, or any number with several labels a text. An empty cell gives none. Undefined when
 * they are broken, which is reported, or when the record is to be left out.
 */
export function labelsOfRow(
  reading: Reading,
  layout: Layout,
  { cells, lists }: Row,
  names: readonly string[],
  place: Place,
): readonly string[] | undefined {
  if (layout.flags.length > 0) return flaggedLabels(reading, layout, cells, names, place)
  const list = lists?.get(layout.label)
  if (list) return listedLabels(reading, list, place)
  const cell = cells[layout.label]!
  if (isStructured(reading, cell, place)) return undefined
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
  const separator = reading.options.labelSeparator ?? ','
  return eachOnce(reading, list.split(separator), list, separator, place)
}

/** Notes how many labels have blanks around them, which are removed. */
export function noteTrimmed({ notes }: Pick<Reading, 'notes'>, labels: readonly string[]): void {
  notes.add('trimmedLabels', labels.filter((label) => label.trim() !== label).length)
}

/** The labels of a list, each once and without outer blanks. Undefined when one is empty, which is reported. */
export function listedLabels(
  reading: Reading,
  labels: readonly string[],
  place: Place,
): readonly string[] | undefined {
  noteTrimmed(reading, labels)
  return eachOnce(reading, labels, JSON.stringify(labels), ',', place)
}

function eachOnce(
  { notes, faults }: Reading,
  list: readonly string[],
  shown: string,
  separator: string,
  place: Place,
): readonly string[] | undefined {
  const labels = list.map((label) => label.trim())
  if (labels.includes('')) {
    const values = { labels: excerpt(shown), separator }
    faults.add('E_DATA_LABEL_LIST', () => failTable('E_DATA_LABEL_LIST', values, place))
    return undefined
  }
  const distinct = [...new Set(labels)]
  notes.add('repeatedLabels', labels.length - distinct.length)
  return distinct
}

/** Records whose lists have one label each, as records of one class; undefined when there is another. */
export function asClasses({ notes }: Reading, records: readonly AnyRecord[]): LabelledText[] | undefined {
  const classes: LabelledText[] = []
  for (const record of records) {
    if (!('labels' in record) || record.labels.length !== 1) return undefined
    classes.push({ text: record.text, label: record.labels[0]!, origin: record.origin })
  }
  notes.add('singleLabels', classes.length)
  return classes.length > 0 ? classes : undefined
}

function flaggedLabels(
  { faults }: Reading,
  { flags }: Layout,
  cells: readonly string[],
  names: readonly string[],
  place: Place,
): readonly string[] | undefined {
  const wrong = flags.find((column) => !FLAG.test(cells[column]!))
  if (wrong === undefined)
    return flags.filter((column) => /1|true/i.test(cells[column]!)).map((column) => names[column]!.trim())
  const values = { name: names[wrong]!.trim(), value: excerpt(cells[wrong]!) }
  faults.add('E_DATA_FLAG', () => failTable('E_DATA_FLAG', values, place))
  return undefined
}
