import { defineErrors } from '../base/errors.ts'
import { nearestHint } from '../base/nearest.ts'
import { quote } from '../base/quote.ts'
import type { Scores } from '../metrics/index.ts'
import type { HeadShape } from '../models/index.ts'
import type { Encoding, NamedTask, Prediction, Report, TextRecord } from '../tasks/index.ts'
import { isSmallerBetter } from './best-models.ts'
import type { TaskScore } from './events.ts'
import type { TaskModel } from './model.ts'

const fail = defineErrors({
  E_METRIC_UNKNOWN: {
    zh: { what: '没有名为 {name} 的指标{near}', fix: '可用的指标：{known}' },
    en: { what: 'there is no figure named {name}{near}', fix: 'the figures are: {known}' },
  },
})

/** Labelled texts of one task, ready for the model. */
export interface EncodedSet {
  readonly records: readonly TextRecord[]
  readonly encodings: readonly Encoding[]
}

/** What a model says of a set, and how well. */
export interface ScoredSet {
  readonly outputs: readonly Prediction[]
  readonly score: TaskScore
  /** How often each label was predicted. */
  readonly predicted: Readonly<Record<string, number>>
}

/** Predicts a set of one task and scores it. @param at the task's place in the model */
export async function scoreSet(
  model: TaskModel,
  { records, encodings }: EncodedSet,
  at = 0,
): Promise<ScoredSet> {
  const { name, task } = model.parts.tasks[at]!
  const logits = await model.logits(encodings, at)
  const outputs = await model.decode(encodings, logits, at)
  const loss = task.head.crf ? undefined : lossOf(encodings, logits, task.head)
  const score = { name, report: task.score(records, outputs), ...(loss !== undefined && { loss }) }
  return { outputs, score, predicted: countLabels(outputs) }
}

function countLabels(outputs: readonly Prediction[]): Record<string, number> {
  // A label may be named as what objects inherit.
  const counts: Record<string, number> = Object.create(null)
  for (const output of outputs) {
    for (const label of labelsOfOutput(output)) counts[label] = (counts[label] ?? 0) + 1
  }
  return counts
}

function labelsOfOutput(output: Prediction): readonly string[] {
  if ('entities' in output) return output.entities.map(({ label }) => label)
  return 'labels' in output ? output.labels : [output.label]
}

function lossOf(
  encodings: readonly Encoding[],
  logits: readonly (readonly Float32Array[])[],
  { classes, multiLabel }: HeadShape,
): number {
  return multiLabel ? meanAnswersLoss(encodings, logits) : meanLoss(encodings, logits, classes)
}

/** The mean binary cross-entropy over all labels of all texts. */
function meanAnswersLoss(
  encodings: readonly Encoding[],
  logits: readonly (readonly Float32Array[])[],
): number {
  let sum = 0
  let count = 0
  for (const [i, { examples }] of encodings.entries()) {
    for (const [label, target] of examples[0]!.targets.entries()) {
      const z = logits[i]![0]![label]!
      sum += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - target * z
      count++
    }
  }
  return sum / Math.max(1, count)
}

/** The mean cross-entropy over all rows that have a target. */
function meanLoss(
  encodings: readonly Encoding[],
  logits: readonly (readonly Float32Array[])[],
  classes: number,
): number {
  let sum = 0
  let rows = 0
  for (const [i, { examples }] of encodings.entries()) {
    for (const [j, { targets }] of examples.entries()) {
      for (const [row, target] of targets.entries()) {
        if (target < 0) continue
        const own = logits[i]![j]!.subarray(row * classes, (row + 1) * classes)
        const largest = own.reduce((max, value) => Math.max(max, value))
        sum += largest + Math.log(own.reduce((total, z) => total + Math.exp(z - largest), 0)) - own[target]!
        rows++
      }
    }
  }
  return sum / Math.max(1, rows)
}

/**
 * Every figure by which a run may choose its best model: those of a report, `f1/LABEL` and the like for one label,
 * and `loss`. With several tasks each stands under its task, `ner.f1`.
 */
