import type { Text } from '../../base/locale.ts'
import { failJson } from '../_json-errors.ts'
import type { ReadOptions } from '../dataset.ts'
import { choicesOf } from './_choices.ts'
import type { Reading } from './format.ts'
import { isObject, type JsonObject } from './json-lines.ts'

/** What a result of Label Studio says: that a range has a label, of which class the text is, or something unusable. */
export type ResultKind = 'span' | 'choice' | 'other'

/** Keys of a value that name classes. */
const CHOICE_KEYS = ['choices', 'taxonomy'] as const
/** Between the steps of a path of a taxonomy, as in `设备/电机`. */
const STEP = '/'

/** Whether a value holds classes, be they of the whole text or of a range. */
export const holdsChoices = (value: unknown): value is JsonObject =>
  isObject(value) && CHOICE_KEYS.some((key) => key in value)

/** The kind of a result; with a control asked for (`labelColumn`), those of others are of no use. */
export function kindOfResult(
  { value, type, from_name }: JsonObject,
  { labelColumn }: Pick<ReadOptions, 'labelColumn'>,
): ResultKind {
  if (labelColumn !== undefined && from_name !== String(labelColumn)) return 'other'
  // A choice about a range of the text does not hold for the whole.
  if (holdsChoices(value)) return 'start' in value ? 'other' : 'choice'
  if (isObject(value) && ('labels' in value || String(type).endsWith('labels'))) return 'span'
  return 'other'
}

/** The classes that a value names; undefined when they are broken. */
export function classesOf(reading: Pick<Reading, 'notes'>, value: JsonObject): string[] | undefined {
  return 'choices' in value ? choicesOf(reading, value.choices) : pathsOf(reading, value.taxonomy)
}

/** Whether a value is the paths of a taxonomy: `[["设备", "电机"], …]`. */
export const isTaxonomy = (value: unknown): value is readonly (readonly string[])[] =>
  Array.isArray(value) && value.length > 0 && value.every((path) => Array.isArray(path) && path.every(isStep))

const isStep = (step: unknown): boolean => typeof step === 'string' && step.trim() !== ''

/** The paths of a taxonomy as classes; undefined when they are none, or a step holds what joins them. */
export function pathsOf(reading: Pick<Reading, 'notes'>, value: unknown): string[] | undefined {
  if (Array.isArray(value) && value.length === 0) return []
  if (!isTaxonomy(value) || value.some((path) => path.length === 0 || path.join('').includes(STEP)))
    return undefined
  const paths = value.map((path) => path.map((step) => step.trim()).join(STEP))
  reading.notes.add('taxonomyPaths', paths.length)
  return choicesOf(reading, paths)
}

/** Results that the task has no use for, by their type, beside how many it has a use for. */
export class Results {
  readonly #unused = new Map<string, number>()
  #used = 0

  use(): void {
    this.#used++
  }

  leave({ type, value }: JsonObject): void {
    const name = typeof type === 'string' ? type : '?'
    const shown = holdsChoices(value) && 'start' in value ? `${name} (start–end)` : name
    this.#unused.set(shown, (this.#unused.get(shown) ?? 0) + 1)
  }

  note({ notes }: Reading): void {
    const count = [...this.#unused.values()].reduce((sum, times) => sum + times, 0)
    notes.add('unusedResults', count, { names: [...this.#unused.keys()].join(', ') })
  }

  /** @throws E_DATA_STUDIO_RESULTS where there are results and none can be used */
  refuseNone(file: string): void {
    if (this.#used > 0 || this.#unused.size === 0) return
    const counted = [...this.#unused].map(([name, times]) => `${name} × ${times}`)
    throw failUnusable(counted, file)
  }
}

/** That a file holds no other results than these. */
export const failUnusable = (found: readonly string[], file: string) =>
  failJson('E_DATA_STUDIO_RESULTS', { found: listed(found) }, { file })

const listed = (names: readonly string[]): Text => ({ zh: names.join('、'), en: names.join(', ') })
