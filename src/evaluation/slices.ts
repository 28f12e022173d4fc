import { type AnyRecord, inputKey, recordLabels } from '../data/index.ts'
import {
  type BootstrapOptions,
  figuresOf,
  holdersOf,
  type Interval,
  microInterval,
  type Ratios,
  type Tally,
  tallyEntities,
  weightsOf,
} from '../metrics/index.ts'
import type { Paired } from './outcomes.ts'

/**
 * What a slice is cut by: the text's length, its file, a field of the record, a label that it has, whether the training
 * data knows an entity's surface, or whether they hold the text.
 */
export type SliceBy = 'length' | 'file' | 'field' | 'label' | 'entity' | 'text'

/** The figures of a part of the records (of `entity`: of a part of their entities). */
export interface Slice {
  readonly by: SliceBy
  /** Of `field`: its name. */
  readonly field?: string
  /** Of `field`, where less frequent values are one slice: how many they are. Then `name` is ''. */
  readonly values?: number
  /**
   * `length`: `1–32` in UTF-16 code units, or `513–`; `file`: the file; `field`: its value, or '' for records without
   * one; `label`: the label, or '' for texts without any;
   * `entity`: `known`, `other-type` (known to the training data, but never as this type) or `unseen`; `text`: `known`
   * or `unseen`.
   */
  readonly name: string
  readonly records: number
  /** Gold entities or classes. */
  readonly support: number
  /** Records that hold gold entities or classes: the interval rests on so many. */
  readonly holders: number
  /** null where there is nothing to find: whatever was predicted, no ratio says how good that is; `accuracy` does. */
  readonly micro: Ratios | null
  readonly f1: Interval | null
  /** The share of records that are right as a whole; absent for entities. */
  readonly accuracy?: number
}

/** There may be many slices; their intervals need not be as fine as those of the whole. */
const RESAMPLES = 200

/** Values of a field that have a slice each, the most frequent ones; the rest are one slice. */
const VALUES_SHOWN = 12

const LENGTHS: readonly number[] = [32, 64, 128, 256, 512]

/** All slices that hold any record, of each kind that tells anything. */
export function slicesOf(
  paired: Paired,
  tally: Tally,
  {
    train,
    bootstrap,
    sliceBy = [],
  }: {
    train?: readonly AnyRecord[] | undefined
    bootstrap?: BootstrapOptions | undefined
    sliceBy?: readonly string[] | undefined
  },
): Slice[] {
  const { task, records } = paired
  const by = (
    kind: SliceBy,
    namesOf: (record: AnyRecord) => readonly string[],
    order?: readonly string[],
  ) => {
    const groups = new Map<string, number[]>((order ?? []).map((name) => [name, []]))
    for (const [at, record] of records.entries())
      for (const name of new Set(namesOf(record))) {
        const group = groups.get(name)
        if (group) group.push(at)
        else groups.set(name, [at])
      }
    return [...groups]
      .filter(([, chosen]) => chosen.length > 0)
      .map(([name, chosen]) => slice(kind, name, tally, chosen, bootstrap))
  }
  const files = new Set(records.map(({ origin }) => origin.file))
  const texts = train && new Set(train.map(inputKey))
  return [
    ...by('length', (record) => [lengthName(record)], lengthNames()),
    ...(files.size > 1 ? by('file', ({ origin }) => [origin.file]) : []),
    ...[...new Set(sliceBy)].flatMap((field) =>
      groupsOfField(records, field).map(({ chosen, ...named }) => ({
        ...slice('field', named.name, tally, chosen, bootstrap),
        ...named,
      })),
    ),
    ...(task === 'ner' || task === 'multi' ? by('label', labelsOf, [...tally.labels, '']) : []),
    ...(train && task === 'ner' ? entitySlices(paired, train, bootstrap) : []),
    ...(texts
      ? by('text', (record) => [texts.has(inputKey(record)) ? 'known' : 'unseen'], ['known', 'unseen'])
      : []),
  ]
}

