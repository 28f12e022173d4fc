import type { InferenceModel } from '../inference/index.ts'
import type { TaskInput } from '../tasks/index.ts'

/** What is to be served under one name. */
export interface ServedRun {
  readonly name: string
  /** A run folder, or a model folder. */
  readonly run: string
  /** A file of words or rules that override what the model finds. */
  readonly lexicon?: string | undefined
}

/** What an opened model says of itself. */
export interface ServedFacts
  extends Pick<InferenceModel, 'folder' | 'hash' | 'version' | 'precision' | 'tasks'> {
  /** The first 12 hexadecimal digits of the SHA-256 of its lexicon. */
  readonly lexicon?: string
  /** How many words and patterns override it. */
  readonly rules?: number
  /** What is to be said of them. */
  readonly notes?: readonly string[]
}

/** What is another where the model or its lexicon is another. */
export const versionOf = ({ hash, lexicon = '' }: ServedFacts): string => `${hash} ${lexicon}`

export interface OpenAsk {
  readonly run: string
  readonly lexicon?: string | undefined
  readonly threads: number
}

export interface PredictAsk {
  /** By which it can be given up. */
  readonly id: number
  readonly texts: readonly TaskInput[]
  readonly scores: boolean
}

export interface PredictAnswer {
  /** As they are sent to clients, in the order of the texts. */
  readonly predictions: readonly object[]
  /** What it took, without what was read meanwhile for others. */
  readonly ms: number
}

/** What a worker of the service can be asked for. */
export interface ServeRequests {
  open: { ask: OpenAsk; answer: ServedFacts }
  predict: { ask: PredictAsk; answer: PredictAnswer }
  /** Nobody waits for these predictions any more. */
  giveUp: { ask: number; answer: undefined }
}
