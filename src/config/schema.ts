import { availableParallelism } from 'node:os'
import * as z from 'zod'
import { CHOICES } from './choices.ts'

const whole = z.number().int()
const positive = whole.positive()
const rate = z.number().positive().max(1)
const share = z.number().min(0).max(0.9)
/** A column or sheet, by its name or its number from 1. */
const column = z.union([positive, z.string().min(1)])
const rates = z.record(z.string().min(1), rate)

const UNITS: Readonly<Record<string, number>> = { k: 1, m: 2, g: 3, t: 4 }
/** `8GB` is 8·10⁹ bytes, `8GiB` 8·2³⁰; in megabytes of 10⁶ bytes, the rest of one dropped. */
const size = z
  .string()
  .regex(/^\d+(\.\d+)? ?[kmgt]i?b$/i, '8GB, 512MB, 6.5GiB …')
  .transform((text) => {
    const unit = UNITS[text.toLowerCase().replace(/[^kmgt]/g, '')]!
    return Math.floor((Number.parseFloat(text) * (/i/i.test(text) ? 1024 : 1000) ** unit) / 1e6)
  })
  .pipe(positive)

/**
 * ONNX Runtime's threads. Many more than cores only hinder one another, and with hundreds the whole machine; some more
 * are allowed, since a run goes on to the same bits with as many as it began with only.
 */
export const threadCount = positive.max(Math.max(64, availableParallelism()))

/** The seed where none is given. */
export const DEFAULT_SEED = 42

/**
 * Every setting of a training run: one schema for the command line, the configuration file and the library.
 * Defaults are those of the field for BERT (Devlin et al., 2019) unless said.
 */
