import type { CheckReport } from '../check/index.ts'
import type { Finding, SettingsPatch } from '../coach/index.ts'
import type { Settings } from '../config/index.ts'
import type { Description, Note } from '../data/index.ts'
import type { DownloadEvent } from '../hub/index.ts'
import type { Report, TaskKind } from '../tasks/index.ts'
import type { MemoryPlan } from './memory-plan.ts'
import type { EndReason } from './trainer.ts'

/** One task of a run. */
export interface TaskPlan {
  readonly name: string
  readonly kind: TaskKind
  readonly labels: readonly string[]
  readonly train: Description
  readonly dev: Description
  /** Sequences the model reads in an epoch: texts, and the windows of long ones. */
  readonly examples: number
  /** Texts that need more than one window (tagging) or are read in part (classification). */
  readonly longTexts: number
  /** Entities of the training and the dev data that no prediction can give exactly: see `Encoding`. */
  readonly unlearnable: number
  /** The share of the steps that are the task's. */
  readonly share: number
}

/** What a run intends, told before it starts. */
export interface Plan {
  readonly event: 'plan'
  readonly model: {
    readonly name: string
    readonly layers: number
    readonly width: number
    readonly parameters: number
    /** Parameters that learn. */
    readonly trainable: number
    readonly pretrained: boolean
  }
  readonly tasks: readonly TaskPlan[]
  readonly settings: Settings
  readonly tokensPerEpoch: number
  readonly stepsPerEpoch: number
  readonly steps: number
  readonly warmupSteps: number
  readonly evaluateEvery: number
  readonly seconds: number
  readonly memoryMb: number
  readonly memory: MemoryPlan
  /** Steps that an interrupted run had done; 0 for a new one. */
  readonly stepsDone: number
}

/** Something about the data, with the file it was seen in. */
export interface NoteEvent {
  readonly event: 'data'
  readonly role: 'train' | 'dev' | 'test'
  readonly file: string
  readonly task: TaskKind
  readonly format: string
  readonly reason: string
  readonly records: number
  readonly notes: readonly Note[]
}

/** What is wrong with the data of a task, as far as rules can tell. */
export interface CheckEvent {
  readonly event: 'check'
  readonly task: string
  readonly report: CheckReport
}

/** Records that were made of those of a training set. */
export interface AugmentEvent {
  readonly event: 'augment'
  readonly task: string
  /** Records that there were. */
  readonly before: number
  /** New ones by method. */
  readonly added: Readonly<Record<string, number>>
  /** How many were wanted but could not be made. */
  readonly missing: number
}

/** How many records of those that are wanted there are so far. */
export interface AugmentingEvent {
  readonly event: 'augmenting'
  readonly task: string
  readonly made: number
  readonly wanted: number
}

/** What became of the encoder's weights. */
export interface WeightsEvent {
  readonly event: 'weights'
  readonly name: string
  readonly pretrained: boolean
  readonly loaded: number
  readonly initialised: readonly string[]
  readonly ignored: readonly string[]
  /** Labels whose rows of the head came from an earlier run, and those that start anew; `resumeFrom` only. */
  readonly labels?: {
    readonly kept: readonly string[]
    readonly fresh: readonly string[]
    readonly absent: readonly string[]
  }
}

export interface Progress {
  readonly event: 'progress'
  readonly step: number
  readonly steps: number
  readonly epoch: number
  /** The mean loss since the last progress event. */
  readonly loss: number
  readonly learningRate: number
  readonly gradientNorm: number
  readonly tokensPerSecond: number
  readonly secondsLeft: number
}

/** How one task does on a set. */
export interface TaskScore {
  readonly name: string
  readonly report: Report
  /** The mean cross-entropy of the set's targets; absent where a CRF decides. */
  readonly loss?: number
}

export interface Evaluation {
  readonly event: 'evaluation'
  readonly split: 'dev' | 'test'
  readonly epoch: number
  readonly step: number
  /** The mean training loss since the evaluation before. */
  readonly trainLoss: number
  /** The same figure as `value` on a sample of the training data. */
  readonly trainValue: number
  readonly tasks: readonly TaskScore[]
  /** What decides which model is best, and its value: the mean over tasks where there are several. */
  readonly metric: string
  readonly value: number
  readonly best: boolean
  readonly seconds: number
}

export interface Done {
  readonly event: 'done'
  readonly folder: string
  readonly reason: EndReason
  /** Absent in a run that was interrupted before its first evaluation. */
  readonly best?: Evaluation
  readonly steps: number
  readonly seconds: number
  readonly peakMemoryMb: number
  /** The best checkpoint's scores on the test data, of the tasks that have some. */
  readonly test: readonly TaskScore[]
  /** What the coach says of the whole run. */
  readonly findings: readonly Finding[]
}

/** What the coach has to say: while the run goes on, what is new; at its end all. */
export interface CoachEvent {
  readonly event: 'coach'
  /** Absent at the end of the run. */
  readonly step?: number
  readonly findings: readonly Finding[]
}

/** What `auto` decides after an attempt. */
export interface Decision {
  readonly event: 'decision'
  /** From 1. */
  readonly attempt: number
  /** The attempt's best dev score; absent where it failed before it had one. */
  readonly value?: number
  /** The finding that asks for a change, and the settings that change; absent where nothing more is tried. */
  readonly code?: string
  readonly change?: SettingsPatch
  /** The attempt whose model is kept in the end; told with the last decision. */
  readonly kept?: number
}

/** How a model that was trained on does on the dev data of the run it came from. */
export interface Forgetting {
  readonly event: 'forgetting'
  readonly run: string
  /** Why nothing can be compared. */
  readonly reason?: string
  readonly tasks: readonly { readonly name: string; readonly before: Report; readonly after: Report }[]
}

/** The scores of tasks that were trained together, beside those of runs of each alone. */
export interface Comparison {
  readonly event: 'comparison'
  readonly metric: string
  readonly tasks: readonly {
    readonly name: string
    readonly together: Report
    readonly alone: Report
  }[]
}

export type TrainEvent =
  | DownloadEvent
  | CoachEvent
  | Decision
  | Forgetting
  | Comparison
  | AugmentEvent
  | AugmentingEvent
  | CheckEvent
  | NoteEvent
  | WeightsEvent
  | Plan
  | Progress
  | Evaluation
  | Done
export type OnEvent = (event: TrainEvent) => void