/** Records by what they say in a field: the most frequent values first, then all others together, then those without. */
function groupsOfField(records: readonly AnyRecord[], field: string) {
  const groups = new Map<string, number[]>()
  for (const [at, { origin }] of records.entries()) {
    const value = origin.fields?.[field] ?? ''
    const group = groups.get(value)
    if (group) group.push(at)
    else groups.set(value, [at])
  }
  const without = groups.get('') ?? []
  groups.delete('')
  const sorted = [...groups].sort(([, a], [, b]) => b.length - a.length)
  // One value alone needs no more room under its own name.
  const most = sorted.length === VALUES_SHOWN + 1 ? sorted.length : VALUES_SHOWN
  const [shown, rest] = [sorted.slice(0, most), sorted.slice(most)]
  return [
    ...shown.map(([name, chosen]) => ({ field, name, chosen })),
    ...(rest.length > 0
      ? [
          {
            field,
            name: '',
            values: rest.length,
            chosen: rest.flatMap(([, chosen]) => chosen).sort((a, b) => a - b),
          },
        ]
      : []),
    ...(without.length > 0 ? [{ field, name: '', chosen: without }] : []),
  ]
}

function slice(
  by: SliceBy,
  name: string,
  tally: Tally,
  chosen: readonly number[],
  bootstrap: BootstrapOptions | undefined,
): Slice {
  const { micro, accuracy, perLabel } = figuresOf(tally, weightsOf(chosen, tally.records))
  const { all: holders } = holdersOf(tally, chosen)
  const isEmpty = holders === 0
  return {
    by,
    name,
    records: chosen.length,
    support: perLabel.reduce((sum, { support }) => sum + support, 0),
    holders,
    micro: isEmpty ? null : micro,
    f1: isEmpty
      ? null
      : microInterval(tally, chosen, {
          ...bootstrap,
          resamples: Math.min(RESAMPLES, bootstrap?.resamples ?? RESAMPLES),
        }),
    ...(by !== 'entity' && { accuracy }),
  }
}

function lengthNames(): string[] {
  return [...LENGTHS.map((most, at) => `${(LENGTHS[at - 1] ?? 0) + 1}–${most}`), `${LENGTHS.at(-1)! + 1}–`]
}

function lengthName(record: AnyRecord): string {
  const length = record.text.length + ('pair' in record ? record.pair.length : 0)
  const at = LENGTHS.findIndex((most) => length <= most)
  return lengthNames().at(at)!
}

function labelsOf(record: AnyRecord): readonly string[] {
  const labels = recordLabels(record)
  return labels.length > 0 ? labels : ['']
}

/** Entities of either side by what the training data knows of their surface; an equal pair is of one part. */
function entitySlices(
  { records, outputs }: Paired & { task: 'ner' },
  train: readonly AnyRecord[],
  bootstrap: BootstrapOptions | undefined,
): Slice[] {
  const typesOf = new Map<string, Set<string>>()
  for (const record of train)
    if ('entities' in record)
      for (const { start, end, label } of record.entities) {
        const surface = record.text.slice(start, end)
        const types = typesOf.get(surface) ?? new Set()
        typesOf.set(surface, types.add(label))
      }
  const partOf = (text: string, { start, end, label }: { start: number; end: number; label: string }) => {
    const types = typesOf.get(text.slice(start, end))
    return types === undefined ? 'unseen' : types.has(label) ? 'known' : 'other-type'
  }
  return ['known', 'other-type', 'unseen'].flatMap((part) => {
    const gold = records.map(({ text, entities }) => entities.filter((one) => partOf(text, one) === part))
    const found = outputs.map(({ text, entities }) => entities.filter((one) => partOf(text, one) === part))
    const chosen = records.flatMap((_, at) => (gold[at]!.length + found[at]!.length > 0 ? [at] : []))
    return chosen.length === 0 ? [] : [slice('entity', part, tallyEntities(gold, found), chosen, bootstrap)]
  })
}
