/**
 * The peak learning rate where none is given: 2e-5 for base-size encoders, 1e-4 for the 3- to 6-layer ones
 * distilled from them, 5e-4 for an encoder whose weights are random and have everything to learn.
 */
export function defaultLearningRate(encoder: { layers: number; width: number; pretrained: boolean }): number {
  if (!encoder.pretrained) return 5e-4
  return encoder.layers > 6 && encoder.width >= 512 ? 2e-5 : 1e-4
}
