import type { AnyRecord } from '../data/index.ts'
import {
  type Bootstrap,
  type BootstrapOptions,
  bootstrap,
  type Comparison,
  compareRuns,
  DEFAULT_THRESHOLD,
  type EntityErrors,
  entityErrors,
  type Holders,
  holdersOf,
} from '../metrics/index.ts'
import type { Report, TaskKind } from '../tasks/index.ts'
import { requireSameTask } from './comparable.ts'
import { type Calibration, calibrationOf, type ThresholdReport, thresholdsOf } from './confidence.ts'
import { type Outcomes, pairedOf, scoresOf, tallyOf } from './outcomes.ts'
import { type Slice, slicesOf } from './slices.ts'

export interface EvaluationOptions {
  /** The data the model learned from: tells which entities and texts are unseen. */
  readonly train?: readonly AnyRecord[] | undefined
  /** The same model's outcomes on data it did not learn from: temperature and thresholds are chosen on them. */
  readonly dev?: Outcomes | undefined
  /** Another model's outcomes on the same records. */
  readonly against?: Outcomes | undefined
  readonly bootstrap?: BootstrapOptions | undefined
  /** What to call the data and the model that these come from, where they are shown. */
  readonly sources?: Sources | undefined
  /** Fields that the records' origins hold (`ReadOptions.fields`) to slice by, besides what there is anyway. */
  readonly sliceBy?: readonly string[] | undefined
}

/** Names, such as paths. */
export interface Sources {
  readonly train?: string | undefined
  readonly dev?: string | undefined
  readonly against?: string | undefined
}

/** Counts of gold against predicted; of entities with a last row and column for those without counterpart. */
export interface Confusion {
  readonly labels: readonly string[]
  /** Whether the last row and column stand for "none". */
  readonly hasNone: boolean
  readonly counts: readonly (readonly number[])[]
}

/** All that outcomes tell, as plain data. */
export interface EvaluationReport {
  readonly task: TaskKind
  readonly labels: readonly string[]
  readonly records: number
  readonly scores: Report
  readonly intervals: Bootstrap
  /** How many records hold gold items: the intervals rest on so many. */
  readonly holders: Holders
  /** Of entities. */
  readonly errors?: Omit<EntityErrors, 'types' | 'confusion'>
  /** Not where a text may have several classes. */
  readonly confusion?: Confusion
  readonly calibration: Calibration
  /** Where several labels were given from other probabilities on than 0.5. */
  readonly givenFrom?: readonly { readonly label: string; readonly threshold: number }[]
  readonly thresholds?: ThresholdReport
  readonly slices: readonly Slice[]
  /** The other run is the first, this one the second. */
  readonly comparison?: Comparison
  /** Names that were given, of what went into this report. */
  readonly sources: Sources
}

/**
 * Scores outcomes and tells what they rest on.
 *
 * @throws E_EVALUATION_UNEQUAL, E_EVALUATION_OTHER_TEXT, E_EVALUATION_SCORE, E_EVALUATION_OTHER_TASK, E_METRICS_UNKNOWN_CLASS,
 *   E_METRICS_NO_RECORDS, E_METRICS_OTHER_TRUTH
 */
export function evaluateOutcomes(here: Outcomes, options: EvaluationOptions = {}): EvaluationReport {
  const { task, labels, records } = here
  const { train, dev, against } = options
  for (const other of [dev, against]) if (other) requireSameTask(task, other.task)
  const paired = pairedOf(here)
  const tally = tallyOf(paired, labels)
  const scores = scoresOf(paired, labels)
  const errors =
    paired.task === 'ner'
      ? entityErrors(
          paired.records.map(({ entities }) => entities),
          paired.outputs.map(({ entities }) => entities),
        )
      : undefined
  const confusion = errors
    ? { labels: errors.types, hasNone: true, counts: errors.confusion }
    : 'confusion' in scores
      ? { labels, hasNone: false, counts: scores.confusion }
      : undefined
  const held = dev && { outcomes: dev, paired: pairedOf(dev) }
  const thresholds = held && thresholdsOf(here, paired, held.paired)
  return {
    task,
    labels,
    records: records.length,
    scores,
    intervals: bootstrap(tally, options.bootstrap),
    holders: holdersOf(tally),
    ...(errors && { errors: { counts: errors.counts, perType: errors.perType } }),
    ...(confusion && { confusion }),
    calibration: calibrationOf(here, paired, held),
    ...givenFrom(here),
    ...(thresholds && { thresholds }),
    slices: slicesOf(paired, tally, { train, bootstrap: options.bootstrap, sliceBy: options.sliceBy }),
    ...(against && {
      comparison: compareRuns(tallyOf(pairedOf(against), against.labels), tally, options.bootstrap),
    }),
    sources: sourcesOf(options),
  }
}

function sourcesOf({ sources = {}, train, dev, against }: EvaluationOptions): Sources {
  const used = { train, dev, against }
  const isNamed = (name: keyof Sources) => used[name] !== undefined && sources[name] !== undefined
  const names = (['train', 'dev', 'against'] as const).filter(isNamed)
  return Object.fromEntries(names.map((name) => [name, sources[name]]))
}

function givenFrom({ labels, thresholds }: Outcomes): Pick<EvaluationReport, 'givenFrom'> {
  if (!thresholds || thresholds.every((threshold) => threshold === DEFAULT_THRESHOLD)) return {}
  return { givenFrom: labels.map((label, at) => ({ label, threshold: thresholds[at]! })) }
}
