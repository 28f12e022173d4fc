import type { DownloadEvent } from '../hub/index.ts'

/** How far reading the corpus has come. */
export interface CorpusProgress {
  readonly event: 'corpus-progress'
  readonly file: string
  readonly bytes: number
  readonly allBytes: number
}

/** What the corpus holds. */
export interface CorpusFacts {
  readonly files: readonly string[]
  readonly documents: number
  readonly characters: number
  readonly tokens: number
  readonly devTokens: number
  /** Tokens that the vocabulary lacks. */
  readonly unknown: number
}

export interface CorpusEvent extends CorpusFacts {
  readonly event: 'corpus'
}

/** What is going to be done; told before anything is. */
export interface PretrainPlan {
  readonly event: 'pretrain-plan'
  readonly model: {
    readonly name: string
    readonly layers: number
    readonly width: number
    readonly vocabulary: number
    readonly parameters: number
    /** Whether it starts from trained weights. */
    readonly pretrained: boolean
    /** Parameters that these weights lack and that start at random, such as a head that fine-tuning took away. */
    readonly initialised: readonly string[]
  }
  readonly masking: string
  readonly steps: number
  readonly stepsDone: number
  readonly warmupSteps: number
  readonly decaySteps: number
  readonly epochs: number
  readonly tokensPerStep: number
  readonly windows: number
  readonly learningRate: number
  /** Estimated from two steps that were tried. */
  readonly seconds: number
  readonly memoryMb: number
}

/** Every second or so. */
export interface PretrainProgress {
  readonly event: 'pretrain-progress'
  readonly step: number
  readonly steps: number
  readonly loss: number
  /** Of the last evaluation. */
  readonly accuracy?: number
  readonly learningRate: number
  readonly tokensPerSecond: number
  readonly secondsLeft: number
}

/** What the held-out windows say. */
export interface PretrainEvaluation {
  readonly event: 'pretrain-evaluation'
  readonly step: number
  readonly tokensSeen: number
  /** The mean since the last evaluation. */
  readonly trainLoss: number
  readonly devLoss: number
  /** The share of masked tokens that were guessed right. */
  readonly accuracy: number
  readonly learningRate: number
  readonly seconds: number
}

export interface PretrainDone {
  readonly event: 'pretrain-done'
  readonly folder: string
  /** The folder to give to `--model`. */
  readonly model: string
  readonly reason: 'finished' | 'interrupted'
  /** Whether there is a model with its state; not where the run was interrupted while it read its corpus. */
  readonly saved: boolean
  readonly steps: number
  readonly tokensSeen: number
  readonly seconds: number
  readonly last?: PretrainEvaluation
}

export type PretrainEvent =
  | DownloadEvent
  | CorpusProgress
  | CorpusEvent
  | PretrainPlan
  | PretrainProgress
  | PretrainEvaluation
  | PretrainDone
export type OnPretrainEvent = (event: PretrainEvent) => void
