import type { MultiLabelText } from '../data/index.ts'
import { DEFAULT_THRESHOLD, scoreMultiLabel } from '../metrics/index.ts'
import type { HeadShape } from '../models/index.ts'
import type { Tokenizer } from '../tokenize/index.ts'
import { classNumber, encodeSequence, type SequenceExample, type SequenceOptions } from './_sequence.ts'
import type { Encoding, MultiLabelOutput, MultiLabelReport, Task } from './task.ts'

export interface MultiLabelOptions extends SequenceOptions {
  /** A label is given from this probability on; 0.5 where it is left out. */
  readonly threshold?: number | undefined
  /** The same for each label, in the order of the labels; they take the place of `threshold`. */
  readonly thresholds?: readonly number[] | undefined
}

/** From which probability on each label is given, in the order of the labels. */
export function labelThresholds(
  labels: readonly string[],
  { threshold = DEFAULT_THRESHOLD, thresholds }: Pick<MultiLabelOptions, 'threshold' | 'thresholds'>,
): readonly number[] {
  return thresholds ?? labels.map(() => threshold)
}

/**
 * A prediction with the labels whose probability is at least the threshold, one for all or one for each; `all` are the
 * model's, in its order.
 */
export function withThreshold(
  output: MultiLabelOutput,
  all: readonly string[],
  threshold: number | readonly number[],
): MultiLabelOutput {
  const reaches = (label: string, at: number) =>
    output.scores[label]! >= (typeof threshold === 'number' ? threshold : threshold[at]!)
  return { ...output, labels: all.filter(reaches) }
}

/** Any number of classes for a text: each is a question of its own, answered from the pooled first token. */
export class MultiLabelClassification
  implements Task<MultiLabelText, MultiLabelOutput, SequenceExample, MultiLabelReport>
{
  readonly kind = 'multi'
  readonly labels: readonly string[]
  readonly classes: readonly string[]
  readonly head: HeadShape
  readonly options: MultiLabelOptions
  readonly #tokenizer: Tokenizer

  constructor(tokenizer: Tokenizer, labels: readonly string[], options: MultiLabelOptions) {
    this.#tokenizer = tokenizer
    this.labels = labels
    this.classes = labels
    this.options = options
    this.head = { kind: 'sequence', classes: labels.length, multiLabel: true }
  }

  /** @throws E_TASK_UNKNOWN_CLASS naming the record */
  encode({ text, labels, origin }: MultiLabelText): Encoding<SequenceExample> {
    const targets = new Int32Array(this.labels.length)
    for (const label of labels) targets[classNumber(this.labels, label, origin)] = 1
    return this.#encoding(text, targets)
  }

  encodeText({ text }: { readonly text: string }): Encoding<SequenceExample> {
    return this.#encoding(text, new Int32Array(this.labels.length))
  }

  decode({ text, examples }: Encoding<SequenceExample>, [logits]: readonly Float32Array[]): MultiLabelOutput {
    const scores = this.classes.map((label, at) => [label, 1 / (1 + Math.exp(-logits![at]!))] as const)
    const output = {
      text,
      labels: [],
      scores: Object.fromEntries(scores),
      ...(examples[0]!.truncated && { truncated: true as const }),
    }
    return withThreshold(output, this.classes, labelThresholds(this.classes, this.options))
  }

  score(records: readonly MultiLabelText[], outputs: readonly MultiLabelOutput[]): MultiLabelReport {
    return scoreMultiLabel(
      records.map(({ labels }) => labels),
      outputs.map(({ labels }) => labels),
      this.labels,
    )
  }

  figureOfMerit(report: MultiLabelReport) {
    return { name: 'microF1', value: report.micro.f1 }
  }

  #encoding(text: string, targets: Int32Array): Encoding<SequenceExample> {
    const example = encodeSequence(this.#tokenizer, text, this.options, targets)
    return { text, examples: [example], unlearnable: 0 }
  }
}
