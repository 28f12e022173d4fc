import { defineErrors } from '../base/errors.ts'
import { quote } from '../base/quote.ts'
import type { LabelledPair } from '../data/index.ts'
import type { HeadShape } from '../models/index.ts'
import type { Tokenizer } from '../tokenize/index.ts'
import {
  classNumber,
  classOf,
  encodePair,
  type SequenceExample,
  type SequenceOptions,
  scoreLabels,
} from './_sequence.ts'
import type { ClsReport, Encoding, PairOutput, Task, TaskInput } from './task.ts'

const fail = defineErrors({
  E_TASK_PAIR_ABSENT: {
    zh: {
      what: '这个模型判断两段文本的关系，而 {text} 没有第二段文本',
      fix: '每条输入给出 text 和 pair；命令行里用 TAB 隔开两段，文件里用 sentence1、sentence2 这样的两列',
    },
    en: {
      what: 'this model says how two texts relate, and {text} comes without a second one',
      fix: 'give text and pair; on the command line separate the two by TAB, in a file name two columns such as sentence1 and sentence2',
    },
  },
})

/** One class for two texts: premise and hypothesis, question and question. Longer ones are cut to the window. */
export class PairClassification implements Task<LabelledPair, PairOutput, SequenceExample, ClsReport> {
  readonly kind = 'pair'
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
  encode({ text, pair, label, origin }: LabelledPair): Encoding<SequenceExample> {
    return this.#encoding(text, pair, classNumber(this.labels, label, origin))
  }

  /** @throws E_TASK_PAIR_ABSENT */
  encodeText({ text, pair }: TaskInput): Encoding<SequenceExample> {
    if (pair === undefined) throw fail('E_TASK_PAIR_ABSENT', { text: quote(text, 40) })
    return this.#encoding(text, pair, -1)
  }

  decode({ text, pair, examples }: Encoding<SequenceExample>, logits: readonly Float32Array[]): PairOutput {
    return { text, pair: pair!, ...classOf(examples[0]!, logits, this.classes) }
  }

  score(records: readonly LabelledPair[], outputs: readonly PairOutput[]): ClsReport {
    return scoreLabels(records, outputs, this.labels)
  }

  figureOfMerit(report: ClsReport) {
    return { name: 'accuracy', value: report.accuracy }
  }

  #encoding(text: string, pair: string, target: number): Encoding<SequenceExample> {
    const example = encodePair(this.#tokenizer, text, pair, this.options, Int32Array.of(target))
    return { text, pair, examples: [example], unlearnable: 0 }
  }
}
