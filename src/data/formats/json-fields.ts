import type { Text } from '../../base/locale.ts'
import { failJson } from '../_json-errors.ts'
import type { ReadOptions } from '../dataset.ts'
import {
  areAsked,
  entityNames,
  hasName,
  idNames,
  labelNames,
  pairNames,
  refuseUnknownFields,
  textNames,
} from './_asked-fields.ts'
import { areTasks, resultsIn } from './_studio-tasks.ts'
import type { Sample } from './format.ts'
import { isObject, type JsonObject, sampleObjects, textField } from './json-lines.ts'

const namesIn = (objects: readonly JsonObject[]): string[] => [
  ...new Set(objects.flatMap((object) => Object.keys(object))),
]

/**
 * Refuses options that name fields which the first records of a JSON file do not have. In tasks of Label Studio a text
 * is among the data, and a label is the name of a control.
 *
 * @throws E_DATA_JSON_FIELD_UNKNOWN, E_DATA_JSON_FIELD_TWICE
 */
export function refuseUnknownJsonFields(sample: Sample, options: ReadOptions, file: string): void {
  if (!areAsked(options)) return
  const objects = sampleObjects(sample)
  if (objects.length * 2 <= sample.length) return
  const own = namesIn(objects)
  const data = areTasks(objects) ? namesIn(objects.map((object) => object.data).filter(isObject)) : own
  const controls = areTasks(objects)
    ? resultsIn(objects).flatMap(({ from_name }) => (typeof from_name === 'string' ? [from_name] : []))
    : own
  const namesFor = { textColumn: data, labelColumn: controls, pairColumn: data, idColumn: [...data, ...own] }
  refuseUnknownFields(namesFor, options, file)
}

/**
 * Refuses JSON records that no format reads and whose fields have no known names; texts beside which nothing stands are
 * left to others.
 *
 * @throws E_DATA_JSON_FIELDS
 */
export function refuseUnreadFields(sample: Sample, options: ReadOptions, file: string): void {
  const objects = sampleObjects(sample)
  if (objects.length * 2 <= sample.length || areTasks(objects)) return
  const names = namesIn(objects)
  const hasText =
    objects.some((object) => textField(object, textNames(options))) || pairNames(names, options) !== undefined
  const hasLabel = [labelNames(options), entityNames(options)].some((known) => hasName(names, known))
  const others = objects.flatMap((object) => {
    const text = textField(object, textNames(options))?.name
    return Object.keys(object).filter((name) => name !== text && !hasName([name], idNames(options)))
  })
  if (hasText && others.length === 0) return
  const parts: Text = hasText
    ? { zh: '标签', en: 'label' }
    : hasLabel
      ? { zh: '文本', en: 'text' }
      : { zh: '文本、哪个是标签', en: 'text or label' }
  throw failJson('E_DATA_JSON_FIELDS', { parts, names: names.join(', ') || '–' }, { file })
}
