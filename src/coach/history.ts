import type { Settings, SettingsInput } from '../config/index.ts'

/** Settings to change, by name. */
export type SettingsPatch = Partial<SettingsInput>

/** What is known of a run before its first step. */
export interface RunFacts {
  /** The kind of each of its tasks. */
  readonly kinds: readonly ('ner' | 'cls' | 'multi' | 'pair')[]
  readonly parameters: number
  readonly layers: number
  readonly pretrained: boolean
  readonly trainRecords: number
  readonly devRecords: number
  /** Entities or records of each label. */
  readonly labels: readonly { readonly label: string; readonly train: number; readonly dev: number }[]
  readonly plannedSteps: number
  readonly settings: Settings & { readonly learningRate: number }
  /** The rate that HanTune takes for such an encoder when none is given. */
  readonly usualLearningRate: number
  /** The dropout in force where `settings.dropout` is left out. */
  readonly modelDropout: number
  /** The tokens of the longest example in training, at most `maxLength`; undefined where unknown. */
  readonly longestTokens?: number
  readonly memoryLimitMb?: number
  readonly plannedMemoryMb?: number
}

export interface StepRow {
  readonly step: number
  readonly epoch: number
  readonly loss: number
  /** Before clipping. */
  readonly gradientNorm: number
  readonly learningRate: number
}

export interface LabelRow {
  readonly label: string
  readonly predicted: number
  readonly support: number
  readonly f1: number
}

export interface EvaluationRow {
  readonly epoch: number
  readonly step: number
  /** The mean training loss since the evaluation before. */
  readonly trainLoss: number
  /** The metric on the training data (or a sample of it), if it was taken. */
  readonly trainScore?: number
  readonly devScore: number
  readonly metric: string
  readonly perLabel: readonly LabelRow[]
}

export type Outcome = 'epochs' | 'patience' | 'interrupted' | 'diverged' | 'out-of-memory' | 'running'

/** A run as the coach sees it: plain data. */
export interface RunHistory {
  readonly run: RunFacts
  /** In order; may be thinned evenly. */
  readonly steps: readonly StepRow[]
  readonly evaluations: readonly EvaluationRow[]
  readonly outcome: Outcome
  readonly errorCode?: string
  readonly peakMemoryMb?: number
}
