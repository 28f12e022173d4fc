import { availableParallelism } from 'node:os'
import * as z from 'zod'
import { DEFAULT_SEED, parseBy, threadCount } from '../config/index.ts'
import { MASKINGS, type Masking } from '../masking/index.ts'

const whole = z.number().int()
const positive = whole.positive()
const share = z.number().min(0).max(0.9)

/**
 * Every setting of pre-training, one schema for command line, configuration file and library. Defaults are for small
 * encoders and small corpora unless said.
 */
export const pretrainSchema = z.strictObject({
  /** What is masked together, and by what: see src/masking. */
  masking: z.enum(MASKINGS as [Masking, ...Masking[]]).default('wwm'),
  /** The share of tokens that is to be predicted (Devlin et al., 2019). */
  maskShare: z.number().gt(0).max(0.5).default(0.15),
  /** So many different tokens of each window are, besides, to be predicted from its [CLS]: see gist.ts. */
  gist: whole.min(0).max(1024).default(0),
  /** A file of words, one a line, that the segmenter is to keep whole. */
  words: z.string().min(1).optional(),
  /** Tokens of a window, [CLS] and [SEP] included. */
  sequenceLength: whole.min(8).max(65_536).default(128),
  /** Windows in a step. */
  batchSize: positive.max(65_536).default(16),
  /** Times that the whole corpus is read; parts of one count. */
  epochs: z.number().positive().max(10_000).default(1),
  /** Takes the place of `epochs`. */
  steps: positive.optional(),
  /** The peak; left out: 1e-3 from scratch up to width 384 and 5e-4 above, 5e-5 from trained weights. */
  learningRate: z.number().positive().max(1).optional(),
  /** Steps of linear warmup, or a share of all steps if below 1. */
  warmup: z.number().min(0).default(0.05),
  /** Steps at the end over which the rate falls to 0, or a share of all steps if at most 1; between, it stays. */
  decay: z.number().min(0).default(0.5),
  /** Where random weights begin: at what a small encoder would first have to find out (`directStart`), or as BERT does. */
  start: z.enum(['directed', 'random']).default('directed'),
  weightDecay: z.number().min(0).max(1).default(0.01),
  maxGradNorm: z.number().positive().default(1),
  /** Left out: 0 from scratch (a small model that sees its corpus once or twice underfits), else the model's own. */
  dropout: share.optional(),
  /** Steps between two evaluations, after each of which the run can be resumed. */
  evaluateEvery: positive.default(500),
  /** The part of the documents that is not trained on. */
  devShare: z.number().gt(0).max(0.5).default(0.01),
  /** The most windows that an evaluation reads. */
  devWindows: positive.default(128),
  recompute: z.boolean().default(false),
  seed: whole
    .min(0)
    .max(2 ** 32 - 1)
    .default(DEFAULT_SEED),
  threads: threadCount.default(() => availableParallelism()),
})

export type PretrainSettings = z.output<typeof pretrainSchema>
export const PRETRAIN_NAMES = Object.keys(pretrainSchema.shape) as (keyof PretrainSettings)[]

/** @throws E_SETTING_UNKNOWN, E_SETTING_VALUE */
export const parsePretrainSettings = (input: Readonly<Record<string, unknown>>): PretrainSettings =>
  parseBy(pretrainSchema, input)