export function figuresOf({ report, loss }: TaskScore): Map<string, number> {
  const figures = new Map<string, number>()
  const add = (name: string, value: number) => figures.set(name, value)
  if ('accuracy' in report) {
    add('accuracy', report.accuracy)
    add('macroF1', report.macroF1)
  } else if ('micro' in report) {
    add('microF1', report.micro.f1)
    add('precision', report.micro.precision)
    add('recall', report.micro.recall)
    add('macroF1', report.macro.f1)
    add('subsetAccuracy', report.subsetAccuracy)
  } else {
    add('f1', report.f1)
    add('precision', report.precision)
    add('recall', report.recall)
    add('macroF1', report.macro.f1)
  }
  for (const [label, scores] of Object.entries(scoresByLabel(report))) {
    add(`f1/${label}`, scores.f1)
    add(`precision/${label}`, scores.precision)
    add(`recall/${label}`, scores.recall)
  }
  if (loss !== undefined) add('loss', loss)
  return figures
}

export function scoresByLabel(report: Report): Readonly<Record<string, Scores>> {
  if ('accuracy' in report) return report.perClass
  return 'micro' in report ? report.perLabel : report.perType
}

/** The figure by which a task compares models where none is asked for. */
const OWN_FIGURE = { ner: 'f1', cls: 'accuracy', multi: 'microF1', pair: 'accuracy' } as const

/** Every figure of a task that is of no label. */
const FIGURES = {
  ner: ['f1', 'precision', 'recall', 'macroF1'],
  cls: ['accuracy', 'macroF1'],
  multi: ['microF1', 'precision', 'recall', 'macroF1', 'subsetAccuracy'],
  pair: ['accuracy', 'macroF1'],
} as const

/** What decides which model is best. */
export class FigureOfMerit {
  readonly name: string
  readonly #tasks: readonly NamedTask[]
  readonly #asked: boolean

  /**
   * @param asked a figure; left out, each task's own (F1 of entities, accuracy of classes), the mean over tasks
   * @throws E_METRIC_UNKNOWN
   */
  constructor(tasks: readonly NamedTask[], asked?: string) {
    this.#tasks = tasks
    this.#asked = asked !== undefined
    this.name = asked ?? [...new Set(tasks.map(({ task }) => OWN_FIGURE[task.kind]))].join('+')
    if (asked !== undefined) checkName(asked, namesOf(tasks))
  }

  /** Its value; a label that the set has nothing of counts as 0. */
  of(scores: readonly TaskScore[]): number {
    const values = scores.flatMap((score, i) => {
      const figures = figuresOf(score)
      if (!this.#asked) return [figures.get(OWN_FIGURE[this.#tasks[i]!.task.kind])!]
      const own = this.#tasks.length > 1 ? withoutPrefix(this.name, score.name) : this.name
      return own === undefined ? [] : [figures.get(own) ?? 0]
    })
    return values.reduce((sum, value) => sum + value, 0) / values.length
  }

  /** Whether a value beats another; of a loss the smaller one does. */
  isBetter(value: number, than: number): boolean {
    return isSmallerBetter(this.name) ? value < than : value > than
  }

  /** A model that finds nothing yet has nothing to lose by training on. */
  isNothing(value: number): boolean {
    return !isSmallerBetter(this.name) && value === 0
  }
}

function namesOf(tasks: readonly NamedTask[]): string[] {
  const own = tasks.map(({ name, task }) => {
    const byLabel = task.labels.flatMap((label) => ['f1', 'precision', 'recall'].map((f) => `${f}/${label}`))
    return { name, figures: [...FIGURES[task.kind], ...(task.head.crf ? [] : ['loss']), ...byLabel] }
  })
  if (own.length === 1) return own[0]!.figures
  const shared = own.every(({ figures }) => figures.includes('loss')) ? ['loss'] : []
  return [...shared, ...own.flatMap(({ name, figures }) => figures.map((figure) => `${name}.${figure}`))]
}

/** The figure that a name means for a task; a name without a task, `loss`, means every task's. */
function withoutPrefix(name: string, task: string): string | undefined {
  if (name === 'loss') return name
  return name.startsWith(`${task}.`) ? name.slice(task.length + 1) : undefined
}

const NAMES_SHOWN = 12

function checkName(name: string, known: readonly string[]): void {
  if (known.includes(name)) return
  const shown = known.slice(0, NAMES_SHOWN).join(', ') + (known.length > NAMES_SHOWN ? ' …' : '')
  throw fail('E_METRIC_UNKNOWN', { name: quote(name), near: nearestHint(name, known, quote), known: shown })
}
