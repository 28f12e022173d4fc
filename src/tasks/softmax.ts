import type { TagPath } from '../models/index.ts'

/** The best class of each row of [rows, classes] by itself, and its probability. */
export function bestClasses(logits: Float32Array, classes: number): TagPath {
  const rows = logits.length / classes
  const path = { classes: new Int32Array(rows), probabilities: new Float32Array(rows) }
  for (let row = 0; row < rows; row++) {
    const { index, probability } = bestClass(logits, row, classes)
    path.classes[row] = index
    path.probabilities[row] = probability
  }
  return path
}

/** The class with the largest logit in row `row` of [rows, classes], and its probability. */
export function bestClass(
  logits: Float32Array,
  row: number,
  classes: number,
): { index: number; probability: number } {
  const from = row * classes
  let index = 0
  for (let c = 1; c < classes; c++) if (logits[from + c]! > logits[from + index]!) index = c
  let sum = 0
  for (let c = 0; c < classes; c++) sum += Math.exp(logits[from + c]! - logits[from + index]!)
  return { index, probability: 1 / sum }
}
