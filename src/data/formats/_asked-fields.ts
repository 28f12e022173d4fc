import { nearestHint } from '../../base/nearest.ts'
import { failJson } from '../_json-errors.ts'
import type { ReadOptions } from '../dataset.ts'
import { ENTITY_NAMES, ID_NAMES, indexOfName, LABEL_NAMES, pairIndexes, TEXT_NAMES } from './_fields.ts'

/** The name of a field just as it is written, or the names that it may have, in lower case. */
export type FieldNames = string | readonly string[]

type Named = 'textColumn' | 'labelColumn' | 'pairColumn' | 'idColumn'
const OPTIONS: readonly Named[] = ['textColumn', 'labelColumn', 'pairColumn', 'idColumn']

/** What the options name, or else the usual names. */
const askedOr = (asked: string | number | undefined, usual: readonly string[]): FieldNames =>
  asked === undefined ? usual : String(asked)

export const textNames = ({ textColumn }: ReadOptions): FieldNames => askedOr(textColumn, TEXT_NAMES)
export const labelNames = ({ labelColumn }: ReadOptions): FieldNames => askedOr(labelColumn, LABEL_NAMES)
export const entityNames = ({ labelColumn }: ReadOptions): FieldNames => askedOr(labelColumn, ENTITY_NAMES)
export const idNames = ({ idColumn }: ReadOptions): FieldNames => askedOr(idColumn, ID_NAMES)

/** A name to tell of. */
export const shownName = (names: FieldNames): string => (typeof names === 'string' ? names : names[0]!)

/** The fields of the two texts of a pair, of a record that has these fields; undefined where there is one text. */
export function pairNames(
  names: readonly string[],
  { textColumn, pairColumn }: ReadOptions,
): readonly [first: FieldNames, second: FieldNames] | undefined {
  const found = pairIndexes(names)
  const both = found?.map((index) => names[index]!) as [string, string] | undefined
  const plain = (name: string) => name.trim().toLowerCase()
  if (pairColumn === undefined)
    return both && textColumn === undefined ? [[plain(both[0])], [plain(both[1])]] : undefined
  const second = String(pairColumn)
  if (!names.includes(second)) return undefined
  if (textColumn !== undefined) return [String(textColumn), second]
  if (both?.[1] === second) return [[plain(both[0])], second]
  return [TEXT_NAMES.filter((name) => name !== plain(second)), second]
}

/** Whether any option names a field. */
export const areAsked = (options: ReadOptions): boolean =>
  OPTIONS.some((option) => options[option] !== undefined)

/** The names that fields may be asked for by, for each option. */
export type NamesFor = { readonly [option in Named]: readonly string[] }

/**
 * Refuses options that name a field which no record has, or two that name the same.
 *
 * @throws E_DATA_JSON_FIELD_UNKNOWN, E_DATA_JSON_FIELD_TWICE
 */
export function refuseUnknownFields(namesFor: NamesFor, options: ReadOptions, file: string): void {
  const asked = OPTIONS.filter((option) => options[option] !== undefined)
  for (const option of asked) {
    const name = String(options[option])
    const names = [...new Set(namesFor[option])]
    if (names.includes(name)) continue
    const values = { option, name, names: names.join(', ') || '–', near: nearestHint(name, names) }
    throw failJson('E_DATA_JSON_FIELD_UNKNOWN', values, { file })
  }
  for (const [i, first] of asked.entries())
    for (const second of asked.slice(i + 1))
      if (String(options[first]) === String(options[second]))
        throw failJson('E_DATA_JSON_FIELD_TWICE', { first, second, name: String(options[first]) }, { file })
}

/** Whether one of the names of a record is among those. */
export const hasName = (names: readonly string[], known: FieldNames): boolean =>
  typeof known === 'string' ? names.includes(known) : indexOfName(names, known) >= 0
