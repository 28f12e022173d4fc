import type { SweepPoint } from '../coach/index.ts'
import type { Reading } from '../config/index.ts'
import type { ReadOptions } from '../data/index.ts'
import type { Outcomes } from '../evaluation/index.ts'
import type { FilledText, PretrainDone, PretrainEvent, PretrainJob } from '../pretrain/index.ts'
import type { Report, TaskFacts, TaskInput, TaskKind } from '../tasks/index.ts'
import type {
  DataSource,
  Done,
  EncoderChoice,
  ModelPrediction,
  TrainEvent,
  TrainJob,
} from '../train/index.ts'

/** How far a pass without learning has come: sequences read, of all. */
export interface PassEvent {
  readonly event: 'pass'
  readonly done: number
  readonly all: number
}

export type { TaskFacts }

/** One step of a sweep of learning rates. */
export interface SweepEvent extends SweepPoint {
  readonly event: 'sweep'
  readonly step: number
  readonly steps: number
}

/** What a saved model says of itself. */
export interface ModelFacts {
  /** The model folder: a run's `best`, or the folder that was given. */
  readonly folder: string
  readonly tasks: readonly TaskFacts[]
}

/** The scores of one task of a saved model on data. */
export interface ModelEvaluation {
  readonly folder: string
  readonly name: string
  readonly kind: TaskKind
  readonly records: number
  readonly report: Report
}

/** What a saved model says of labelled records, with those records. */
export interface ModelOutcomes extends Outcomes {
  readonly folder: string
  readonly name: string
}

/** Labelled data for the opened model; `task` names one of several tasks. */
export interface LabelledAsk {
  readonly data: DataSource
  readonly task?: string | undefined
  readonly reading?: Reading & Pick<ReadOptions, 'fields'>
}

/** Everything that a worker can be asked for, with its answer. A request's events come before its answer. */
export interface Requests {
  train: { ask: TrainJob; answer: Done }
  /** Masked-language modelling on plain text. */
  pretrain: { ask: PretrainJob; answer: PretrainDone }
  /** Loads the encoder that `fill` uses. */
  openFill: { ask: EncoderChoice & { threads: number }; answer: null }
  /** Guesses what stands behind [MASK]. */
  fill: { ask: { texts: readonly string[]; count: number }; answer: FilledText[] }
  /** Tries rising learning rates on a job's data; nothing is saved. */
  sweep: { ask: TrainJob; answer: SweepPoint[] }
  /** Loads the model that `predict` and `evaluate` use. */
  open: { ask: { run: string; threads: number }; answer: ModelFacts }
  predict: { ask: { texts: readonly TaskInput[]; scores?: boolean }; answer: ModelPrediction[] }
  evaluate: {
    ask: LabelledAsk
    answer: ModelEvaluation
  }
  /** As `evaluate`, but not scored yet. */
  outcomes: {
    ask: LabelledAsk
    answer: ModelOutcomes
  }
}

export type RequestName = keyof Requests
export type Ask<N extends RequestName> = Requests[N]['ask']
export type Answer<N extends RequestName> = Requests[N]['answer']

/** What a worker tells while it works. */
export type WorkerEvent = TrainEvent | PretrainEvent | PassEvent | SweepEvent
