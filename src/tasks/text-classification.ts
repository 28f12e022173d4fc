import { defineErrors } from '../base/errors.ts'
import type { LabelledText } from '../data/index.ts'
import { scoreClasses } from '../metrics/index.ts'
import type { HeadShape } from '../models/index.ts'
import type { Tokenizer } from '../tokenize/index.ts'
import { bestClass } from './softmax.ts'
import type { ClassOutput, ClsReport, Encoding, Example, Task } from './task.ts'

const fail = defineErrors({
  E_TASK_UNKNOWN_CLASS: {
    zh: {
      what: '类别 {label} 不在模型的类别 {labels} 之中',
      fix: '检查是否拼错，或把含有这个类别的数据放进训练集',
    },
    en: {
      what: 'the class {label} is none of the model’s: {labels}',
      fix: 'check its spelling, or train on data that has it',
    },
  },
})

export interface ClassExample extends Example {
  /** Whether the text went on behind the window. */
  readonly truncated: boolean
}

export interface ClassificationOptions {
  /** The most tokens that are read, [CLS] and [SEP] included. */
  readonly maxLength: number
}

/** One class for a text, from the pooled first token. A longer text is read up to the window, and this is said. */
export class TextClassification implements Task<LabelledText, ClassOutput, ClassExample, ClsReport> {
  readonly kind = 'cls'
  readonly labels: readonly string[]
  readonly classes: readonly string[]
  readonly head: HeadShape
  readonly options: ClassificationOptions
  readonly #tokenizer: Tokenizer

  constructor(tokenizer: Tokenizer, labels: readonly string[], options: ClassificationOptions) {
    this.#tokenizer = tokenizer
    this.labels = labels
    this.classes = labels
    this.options = options
    this.head = { kind: 'sequence', classes: labels.length }
  }

  /** @throws E_TASK_UNKNOWN_CLASS naming the record */
  encode({ text, label, origin }: LabelledText): Encoding<ClassExample> {
    const target = this.labels.indexOf(label)
    if (target < 0) {
      const place = {
        file: origin.file,
        line: origin.line,
        ...(origin.id !== undefined && { record: origin.id }),
      }
      throw fail('E_TASK_UNKNOWN_CLASS', { label, labels: this.labels.join(', ') }, place)
    }
    return { text, examples: [this.#example(text, target)], unlearnable: 0 }
  }

  encodeText(text: string): Encoding<ClassExample> {
    return { text, examples: [this.#example(text, -1)], unlearnable: 0 }
  }

  decode({ text, examples }: Encoding<ClassExample>, [logits]: readonly Float32Array[]): ClassOutput {
    const { index, probability } = bestClass(logits!, 0, this.classes.length)
    return {
      text,
      label: this.classes[index]!,
      score: probability,
      ...(examples[0]!.truncated && { truncated: true }),
    }
  }

  score(records: readonly LabelledText[], outputs: readonly ClassOutput[]): ClsReport {
    return scoreClasses(
      records.map(({ label }) => label),
      outputs.map(({ label }) => label),
      this.labels,
    )
  }

  figureOfMerit(report: ClsReport) {
    return { name: 'accuracy', value: report.accuracy }
  }

  #example(text: string, target: number): ClassExample {
    const { cls, sep } = this.#tokenizer.special
    const tokens = this.#tokenizer.tokenize(text)
    const seen = tokens.slice(0, this.options.maxLength - 2)
    return {
      tokenIds: Int32Array.from([cls, ...seen.map(({ id }) => id), sep]),
      targets: Int32Array.of(target),
      truncated: seen.length < tokens.length,
    }
  }
}
