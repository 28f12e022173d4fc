import { defineErrors } from '../base/errors.ts'
import { firstOf } from '../base/first-of.ts'
import { type Origin, recordPlace } from '../base/origin.ts'
import { scoreClasses } from '../metrics/index.ts'
import type { Token, Tokenizer } from '../tokenize/index.ts'
import { bestClass } from './softmax.ts'
import type { ClsReport, Example } from './task.ts'

const fail = defineErrors({
  E_TASK_UNKNOWN_CLASS: {
    zh: {
      what: '模型没有类别 {label}；它的类别有 {count} 个：{labels}',
      fix: '检查是否拼错，或把含有这个类别的数据放进训练集',
    },
    en: {
      what: 'the model has no class {label}; it has {count} of them: {labels}',
      fix: 'check its spelling, or train on data that has it',
    },
  },
})

/** Classes that an error names. */
const CLASSES_SHOWN = 8

/** One sequence of which the model says something as a whole. */
export interface SequenceExample extends Example {
  /** Whether the text, or a text of the pair, went on behind the window. */
  readonly truncated: boolean
}

export interface SequenceOptions {
  /** The most tokens that are read, [CLS] and every [SEP] included. */
  readonly maxLength: number
}

/** [CLS] text [SEP], cut to the window. */
export function encodeSequence(
  tokenizer: Tokenizer,
  text: string,
  { maxLength }: SequenceOptions,
  targets: Int32Array,
): SequenceExample {
  const { cls, sep } = tokenizer.special
  const tokens = tokenizer.tokenize(text)
  const seen = tokens.slice(0, maxLength - 2)
  return {
    tokenIds: Int32Array.from([cls, ...idsOf(seen), sep]),
    targets,
    truncated: seen.length < tokens.length,
  }
}

/**
 * [CLS] text [SEP] pair [SEP], the second part of type 1. What does not fit is cut off the ends, of the longer text
 * first, as `truncation="longest_first"` of transformers' tokenizers does.
 */
export function encodePair(
  tokenizer: Tokenizer,
  text: string,
  pair: string,
  { maxLength }: SequenceOptions,
  targets: Int32Array,
): SequenceExample {
  const { cls, sep } = tokenizer.special
  const [first, second] = [tokenizer.tokenize(text), tokenizer.tokenize(pair)]
  const [a, b] = shares(first.length, second.length, maxLength - 3)
  const tokenIds = [cls, ...idsOf(first.slice(0, a)), sep, ...idsOf(second.slice(0, b)), sep]
  return {
    tokenIds: Int32Array.from(tokenIds),
    tokenTypes: Int32Array.from(tokenIds, (_, i) => (i < a + 2 ? 0 : 1)),
    targets,
    truncated: a < first.length || b < second.length,
  }
}

/**
 * How many tokens of each text are read. A text that fits in half of the room stays whole and leaves the rest to the
 * other; else both get half, and of an odd room the longer one gets the more (the second where they are alike).
 */
function shares(a: number, b: number, room: number): readonly [number, number] {
  if (a + b <= room) return [a, b]
  if (2 * Math.min(a, b) <= room) return a < b ? [a, room - a] : [room - b, b]
  const half = Math.floor(room / 2)
  return a > b ? [room - half, half] : [half, room - half]
}

const idsOf = (tokens: readonly Token[]): number[] => tokens.map(({ id }) => id)

/** The class with the largest logit of a sequence, and whether the sequence was cut. */
export function classOf(
  { truncated }: SequenceExample,
  [logits]: readonly Float32Array[],
  classes: readonly string[],
): { readonly label: string; readonly score: number; readonly truncated?: true } {
  const { index, probability } = bestClass(logits!, 0, classes.length)
  return { label: classes[index]!, score: probability, ...(truncated && { truncated: true }) }
}

/** Scores of one class a record. */
export function scoreLabels(
  records: readonly { readonly label: string }[],
  outputs: readonly { readonly label: string }[],
  labels: readonly string[],
): ClsReport {
  const labelsOf = (list: readonly { readonly label: string }[]) => list.map(({ label }) => label)
  return scoreClasses(labelsOf(records), labelsOf(outputs), labels)
}

/** The number of a record's class. @throws E_TASK_UNKNOWN_CLASS naming the record */
export function classNumber(labels: readonly string[], label: string, origin: Origin): number {
  const target = labels.indexOf(label)
  if (target < 0)
    throw fail(
      'E_TASK_UNKNOWN_CLASS',
      {
        label,
        count: labels.length,
        labels: firstOf(labels, CLASSES_SHOWN),
      },
      recordPlace(origin),
    )
  return target
}
