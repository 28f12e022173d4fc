/** A Chinese encoder that the hub is known to have. */
export interface KnownEncoder {
  readonly id: string
}

/** Chinese encoders that users ask for, smallest first. */
export const KNOWN_ENCODERS: readonly KnownEncoder[] = [
  { id: 'hfl/rbt3' },
  { id: 'google-bert/bert-base-chinese' },
  { id: 'hfl/chinese-roberta-wwm-ext' },
  { id: 'hfl/chinese-macbert-base' },
]