export const schema = z.strictObject({
  epochs: positive.max(10_000).default(10),
  /** Texts (or windows) in a step; with `accumulation` in each of its parts. */
  batchSize: positive.max(65_536).default(32),
  /** Batches whose gradients make one step: the same step as of a batch so many times as large. */
  accumulation: positive.max(65_536).default(1),

  /** The peak for the encoder; left out, it follows from its size, see `defaultRates`. */
  learningRate: rate.optional(),
  /** The peak for task heads; left out, see `defaultRates`. */
  headLearningRate: rate.optional(),
  /** The peak for a CRF's transitions; left out, see `defaultRates`. */
  crfLearningRate: rate.optional(),
  /** Each encoder layer learns at this share of the rate of the layer above it. */
  layerDecay: z.number().gt(0).max(1).default(1),
  /** Peaks by parameter name; `*` stands for any characters. They win over all other rates. */
  rates: rates.default({}),
  /** Peaks for the heads of named tasks. */
  taskRates: rates.default({}),
  schedule: z.enum(CHOICES.schedule).default('linear'),
  /** Steps of linear warmup, or a share of all steps if below 1. */
  warmup: z.number().min(0).default(0.1),
  /** The global gradient norm is clipped to this. */
  maxGradNorm: z.number().positive().default(1),

  /** Encoder layers that learn, counted from the last; 0 trains the heads alone. */
  trainLayers: z.union([z.literal('all'), whole.min(0).max(200)]).default('all'),
  freezeEmbeddings: z.boolean().default(false),
  /** Names of parameters that do not learn; `*` stands for any characters. */
  freeze: z.array(z.string().min(1)).default([]),

  /** Decoupled decay (AdamW), as a share of the learning rate; left out beside `l2` it is 0, for that decays, too. */
  weightDecay: z.number().min(0).max(1).default(0.01),
  /** λ of a true L2 penalty λ‖θ‖² in the loss. */
  l2: z.number().min(0).max(1).default(0),
  /** Dropout everywhere; left out: the model's own rates. */
  dropout: share.optional(),
  /** Dropout of attention's probabilities; left out: as `dropout`. */
  attentionDropout: share.optional(),
  /** Dropout before the head; left out: as `dropout`. */
  headDropout: share.optional(),
  /** The share of characters that become [MASK] in training. */
  wordDropout: share.default(0),
  /** How training records are made of those there are, in turn: see docs/augmentation.md. Dev and test stay. */
  augment: z.array(z.enum(['entities', 'tokens', 'join', 'clauses', 'mlm'])).default([]),
  /** New records for each training record, where `augment` names a method. */
  augmentFactor: z.number().positive().max(20).default(1),
  labelSmoothing: share.default(0),
  /** γ of the focal loss (Lin et al., 2017); 0 is plain cross-entropy. */
  focalGamma: z.number().min(0).max(10).default(0),
  /** α of R-Drop (Liang et al., 2021); 0 leaves it out. */
  rDrop: z.number().min(0).max(100).default(0),
  /** ε of adversarial training on the word embeddings (FGM, Miyato et al., 2017); 0 leaves it out. */
  fgm: z.number().min(0).max(100).default(0),
  /** The decay of a moving average of the weights, which is what is scored and saved; 0 leaves it out. */
  ema: z.number().min(0).lt(1).default(0),
  /** `balanced` weighs classes by the inverse of their frequency; a table gives weights by label. */
  classWeights: z
    .union([z.enum(['none', 'balanced']), z.record(z.string(), z.number().positive())])
    .default('none'),

  /**
   * What decides on the tags of a text: each token apart, or a linear-chain CRF. Left out: a CRF where the encoder's
   * weights are random or the encoder is narrow (docs/ablation.md) and nothing is asked for that it cannot do, else softmax.
   */
  head: z.enum(CHOICES.head).optional(),
  /** The most tokens in one pass, [CLS] and [SEP] included; left out: the model's window, 256 at most. */
  maxLength: positive.optional(),
  /** How texts become tokens for tagging. */
  granularity: z.enum(CHOICES.granularity).default('character'),

  /** τ: with several tasks, one is drawn for each step in proportion to size^τ. */
  taskSampling: z.number().min(0).max(1).default(0.5),
  /** Train each of several tasks alone, too, and show both. */
  compareSingle: z.boolean().default(false),

  /** Steps between two evaluations; 0 evaluates after each epoch. */
  evaluateEvery: whole.min(0).default(0),
  /** Evaluations without a better dev score after which training stops; 0 never stops. */
  patience: whole.min(0).default(3),
  /** The figure of the dev set that decides which model is best; left out: the task's own. */
  metric: z.string().min(1).optional(),
  /** How many of the best checkpoints are kept. */
  keepBest: positive.max(100).default(1),
  /** The part of the training file that becomes the dev set when there is no dev file. */
  devShare: z.number().gt(0).lt(1).default(0.1),
  /** The number of labels (entity types or classes) that the data must have. */
  numLabels: positive.optional(),
  /** Read tags that BIO forbids as seqeval does, and say how many, rather than refuse the file. */
  repairTags: z.boolean().default(false),
  /** Look through the data before training, and tell what is wrong with them. */
  check: z.boolean().default(true),
  /** The columns of tokens and tags in a column file, from 1; left out: the first and the last. */
  tokenColumn: positive.optional(),
  tagColumn: positive.optional(),
  /** The columns of a table: a name of its header, or a number from 1; left out: found by their names. */
  textColumn: column.optional(),
  labelColumn: column.optional(),
  pairColumn: column.optional(),
  idColumn: column.optional(),
  /** What stands between the labels of one cell; then a text may have any number of them. */
  labelSeparator: z.string().min(1).max(8).optional(),
  /** Leave out records without a label, and say how many, rather than refuse the file. */
  skipUnlabelled: z.boolean().default(false),
  /** Leave out records whose text is empty, and say how many, rather than refuse the file. */
  skipEmpty: z.boolean().default(false),
  /** The sheet of a spreadsheet: its name, or a number from 1; left out: the first. */
  sheet: column.optional(),
  /** What offsets count; left out: what the tool that wrote the file counts. */
  offsets: z.enum(CHOICES.offsets).optional(),
  /** Whether the end of an entity belongs to it; left out: what the format has, unless the entities' texts show the other. */
  ends: z.enum(CHOICES.ends).optional(),
  /** Entities of several parts: a fault (refuse), or left out and counted (skip). */
  discontinuous: z.enum(CHOICES.discontinuous).optional(),

  /** Compute activations again in the backward pass: less memory, about a third more time. */
  recompute: z.boolean().default(false),
  /** The type in which activations wait for the backward pass. */
  activations: z.enum(CHOICES.activations).default('float32'),
  /** The type in which the optimizer keeps its two moments. */
  optimizerState: z.enum(CHOICES.optimizerState).default('float32'),
  /** Megabytes (10⁶ bytes) that the run may take, or as `8GB`; left out: what the machine or container has. */
  memoryLimit: z.union([positive, size]).optional(),

  /** Restarts with a remedy that the coach may make by itself. */
  auto: whole.min(0).max(20).default(0),
  seed: whole
    .min(0)
    .max(2 ** 32 - 1)
    .default(DEFAULT_SEED),
  threads: threadCount.default(() => availableParallelism()),
})

export type SettingsInput = z.input<typeof schema>
export type Settings = z.output<typeof schema>
export const SETTING_NAMES = Object.keys(schema.shape) as (keyof Settings)[]
