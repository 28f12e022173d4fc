/** A window of so many tokens serves most texts; attention grows with its square. */
export const DEFAULT_WINDOW = 256

/**
 * The most tokens that are read at once, [CLS] and every [SEP] included.
 *
 * @param asked what the settings say
 * @param positions those that the encoder has
 */
export const windowOf = (asked: number | undefined, positions: number): number =>
  Math.min(asked ?? DEFAULT_WINDOW, positions)
