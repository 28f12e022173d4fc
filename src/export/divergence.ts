import type { HeadShape } from '../models/index.ts'

/** Logits of texts by task, text and example. */
export type Logits = readonly (readonly (readonly Float32Array[])[])[]

/**
 * How far a model's outputs are from those expected: the mean Kullback-Leibler divergence over all rows of all tasks,
 * in nats, and the largest change of a logit. With several labels each label is a distribution of its own; the
 * emissions of a CRF count as those of a softmax.
 */
export function divergence(
  expected: Logits,
  found: Logits,
  heads: readonly HeadShape[],
): { readonly loss: number; readonly largest: number } {
  let [sum, rows, largest] = [0, 0, 0]
  for (const [task, texts] of expected.entries()) {
    const { classes, multiLabel } = heads[task]!
    for (const [text, examples] of texts.entries()) {
      for (const [example, logits] of examples.entries()) {
        const other = found[task]![text]![example]!
        for (const [i, value] of logits.entries()) largest = Math.max(largest, Math.abs(value - other[i]!))
        for (let from = 0; from < logits.length; from += classes) {
          const [a, b] = [logits.subarray(from, from + classes), other.subarray(from, from + classes)]
          sum += multiLabel ? answers(a, b) : softmax(a, b)
          rows++
        }
      }
    }
  }
  return { loss: rows === 0 ? 0 : Math.max(0, sum / rows), largest }
}

function softmax(a: Float32Array, b: Float32Array): number {
  const [left, right] = [logSumExp(a), logSumExp(b)]
  return a.reduce((sum, value, i) => sum + Math.exp(value - left) * (value - left - (b[i]! - right)), 0)
}

function logSumExp(values: Float32Array): number {
  const most = Math.max(...values)
  return most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0))
}

/** Every label by itself: yes or no. */
const answers = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, i) => sum + softmax(Float32Array.of(value, 0), Float32Array.of(b[i]!, 0)), 0)
