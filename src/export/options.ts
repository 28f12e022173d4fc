import type { Reading } from '../config/index.ts'
import type { WeightGroup } from '../inference/index.ts'
import type { TrainEvent } from '../train/index.ts'

export const TARGETS = ['onnx', 'safetensors', 'triton'] as const
export type ExportTarget = (typeof TARGETS)[number]

export const QUANTIZATIONS = ['q8', 'q4', 'fp16'] as const
export type Quantization = (typeof QUANTIZATIONS)[number]

/** Whether weights and activations are whole numbers of 8 bits or fewer, so that rounding may decide on what is said. */
export const isFewBits = (quantize: Quantization | undefined): quantize is 'q8' | 'q4' =>
  quantize === 'q8' || quantize === 'q4'

/** Points of the figure of merit that an export may lose. */
export const DEFAULT_MAX_DROP = 0.5

export interface ExportOptions {
  /** A run folder (its `best` is taken), or a model folder. */
  readonly run: string
  readonly to: ExportTarget
  /** How the weights are kept; left out: as float32. */
  readonly quantize?: Quantization | undefined
  /** The folder to make; it must be free. Left out: `exports/RUN-TARGET`, quantized `exports/RUN-TARGET-q8`. */
  readonly out?: string | undefined
  /** Labelled data to score on, a file, or files by task; left out: the run's own dev data, where they are still there. */
  readonly dev?: string | Readonly<Record<string, string>> | undefined
  /** Percentage points that the figure of merit may fall. */
  readonly maxDrop?: number | undefined
  readonly threads: number
  /** How data files are read. */
  readonly reading?: Reading | undefined
  /** Ends the work at the next batch or group of weights; nothing is left behind. */
  readonly signal?: AbortSignal | undefined
  readonly onEvent?: (event: ExportEvent) => void
}

/** What an export tells while it works. */
export type ExportEvent =
  | {
      readonly event: 'scoring'
      readonly model: 'trained' | 'exported'
      readonly done: number
      readonly all: number
    }
  | { readonly event: 'drawing'; readonly done: number; readonly all: number }
  | { readonly event: 'measuring'; readonly group: WeightGroup; readonly done: number; readonly all: number }
  | { readonly event: 'choice'; readonly kept: readonly WeightGroup[]; readonly drop: number | null }
  | Extract<TrainEvent, { readonly event: 'data' }>

/** What a task scored before and after. */
export interface ScoreDrop {
  readonly task: string
  readonly metric: string
  readonly records: number
  readonly before: number
  readonly after: number
  /** Percentage points; negative where the export is better. */
  readonly drop: number
}

/** How much a group of weights moves the outputs when it alone is quantized. */
export interface GroupLoss {
  readonly group: WeightGroup
  /** Mean Kullback-Leibler divergence from the float32 model's outputs, in nats. */
  readonly loss: number
  /** The largest change of a logit. */
  readonly largest: number
  /** Whether it stayed float32. */
  readonly kept: boolean
}

/** What was made, and how close it is; `export.json` holds the same. */
export interface ExportReport {
  readonly folder: string
  readonly version: string
  readonly to: ExportTarget
  readonly precision: 'fp32' | Quantization
  readonly files: readonly { readonly name: string; readonly bytes: number }[]
  /** Samples compared with the trained model: how many say the same labels, and the largest change of a score. */
  readonly samples: { readonly count: number; readonly same: number; readonly largest: number }
  /** Empty where there was no dev set. */
  readonly scores: readonly ScoreDrop[]
  /** Tasks without a dev set, of which the samples alone were compared. */
  readonly unscored: readonly string[]
  /** Where weights were quantized by groups. */
  readonly groups: readonly GroupLoss[]
}
