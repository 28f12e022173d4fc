import type { Settings } from '../config/index.ts'
import type { Description, Note } from '../data/index.ts'
import type { Report, TaskKind } from '../tasks/index.ts'

/** What a run intends, told before it starts. */
export interface Plan {
  readonly event: 'plan'
  readonly task: TaskKind
  readonly model: {
    readonly name: string
    readonly layers: number
    readonly width: number
    readonly parameters: number
    readonly pretrained: boolean
  }
  readonly labels: readonly string[]
  readonly train: Description
  readonly dev: Description
  readonly settings: Settings
  /** Sequences the model reads in an epoch: texts, and the windows of long ones. */
  readonly examples: number
  /** Texts that need more than one window (tagging) or are read in part (classification). */
  readonly longTexts: number
  /** Entities of the training and the dev data that no prediction can give exactly: see `Encoding`. */
  readonly unlearnable: number
  readonly tokensPerEpoch: number
  readonly stepsPerEpoch: number
  readonly steps: number
  readonly warmupSteps: number
  readonly seconds: number
  readonly memoryMb: number
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

/** What became of the encoder's weights. */
export interface WeightsEvent {
  readonly event: 'weights'
  readonly name: string
  readonly pretrained: boolean
  readonly loaded: number
  readonly initialised: readonly string[]
  readonly ignored: readonly string[]
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

export interface Evaluation {
  readonly event: 'evaluation'
  readonly split: 'dev' | 'test'
  readonly epoch: number
  readonly step: number
  /** The mean training loss of the epoch. */
  readonly trainLoss: number
  readonly report: Report
  readonly metric: string
  readonly value: number
  readonly best: boolean
  readonly seconds: number
}

export interface Done {
  readonly event: 'done'
  readonly folder: string
  readonly reason: 'epochs' | 'patience'
  readonly bestEpoch: number
  readonly metric: string
  readonly value: number
  readonly steps: number
  readonly seconds: number
  readonly peakMemoryMb: number
  readonly test?: Report
}

export type TrainEvent = NoteEvent | WeightsEvent | Plan | Progress | Evaluation | Done
export type OnEvent = (event: TrainEvent) => void
