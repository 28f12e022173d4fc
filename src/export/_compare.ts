import {
  isSame,
  type PredictingModel,
  type Prediction,
  type SamplePrediction,
  SCORE_TOLERANCE,
  type TextRecord,
} from '../tasks/index.ts'
import { fail } from './_errors.ts'
import type { ExportReport, ScoreDrop } from './options.ts'

/** Labelled records of each task, in the model's order; undefined where there are none. */
export type DevSets = readonly (readonly TextRecord[] | undefined)[]

/** The figure of merit of each task that has records. */
export interface Merit {
  readonly at: number
  readonly metric: string
  readonly value: number
}

/** Scores a model on dev sets. */
export async function scoreOn(
  model: PredictingModel,
  sets: DevSets,
  onBatch: (done: number, all: number) => void,
): Promise<Merit[]> {
  const merits: Merit[] = []
  for (const [at, records] of sets.entries()) {
    if (!records) continue
    const { task } = model.parts.tasks[at]!
    const encodings = records.map((record) => task.encode(record))
    const outputs = await model.decode(encodings, await model.logits(encodings, at, onBatch), at)
    const { name: metric, value } = task.figureOfMerit(task.score(records, outputs))
    merits.push({ at, metric, value })
  }
  return merits
}

/** What each task lost. */
export function dropsOf(
  before: readonly Merit[],
  after: readonly Merit[],
  model: PredictingModel,
  sets: DevSets,
): ScoreDrop[] {
  return before.map(({ at, metric, value }, i) => ({
    task: model.parts.tasks[at]!.name,
    metric,
    records: sets[at]!.length,
    before: value,
    after: after[i]!.value,
    drop: (value - after[i]!.value) * 100,
  }))
}

/** @throws E_EXPORT_DROP for the task that lost most, where that is too much */
export function checkDrops(drops: readonly ScoreDrop[], limit: number): void {
  const worst = worstOf(drops)
  if (!worst || worst.drop <= limit) return
  const { task, metric, before, after, drop } = worst
  const digits = (value: number) => (value * 100).toFixed(2)
  const values = { task, metric, before: digits(before), after: digits(after), drop: drop.toFixed(2), limit }
  throw fail('E_EXPORT_DROP', values)
}

export const worstOf = (drops: readonly ScoreDrop[]): ScoreDrop | undefined =>
  drops.reduce<ScoreDrop | undefined>(
    (worst, one) => (worst && worst.drop >= one.drop ? worst : one),
    undefined,
  )

/** What a model says of stored samples, by task. */
export async function predictSamples(
  model: PredictingModel,
  samples: readonly (readonly SamplePrediction[])[],
): Promise<SamplePrediction[][]> {
  const found: SamplePrediction[][] = []
  for (const [at, own] of samples.entries()) {
    if (own.length === 0) {
      found.push([])
      continue
    }
    const { task } = model.parts.tasks[at]!
    const encodings = own.map(({ prediction }) => task.encodeText(prediction))
    const outputs = await model.decode(encodings, await model.logits(encodings, at), at)
    found.push(outputs.map((prediction, i) => ({ text: own[i]!.text, prediction })))
  }
  return found
}

/**
 * Compares samples with what the trained model says of them.
 *
 * @param tolerance how far a score may be off; undefined: labels alone must agree
 * @param mayDiffer whether a difference in a task, by its number, is counted rather than refused, because scores decide
 * @throws E_EXPORT_SAMPLES
 */
export function compareSamples(
  trained: readonly (readonly SamplePrediction[])[],
  found: readonly (readonly SamplePrediction[])[],
  { tolerance, mayDiffer }: { tolerance?: number | undefined; mayDiffer: (task: number) => boolean },
): ExportReport['samples'] {
  let [count, same, largest] = [0, 0, 0]
  for (const [at, own] of trained.entries()) {
    for (const [i, { text, prediction }] of own.entries()) {
      const now = found[at]![i]!.prediction
      count++
      if (isSame(prediction, now, tolerance ?? LABELS_ALONE)) {
        same++
        largest = Math.max(largest, distance(prediction, now))
      } else if (!mayDiffer(at)) {
        const [expected, got] = [prediction, now].map((value) => JSON.stringify(value))
        throw fail('E_EXPORT_SAMPLES', { text, expected: expected!, found: got! })
      }
    }
  }
  return { count, same, largest }
}

/**
 * The samples, by task, of which a graph in few bits says what the trained model says, and more likely than not; without
 * such ones those of which it says the same, and without these all. What rounding decides, another processor or runtime may
 * decide otherwise.
 */
export function settledSamples(
  trained: readonly (readonly SamplePrediction[])[],
  found: readonly (readonly SamplePrediction[])[],
): (readonly SamplePrediction[])[] {
  return trained.map((own, at) => {
    const both = own.map((sample, i) => ({ sample, now: found[at]![i]!.prediction }))
    const same = both.filter(({ sample, now }) => isSame(sample.prediction, now, LABELS_ALONE))
    const sure = same.filter(({ now }) => isSure(now))
    const settled = [sure, same].find(({ length }) => length > 0)
    return settled?.map(({ sample }) => sample) ?? own
  })
}

/** Whether whatever is said has a score of one half at least; of several labels the check itself knows what is near. */
function isSure(prediction: Prediction): boolean {
  if ('entities' in prediction) return prediction.entities.every(({ score }) => score >= 0.5)
  return 'labels' in prediction || prediction.score >= 0.5
}

/** Scores lie in [0, 1], offsets are whole: this forgives every score and no offset. */
const LABELS_ALONE = 1 - 1e-9

/** How far scores may be from the trained model's where weights are the same numbers. */
export const FLOAT_TOLERANCE = SCORE_TOLERANCE

/** The largest difference of two numbers in the same place. */
function distance(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b)
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return 0
  return Object.entries(a).reduce(
    (most, [key, value]) => Math.max(most, distance(value, (b as Record<string, unknown>)[key])),
    0,
  )
}
