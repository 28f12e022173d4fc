import { availableParallelism } from 'node:os'
import * as z from 'zod'
import { defineErrors } from '../base/errors.ts'
import { nearestName } from '../base/nearest.ts'
import { quote } from '../base/quote.ts'

const fail = defineErrors({
  E_SETTING_UNKNOWN: {
    zh: { what: '没有名为 {name} 的设置{near}', fix: '可用的设置：{known}' },
    en: { what: 'there is no setting named {name}{near}', fix: 'the settings are: {known}' },
  },
  E_SETTING_VALUE: {
    zh: { what: '设置 {name} 不能取 {value}', fix: '允许的值：{allowed}' },
    en: { what: 'the setting {name} cannot be {value}', fix: 'allowed is: {allowed}' },
  },
})

const positive = z.number().int().positive()

/** Every setting of a training run. Defaults are those of the field for BERT (Devlin et al., 2019) unless said. */
const schema = z.strictObject({
  epochs: positive.max(10_000).default(10),
  /** Texts (or windows) in a step. */
  batchSize: positive.max(65_536).default(32),
  /** The peak; left out, it follows from the size of the encoder, see `defaultLearningRate`. */
  learningRate: z.number().positive().max(1).optional(),
  /** Steps of linear warmup, or a share of all steps if below 1. */
  warmup: z.number().min(0).default(0.1),
  weightDecay: z.number().min(0).max(1).default(0.01),
  /** The global gradient norm is clipped to this. */
  maxGradNorm: z.number().positive().default(1),
  /** Left out: the model's own rates. */
  dropout: z.number().min(0).max(0.9).optional(),
  /** The most tokens in one pass, [CLS] and [SEP] included; left out: the model's window, 256 at most. */
  maxLength: positive.optional(),
  /** How texts become tokens for tagging. */
  granularity: z.enum(['character', 'piece']).default('character'),
  /** Epochs without a better dev score after which training stops; 0 never stops. */
  patience: z.number().int().min(0).default(3),
  /** The part of the training file that becomes the dev set when there is no dev file. */
  devShare: z.number().gt(0).lt(1).default(0.1),
  /** The number of labels (entity types or classes) that the data must have. */
  numLabels: positive.optional(),
  /** Read tags that BIO forbids as seqeval does, and say how many, rather than refuse the file. */
  repairTags: z.boolean().default(false),
  /** Compute activations again in the backward pass: less memory, about a third more time. */
  recompute: z.boolean().default(false),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(42),
  threads: positive.max(1024).default(() => availableParallelism()),
})

export type SettingsInput = z.input<typeof schema>
export type Settings = z.output<typeof schema>
export const SETTING_NAMES = Object.keys(schema.shape) as (keyof Settings)[]

/**
 * Fills in defaults and checks every value.
 *
 * @throws E_SETTING_UNKNOWN with the nearest known name, E_SETTING_VALUE
 */
export function parseSettings(input: Readonly<Record<string, unknown>>): Settings {
  for (const name of Object.keys(input)) {
    if ((SETTING_NAMES as string[]).includes(name)) continue
    const near = nearestName(name, SETTING_NAMES)
    throw fail('E_SETTING_UNKNOWN', {
      name,
      near: near ? ` (≈ ${near})` : '',
      known: SETTING_NAMES.join(', '),
    })
  }
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  const name = issue.path.join('.')
  throw fail('E_SETTING_VALUE', { name, value: shown(input[name]), allowed: allowedBy(issue) })
}

function shown(value: unknown): string {
  return typeof value === 'string' ? quote(value) : String(value)
}

/** What a rule allows, in signs rather than words, so that it reads the same in every language. */
function allowedBy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      return `${issue.inclusive ? '≥' : '>'} ${issue.minimum}`
    case 'too_big':
      return `${issue.inclusive ? '≤' : '<'} ${issue.maximum}`
    case 'invalid_value':
      return issue.values.join(' | ')
    case 'invalid_type':
      return TYPE_SIGNS[issue.expected] ?? issue.expected
    default:
      return issue.message
  }
}

const TYPE_SIGNS: Readonly<Record<string, string>> = {
  int: '1, 2, 3 …',
  number: '1, 0.5, 2e-5 …',
  boolean: 'true | false',
}

/**
 * The peak learning rate where none is given: 2e-5 for base-size encoders, 1e-4 for the 3- to 6-layer ones
 * distilled from them, 5e-4 for an encoder whose weights are random and have everything to learn.
 */
export function defaultLearningRate(encoder: { layers: number; width: number; pretrained: boolean }): number {
  if (!encoder.pretrained) return 5e-4
  return encoder.layers > 6 && encoder.width >= 512 ? 2e-5 : 1e-4
}
