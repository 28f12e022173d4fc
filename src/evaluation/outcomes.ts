import { defineErrors } from '../base/errors.ts'
import {
  type AnyRecord,
  type LabelledPair,
  type LabelledText,
  type MultiLabelText,
  recordPlace,
  type Span,
  type TaggedText,
} from '../data/index.ts'
import {
  isProbability,
  scoreClasses,
  scoreEntities,
  scoreMultiLabel,
  type Tally,
  tallyClasses,
  tallyEntities,
  tallyMultiLabel,
} from '../metrics/index.ts'
import type {
  ClassOutput,
  MultiLabelOutput,
  PairOutput,
  Prediction,
  Report,
  TaggingOutput,
  TaskKind,
} from '../tasks/index.ts'

const fail = defineErrors({
  E_EVALUATION_UNEQUAL: {
    zh: {
      what: '记录有 {records} 条，预测却有 {outputs} 条',
      fix: '每条记录都要有一个预测，顺序一致',
    },
    en: {
      what: 'there are {records} records but {outputs} predictions',
      fix: 'give one prediction for each record, in the same order',
    },
  },
  E_EVALUATION_OTHER_TEXT: {
    zh: { what: '预测的文本和这条记录的文本不同', fix: '预测须出自同一份数据、顺序一致' },
    en: {
      what: 'the prediction is of another text than this record',
      fix: 'give predictions of the same data, in the same order',
    },
  },
  E_EVALUATION_SCORE: {
    zh: {
      what: '这条记录的预测里，“{label}”的概率是 {value}，应是 0 到 1 之间的数',
      fix: '检查预测结果：每个实体、类别都要有概率，不能是 NaN，也不能是百分数',
    },
    en: {
      what: 'what was predicted for this record has the score {value} for "{label}", which is no number from 0 to 1',
      fix: 'check the predictions: each entity and class needs its probability, not NaN and no percentage',
    },
  },
})

/** What a model said of labelled records. */
export interface Outcomes {
  readonly task: TaskKind
  /** Entity types or classes, in the model's order. */
  readonly labels: readonly string[]
  readonly records: readonly AnyRecord[]
  /** One for each record, in the same order. */
  readonly outputs: readonly Prediction[]
  /** [records][labels]: logits of each class; not for entities. Logarithms of probabilities serve as well. */
  readonly logits?: readonly ArrayLike<number>[] | undefined
  /** Of several labels a text: the probability from which on each label was given, in the order of the labels. */
  readonly thresholds?: readonly number[] | undefined
}

/** Records with what was said of them, by task: a kind that says which it is. */
export type Paired =
  | {
      readonly task: 'ner'
      readonly records: readonly TaggedText[]
      readonly outputs: readonly TaggingOutput[]
    }
  | {
      readonly task: 'multi'
      readonly records: readonly MultiLabelText[]
      readonly outputs: readonly MultiLabelOutput[]
    }
  | {
      readonly task: 'cls' | 'pair'
      readonly records: readonly (LabelledText | LabelledPair)[]
      readonly outputs: readonly (ClassOutput | PairOutput)[]
    }

/** @throws E_EVALUATION_UNEQUAL, E_EVALUATION_OTHER_TEXT, E_EVALUATION_SCORE */
export function pairedOf({ task, labels, records, outputs }: Outcomes): Paired {
  if (records.length !== outputs.length)
    throw fail('E_EVALUATION_UNEQUAL', { records: records.length, outputs: outputs.length })
  for (const [at, { text, origin }] of records.entries())
    if (outputs[at]!.text !== text)
      throw fail('E_EVALUATION_OTHER_TEXT', {}, { file: origin.file, line: origin.line })
  // The task says which records and outputs there are; the types cannot follow that.
  const paired = { task, records, outputs } as Paired
  checkScores(paired, labels)
  return paired
}

/** @throws E_EVALUATION_SCORE */
function checkScores({ task, records, outputs }: Paired, labels: readonly string[]): void {
  const check = (at: number, label: string, score: unknown) => {
    if (isProbability(score)) return
    throw fail('E_EVALUATION_SCORE', { label, value: String(score) }, recordPlace(records[at]!.origin))
  }
  if (task === 'ner')
    for (const [at, { entities }] of outputs.entries())
      for (const { label, score } of entities) check(at, label, score)
  else if (task === 'multi')
    for (const [at, { scores }] of outputs.entries())
      for (const label of labels) check(at, label, (scores as typeof scores | undefined)?.[label])
  else for (const [at, { label, score }] of outputs.entries()) check(at, label, score)
}

/** What each record contributes to the scores. @throws E_METRICS_UNKNOWN_CLASS */
export const tallyOf = (paired: Paired, labels: readonly string[]): Tally =>
  count(paired, labels, { ner: tallyEntities, multi: tallyMultiLabel, classes: tallyClasses })

/** The scores of the task. @throws E_METRICS_UNKNOWN_CLASS */
export const scoresOf = (paired: Paired, labels: readonly string[]): Report =>
  count<Report>(paired, labels, { ner: scoreEntities, multi: scoreMultiLabel, classes: scoreClasses })

type Names = readonly string[]

/** Compares what is true with what was said, as the task wants it. */
function count<T>(
  { task, records, outputs }: Paired,
  labels: readonly string[],
  by: {
    ner(gold: readonly (readonly Span[])[], predicted: readonly (readonly Span[])[]): T
    multi(gold: Names[], predicted: Names[], labels: Names): T
    classes(gold: Names, predicted: Names, labels: Names): T
  },
): T {
  if (task === 'ner')
    return by.ner(
      records.map(({ entities }) => entities),
      outputs.map(({ entities }) => entities),
    )
  if (task === 'multi')
    return by.multi(
      records.map((record) => record.labels),
      outputs.map((output) => output.labels),
      labels,
    )
  return by.classes(
    records.map(({ label }) => label),
    outputs.map(({ label }) => label),
    labels,
  )
}
