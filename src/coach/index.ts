export const suggestRate = (points: readonly { rate: number; loss: number }[]): number | undefined =>
  points[0]?.rate
