import type { LabelledText } from '../data/index.ts'
import type { HeadShape } from '../models/index.ts'
import type { Tokenizer } from '../tokenize/index.ts'
import {
  classNumber,
  classOf,
  encodeSequence,
  type SequenceExample,
  type SequenceOptions,
  scoreLabels,
} from './_sequence.ts'
import type { ClassOutput, ClsReport, Encoding, Task } from './task.ts'

/** One class for a text, from the pooled first token. A longer text is read up to the window, and this is said. */
export class TextClassification implements Task<LabelledText, ClassOutput, SequenceExample, ClsReport> {
  readonly kind = 'cls'
  readonly labels: readonly string[]
  readonly classes: readonly string[]
  readonly head: HeadShape
  readonly options: SequenceOptions
  readonly #tokenizer: Tokenizer

  constructor(tokenizer: Tokenizer, labels: readonly string[], options: SequenceOptions) {
    this.#tokenizer = tokenizer
    this.labels = labels
    this.classes = labels
    this.options = options
    this.head = { kind: 'sequence', classes: labels.length }
  }

  /** @throws E_TASK_UNKNOWN_CLASS naming the record */
  encode({ text, label, origin }: LabelledText): Encoding<SequenceExample> {
    return this.#encoding(text, classNumber(this.labels, label, origin))
  }

  encodeText({ text }: { readonly text: string }): Encoding<SequenceExample> {
    return this.#encoding(text, -1)
  }

  decode({ text, examples }: Encoding<SequenceExample>, logits: readonly Float32Array[]): ClassOutput {
    return { text, ...classOf(examples[0]!, logits, this.classes) }
  }

  score(records: readonly LabelledText[], outputs: readonly ClassOutput[]): ClsReport {
    return scoreLabels(records, outputs, this.labels)
  }

  figureOfMerit(report: ClsReport) {
    return { name: 'accuracy', value: report.accuracy }
  }

  #encoding(text: string, target: number): Encoding<SequenceExample> {
    const example = encodeSequence(this.#tokenizer, text, this.options, Int32Array.of(target))
    return { text, examples: [example], unlearnable: 0 }
  }
}
