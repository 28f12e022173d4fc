/** What an encoder is of use for; see src/cli/commands/models.ts for the words. */
export type Purpose = 'base' | 'base-old' | 'large' | 'small' | 'tiny' | 'embedded'

/** A Chinese encoder of the BERT architecture that the hub is known to have. */
export interface KnownEncoder {
  readonly id: string
  /** How it was called before models had owners; Python's caches may still have it under this name. */
  readonly oldId?: string
  readonly layers: number
  readonly width: number
  readonly heads: number
  readonly feedForward: number
  readonly vocabulary: number
  readonly positions: number
  readonly purpose: Purpose
}

/** The vocabulary of Google's Chinese BERT, which nearly all others took over. */
const WORDS = 21_128

/** With the usual proportions: heads of 64, a feed-forward block four times as wide. */
const encoder = (
  id: string,
  layers: number,
  width: number,
  purpose: Purpose,
  more: Partial<KnownEncoder> = {},
): KnownEncoder => ({
  id,
  layers,
  width,
  heads: width / 64,
  feedForward: 4 * width,
  vocabulary: WORDS,
  positions: 512,
  purpose,
  ...more,
})

/** The name of the embedded encoder. */
export const EMBEDDED_ID = 'hantune-mini'

/** Chinese encoders that users ask for, smallest first. */
export const KNOWN_ENCODERS: readonly KnownEncoder[] = [
  encoder('uer/chinese_roberta_L-2_H-128', 2, 128, 'tiny'),
  encoder(EMBEDDED_ID, 4, 256, 'embedded', { vocabulary: 7812, positions: 256 }),
  encoder('uer/chinese_roberta_L-4_H-256', 4, 256, 'tiny'),
  encoder('hfl/minirbt-h256', 6, 256, 'tiny', { heads: 8 }),
  encoder('hfl/minirbt-h288', 6, 288, 'tiny', { heads: 8 }),
  encoder('uer/chinese_roberta_L-4_H-512', 4, 512, 'small'),
  encoder('uer/chinese_roberta_L-8_H-512', 8, 512, 'small'),
  encoder('hfl/rbt3', 3, 768, 'small'),
  encoder('hfl/rbt4', 4, 768, 'small'),
  encoder('hfl/rbt6', 6, 768, 'small'),
  encoder('hfl/rbtl3', 3, 1024, 'small'),
  encoder('google-bert/bert-base-chinese', 12, 768, 'base-old', { oldId: 'bert-base-chinese' }),
  encoder('hfl/chinese-bert-wwm-ext', 12, 768, 'base-old'),
  encoder('hfl/chinese-roberta-wwm-ext', 12, 768, 'base'),
  encoder('hfl/chinese-macbert-base', 12, 768, 'base'),
  encoder('hfl/chinese-roberta-wwm-ext-large', 24, 1024, 'large'),
  encoder('hfl/chinese-macbert-large', 24, 1024, 'large'),
]

/** How many numbers an encoder consists of, embeddings included, pooler and heads apart. */
export function parametersOf(known: KnownEncoder): number {
  const { layers, width, feedForward, vocabulary, positions } = known
  const norm = 2 * width
  const linear = (inputs: number, outputs: number) => (inputs + 1) * outputs
  const layer = 4 * linear(width, width) + linear(width, feedForward) + linear(feedForward, width) + 2 * norm
  return (vocabulary + positions + 2) * width + norm + layers * layer
}
