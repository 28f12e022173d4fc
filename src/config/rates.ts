import { matches } from './patterns.ts'
import type { Settings } from './schema.ts'

/**
 * The peak learning rate where none is given: 2e-5 for base-size encoders, 1e-4 for the 3- to 6-layer ones
 * distilled from them, 5e-4 for narrow ones and for those whose weights are random and have everything to learn.
 */
export function defaultLearningRate(encoder: EncoderFacts): number {
  if (hasMuchToLearn(encoder)) return 5e-4
  return encoder.layers > 6 && encoder.width >= 512 ? 2e-5 : 1e-4
}

/** Whether an encoder knows little: its weights are random, or it is too narrow to have kept what it has read. */
export const hasMuchToLearn = ({ width, pretrained }: Omit<EncoderFacts, 'layers'>): boolean =>
  !pretrained || width <= 288

export interface EncoderFacts {
  readonly layers: number
  readonly width: number
  readonly pretrained: boolean
}

/** A fresh head beside a trained encoder learns faster than it. */
const HEAD_RATE = 1e-3
/** Transitions are few and start at nothing; rates of 1e-3 and above are usual for them. */
const CRF_RATE = 5e-3

/**
 * Peak rates where none are given. A head beside an encoder of random weights learns at the encoder's rate.
 *
 * @param asked the encoder's rate, if it was given
 */
export function defaultRates(
  facts: EncoderFacts,
  asked = defaultLearningRate(facts),
): { readonly encoder: number; readonly head: number; readonly crf: number } {
  const head = facts.pretrained ? Math.max(asked, HEAD_RATE) : asked
  return { encoder: asked, head, crf: Math.max(head, CRF_RATE) }
}

/** The settings on which rates depend, complete. */
type RateSettings = Pick<Settings, 'rates' | 'taskRates' | 'layerDecay'> & {
  readonly learningRate: number
  readonly headLearningRate: number
  readonly crfLearningRate: number
}

/**
 * The peak rate of a parameter: that of the last pattern in `rates` that its name matches, else that of its part of
 * the model: CRF, head (pooler and classifier), or encoder layer.
 *
 * @param layers of the encoder
 */
export function rateOf(name: string, settings: RateSettings, layers: number): number {
  const pattern = Object.keys(settings.rates).findLast((candidate) => matches(candidate, name))
  if (pattern !== undefined) return settings.rates[pattern]!
  const { task, own } = splitName(name)
  if (own.startsWith('crf.')) return settings.crfLearningRate
  if (isHead(own)) return settings.taskRates[task] ?? settings.headLearningRate
  return settings.learningRate * settings.layerDecay ** (layers - 1 - layerOf(own))
}

/** Whether a parameter learns. @param layers of the encoder */
export function isTrainable(
  name: string,
  { trainLayers, freezeEmbeddings, freeze }: Pick<Settings, 'trainLayers' | 'freezeEmbeddings' | 'freeze'>,
  layers: number,
): boolean {
  if (freeze.some((pattern) => matches(pattern, name))) return false
  const { own } = splitName(name)
  if (isHead(own)) return true
  const layer = layerOf(own)
  if (layer < 0) return trainLayers === 'all' && !freezeEmbeddings
  return trainLayers === 'all' || layer >= layers - trainLayers
}

const isHead = (own: string): boolean => /^(classifier|crf|bert\.pooler)\./.test(own)

/** The encoder layer of a parameter; embeddings count as one below the first. */
function layerOf(own: string): number {
  const [, layer] = /^bert\.encoder\.layer\.(\d+)\./.exec(own) ?? []
  return layer === undefined ? -1 : Number(layer)
}

/** With several tasks a head's names stand under `tasks.NAME.`; the name of an only task is empty. */
function splitName(name: string): { readonly task: string; readonly own: string } {
  const [, task = '', own = name] = /^tasks\.([^.]+)\.(.*)$/.exec(name) ?? []
  return { task, own }
}
