import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineErrors } from '../base/errors.ts'
import { RandomStream } from '../base/random.ts'
import { type AnyRecord, recordLabels } from '../data/index.ts'
import { type CurvePoint, fitLearningCurve, type LearningCurve } from '../metrics/index.ts'
import { figuresOf } from '../train/index.ts'
import type { DataInput } from './records.ts'
import { type TrainingJob, type TrainingOptions, trainModel } from './train-model.ts'
import { firstSeed } from './train-seeds.ts'

const fail = defineErrors({
  E_CURVE_SMALL: {
    zh: {
      what: '训练数据只有 {records} 条，分不出四种不同的数据量（每种至少 {fewest} 条）',
      fix: '学习曲线需要更多训练数据',
    },
    en: {
      what: 'the training data has {records} records, too few for four sizes of {fewest} at least',
      fix: 'a learning curve needs more training data',
    },
  },
})

/** Parts of the data that are trained on; each is twice the one before. */
const PARTS = [1 / 8, 1 / 4, 1 / 2, 1]
const FEWEST = 5

/** What to measure: one task, trained on parts of `train`, scored on `test`. */
export interface CurveJob extends Omit<TrainingJob, 'train' | 'test' | 'out'> {
  readonly train: readonly AnyRecord[]
  readonly test: DataInput
}

export interface CurveProgress {
  readonly records: number
  readonly seed: number
  /** Trainings begun, this one included, of all. */
  readonly at: number
  readonly all: number
}

/** What one training came to; `error` is the distance of the figure from 1. */
export interface CurveMeasurement {
  readonly records: number
  readonly seed: number
  readonly figure: string
  readonly error: number
}

export interface CurveOptions extends Pick<TrainingOptions, 'signal'> {
  /** Trainings on each part, each with a seed and a choice of records of its own; 3 where it is left out. */
  readonly seeds?: number | undefined
  /** What was measured before with the same job: those trainings are not repeated. */
  readonly measured?: readonly CurveMeasurement[]
  readonly onTraining?: (progress: CurveProgress) => void
  /** Hears what each training came to, so that it can be given as `measured` later. */
  readonly onMeasured?: (measurement: CurveMeasurement) => void
}

export interface MeasuredCurve {
  /** The figure whose distance from 1 is the error. */
  readonly figure: string
  readonly points: readonly CurvePoint[]
  readonly curve: LearningCurve
}

/**
 * Trains on an eighth, a quarter, a half and all of the data, with several seeds, and fits a power law to the errors on
 * the test data. The runs are written to a temporary folder and removed. Every part holds each label at least once.
 *
 * @throws E_CURVE_SMALL, and as `trainModel`
 */
export async function measureCurve(
  job: CurveJob,
  { seeds = 3, signal, measured = [], onTraining = () => {}, onMeasured = () => {} }: CurveOptions = {},
): Promise<MeasuredCurve> {
  const { train, settings } = job
  const sizes = PARTS.map((part) => Math.round(part * train.length))
  if (sizes[0]! < FEWEST) throw fail('E_CURVE_SMALL', { records: train.length, fewest: FEWEST })
  const first = firstSeed(settings)
  const folder = mkdtempSync(join(tmpdir(), 'hantune-curve-'))
  const errors = sizes.map((): number[] => [])
  let figure = ''
  let at = 0
  try {
    for (const [place, size] of sizes.entries())
      for (let seed = first; seed < first + seeds; seed++) {
        at++
        const known = measured.find((one) => one.records === size && one.seed === seed)
        if (!known) onTraining({ records: size, seed, at, all: sizes.length * seeds })
        const found = known ?? (await measurePart(job, size, seed, join(folder, String(at)), signal))
        if (!known) onMeasured(found)
        figure = found.figure
        errors[place]!.push(found.error)
      }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const points = sizes.map((records, place) => ({ records, errors: errors[place]! }))
  return { figure, points, curve: fitLearningCurve(points, first) }
}

/** Trains on a part of the data in a folder, which is removed, and scores. */
async function measurePart(
  { train, settings, ...job }: CurveJob,
  records: number,
  seed: number,
  out: string,
  signal: AbortSignal | undefined,
): Promise<CurveMeasurement> {
  const part = partOf(train, records, seed)
  const done = await trainModel(
    { ...job, train: part, out, settings: { ...settings, seed, check: false } },
    { signal },
  )
  rmSync(out, { recursive: true, force: true })
  const figures = figuresOf(done.test[0]!)
  const figure = [done.best!.metric, 'f1', 'accuracy', 'microF1'].find(
    (one) => one !== 'loss' && figures.has(one),
  )!
  return { records, seed, figure, error: 1 - figures.get(figure)! }
}

/** A choice of records by seed, in their own order; those of one seed are nested. */
function partOf(records: readonly AnyRecord[], size: number, seed: number): AnyRecord[] {
  const shuffled = new RandomStream(seed, 'learning-curve').shuffle(records)
  const seen = new Set<string>()
  const chosen = new Set<AnyRecord>()
  for (const record of shuffled) {
    const fresh = recordLabels(record).filter((label) => !seen.has(label))
    if (fresh.length === 0) continue
    for (const label of fresh) seen.add(label)
    chosen.add(record)
  }
  for (const record of shuffled) {
    if (chosen.size >= size) break
    chosen.add(record)
  }
  return records.filter((record) => chosen.has(record))
}
