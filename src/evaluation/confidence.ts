import {
  brierOfClasses,
  chooseThresholds,
  fitBinaryTemperature,
  fitTemperature,
  isSensibleTemperature,
  logitOf,
  probabilitiesOf,
  probabilityOf,
  type Reliability,
  rangeKey,
  reliability,
  scoreMultiLabel,
  type Temperature,
  type Thresholds,
} from '../metrics/index.ts'
import type { Outcomes, Paired } from './outcomes.ts'

/** Whether the model's confidence means what it says. */
export interface Calibration {
  /**
   * What a confidence is of: each predicted entity (its score), each text (the probability of its class), or each
   * decision for a text and a label (the probability of the label).
   */
  readonly of: 'entities' | 'texts' | 'decisions'
  readonly reliability: Reliability
  /** Over all classes; of texts with logits only. */
  readonly brierOfClasses?: number
  /** Fitted on other data, and what it does to these. */
  readonly scaled?: Temperature & {
    readonly reliability: Reliability
    readonly brierOfClasses?: number
    /** Whether the fit ran away for lack of anything to fit on; then the rest means nothing. */
    readonly isExtreme: boolean
  }
  /** Whether there was other data, but no confidence in it to fit on. */
  readonly hasNothingToFit?: true
}

/** Thresholds chosen on other data, and the F1 that they give here. */
export interface ThresholdReport {
  readonly chosen: Thresholds
  /** Micro and macro F1 here: with 0.5, with the one threshold, and with one for each label. */
  readonly here: Readonly<
    Record<'half' | 'global' | 'perLabel', { readonly microF1: number; readonly macroF1: number }>
  >
}

/** One confidence and what became of it. */
interface Confidences {
  readonly of: Calibration['of']
  readonly values: readonly number[]
  readonly right: readonly boolean[]
}

/** Calibration here; with temperature where there is other data to fit it on. */
export function calibrationOf(
  here: Outcomes,
  paired: Paired,
  dev?: { outcomes: Outcomes; paired: Paired },
): Calibration {
  const { of, values, right } = confidencesOf(here, paired)
  const classes = paired.task === 'cls' || paired.task === 'pair' ? here.logits : undefined
  return {
    of,
    reliability: reliability(values, right),
    ...(classes && {
      brierOfClasses: brierOfClasses(
        classes.map((row) => probabilitiesOf(row)),
        goldClasses(here, paired),
      ),
    }),
    ...(dev && scaledBy(here, paired, dev)),
  }
}

function scaledBy(here: Outcomes, paired: Paired, dev: { outcomes: Outcomes; paired: Paired }) {
  const isSoftmax = paired.task === 'cls' || paired.task === 'pair'
  if (isSoftmax && !(here.logits && dev.outcomes.logits)) return {}
  if (isSoftmax) {
    const fitted = fitTemperature(dev.outcomes.logits!, goldClasses(dev.outcomes, dev.paired))
    const { right } = confidencesOf(here, paired)
    const rows = here.logits!.map((row) => probabilitiesOf(row, fitted.temperature))
    return {
      scaled: {
        ...fitted,
        isExtreme: !isSensibleTemperature(fitted.temperature),
        reliability: reliability(
          rows.map((row) => Math.max(...row)),
          right,
        ),
        brierOfClasses: brierOfClasses(rows, goldClasses(here, paired)),
      },
    }
  }
  const [on, to] = [confidencesOf(dev.outcomes, dev.paired), confidencesOf(here, paired)]
  if (on.values.length === 0) return { hasNothingToFit: true as const }
  const fitted = fitBinaryTemperature(on.values.map(logitOf), on.right)
  const values = to.values.map((value) => probabilityOf(logitOf(value), fitted.temperature))
  const isExtreme = !isSensibleTemperature(fitted.temperature)
  return { scaled: { ...fitted, isExtreme, reliability: reliability(values, to.right) } }
}

function confidencesOf({ labels }: Outcomes, { task, records, outputs }: Paired): Confidences {
  if (task === 'ner') {
    const found = outputs.flatMap(({ entities }, at) => {
      const gold = new Set(records[at]!.entities.map(rangeKey))
      return entities.map((entity) => ({ value: entity.score, right: gold.has(rangeKey(entity)) }))
    })
    return { of: 'entities', values: found.map(({ value }) => value), right: found.map(({ right }) => right) }
  }
  if (task === 'multi')
    return {
      of: 'decisions',
      values: outputs.flatMap(({ scores }) => labels.map((label) => scores[label] ?? 0)),
      right: records.flatMap((record) => labels.map((label) => record.labels.includes(label))),
    }
  return {
    of: 'texts',
    values: outputs.map(({ score }) => score),
    right: outputs.map(({ label }, at) => label === records[at]!.label),
  }
}

function goldClasses({ labels }: Outcomes, { task, records }: Paired): number[] {
  return task === 'cls' || task === 'pair' ? records.map(({ label }) => labels.indexOf(label)) : []
}

/** Thresholds chosen on `dev` and tried here; both hold several labels a text. */
export function thresholdsOf({ labels }: Outcomes, here: Paired, dev: Paired): ThresholdReport | undefined {
  if (here.task !== 'multi' || dev.task !== 'multi') return undefined
  const rowsOf = ({ outputs }: typeof here) =>
    outputs.map(({ scores }) => labels.map((label) => scores[label] ?? 0))
  const chosen = chooseThresholds(
    rowsOf(dev),
    dev.records.map((record) => record.labels),
    labels,
  )
  const rows = rowsOf(here)
  const gold = here.records.map((record) => record.labels)
  const scored = (thresholdOf: (label: string) => number) => {
    const predicted = rows.map((row) => labels.filter((label, at) => row[at]! >= thresholdOf(label)))
    const { micro, macro } = scoreMultiLabel(gold, predicted, labels)
    return { microF1: micro.f1, macroF1: macro.f1 }
  }
  return {
    chosen,
    here: {
      half: scored(() => 0.5),
      global: scored(() => chosen.global.threshold),
      perLabel: scored((label) => chosen.perLabel[label]!.threshold),
    },
  }
}
