import { groupOf } from '../../base/origin.ts'
import { refuseEmptyText } from '../_empty-text.ts'
import { failFile } from '../_errors.ts'
import { OtherFields, othersIn } from '../_other-fields.ts'
import { isAsked } from '../_own-fields.ts'
import { type Origin, recordPlace } from '../records.ts'
import { idNames, textNames } from './_asked-fields.ts'
import { faultMissing } from './_missing-field.ts'
import { kindOfResult } from './_studio-results.ts'
import type { Reading } from './format.ts'
import {
  faultType,
  fieldOf,
  groupIn,
  isEmptyText,
  isObject,
  type JsonObject,
  jsonObjects,
  nameIn,
} from './json-lines.ts'

/** A task of Label Studio with the results of the one annotation that counts. */
export interface StudioTask {
  readonly text: string
  readonly results: readonly JsonObject[]
  readonly origin: Origin
}

/**
 * The annotated tasks of an export. Of several annotations the ground truth counts, else the first; cancelled ones
 * never do. What is left out is noted, what is broken goes to the faults.
 */
export function readTasks(reading: Reading): StudioTask[] {
  const { faults, fields, notes, options } = reading
  const tasks: StudioTask[] = []
  const beside = new OtherFields(options)
  for (const { object, place } of jsonObjects(reading)) {
    const own = isObject(object.data) ? object.data.id : undefined
    // The tool numbers its tasks itself: an id that is no number can only stand among the data.
    const id =
      options.idColumn === undefined
        ? nameIn(typeof own === 'string' ? own : object.id)
        : valueIn(object, String(options.idColumn))
    const data = isObject(object.data) ? object.data : {}
    const group =
      options.groupBy === undefined
        ? undefined
        : (groupIn(object, options.groupBy) ?? groupIn(data, options.groupBy))
    const origin = {
      ...place,
      ...(id !== undefined && { id }),
      ...groupOf(group, options.groupBy),
      ...fields?.of(Object.keys({ ...data, ...object }), (name) =>
        // The tool writes objects under names that a column may have, such as `meta`.
        isSingle(object[name]) ? object[name] : data[name],
      ),
    }
    const list = object.annotations ?? object.completions
    if (!isObject(object.data) || !Array.isArray(list)) {
      faultMissing(faults, isObject(object.data) ? 'annotations' : 'data', recordPlace(origin))
      continue
    }
    const annotations: unknown[] = list
    const valid = annotations.filter(
      (annotation) => !(isObject(annotation) && annotation.was_cancelled === true),
    )
    notes.add('cancelledAnnotations', annotations.length - valid.length)
    if (valid.length === 0) {
      notes.add('unannotatedTasks')
      continue
    }
    if (valid.length > 1) notes.add('severalAnnotations')
    const chosen =
      valid.find((annotation) => isObject(annotation) && annotation.ground_truth === true) ?? valid[0]
    const field = textOf(reading, object.data, origin)
    const results = resultsOf(reading, chosen, origin)
    if (!field || !results) continue
    const kept = beside.kept(
      Object.keys(data),
      (name) => name === field.name || name === 'id' || name === idNames(options) || isAsked(name, options),
    )
    tasks.push({ text: field.value, results, origin: { ...origin, ...othersIn(kept, (name) => data[name]) } })
  }
  beside.noteLeft(notes, 'ignoredFields')
  return tasks
}

/** Whether most objects are tasks of Label Studio. */
export function areTasks(objects: readonly JsonObject[]): boolean {
  return objects.filter(isTask).length * 2 > objects.length
}

const isTask = ({ data, annotations, completions }: JsonObject): boolean =>
  isObject(data) && (Array.isArray(annotations) || Array.isArray(completions))

/** The results of all annotations of tasks. */
export function resultsIn(objects: readonly JsonObject[]): JsonObject[] {
  return objects
    .filter(isTask)
    .flatMap(({ annotations, completions }) => (annotations ?? completions) as unknown[])
    .flatMap((annotation) =>
      isObject(annotation) && Array.isArray(annotation.result) ? annotation.result : [],
    )
    .filter(isObject)
}

const isSingle = (value: unknown): boolean => value !== undefined && typeof value !== 'object'

/** The value of a task's field, or of its data's: imported columns stand there. */
function valueIn(object: JsonObject, name: string): string | undefined {
  return nameIn(object[name]) ?? (isObject(object.data) ? nameIn(object.data[name]) : undefined)
}

/** The text of a task: the field that was asked for, or has a usual name, else the only string among its data. */
function textOf(
  reading: Reading,
  data: JsonObject,
  origin: Origin,
): { readonly name: string; readonly value: string } | undefined {
  const { faults, options } = reading
  const place = recordPlace(origin)
  const strings = Object.entries(data).filter(([name, value]) => name !== 'id' && typeof value === 'string')
  const isAlone = strings.length === 1 && options.textColumn === undefined
  const only = isAlone ? { name: strings[0]![0], value: strings[0]![1] } : undefined
  const field = fieldOf(data, textNames(options)) ?? only
  if (!field)
    faultMissing(
      faults,
      options.textColumn === undefined ? ['data.text'] : `data.${options.textColumn}`,
      place,
      'text',
    )
  else if (isEmptyText(field.value, options)) refuseEmptyText(reading, place)
  else if (typeof field.value !== 'string') faultType(faults, field, '"text": "…"', place)
  else return { name: field.name, value: field.value }
  return undefined
}

function resultsOf({ faults }: Reading, annotation: unknown, origin: Origin): JsonObject[] | undefined {
  const result = isObject(annotation) ? annotation.result : undefined
  if (Array.isArray(result) && result.every(isObject)) return result
  faultType(faults, { name: 'result', value: result ?? null }, '[{"value": {…}}]', recordPlace(origin))
  return undefined
}

/** Choices of several controls answer several questions, which are no classes of one task. @throws E_DATA_QUESTIONS */
export function refuseSeveralQuestions(tasks: readonly StudioTask[], { options, file }: Reading): void {
  const names = new Set<string>()
  for (const { results } of tasks)
    for (const result of results)
      if (kindOfResult(result, options) === 'choice' && typeof result.from_name === 'string')
        names.add(result.from_name)
  if (names.size > 1) throw failFile('E_DATA_QUESTIONS', { names: [...names].join(', ') }, { file })
}
