import {
  diagnose,
  type EvaluationRow,
  type Finding,
  type Outcome,
  type RunFacts,
  type RunHistory,
  type StepRow,
} from '../coach/index.ts'
import { defaultLearningRate } from '../config/index.ts'
import { recordLabels } from '../data/index.ts'
import type { Evaluation } from './events.ts'
import { dropoutOf } from './prepare.ts'
import type { ReadyRun } from './ready.ts'
import { scoresByLabel } from './scores.ts'

/** Steps that the coach is shown: enough for a curve, few enough for every evaluation. */
const SHOWN_STEPS = 1000

/** What the coach has seen, as it is kept with the state of a run. */
export interface SeenHistory {
  readonly steps: readonly StepRow[]
  readonly evaluations: readonly EvaluationRow[]
  /** Codes of findings that were told, and of those that may be told next. */
  readonly told: readonly string[]
  readonly suspected: readonly string[]
}

/** Collects what the coach looks at, and asks it. */
export class CoachWatch {
  readonly #facts: RunFacts
  readonly #every: number
  readonly #steps: StepRow[]
  readonly #evaluations: EvaluationRow[]
  readonly #told: Set<string>
  #suspected: Set<string>

  constructor(facts: RunFacts, seen?: SeenHistory) {
    this.#facts = facts
    this.#every = Math.ceil(facts.plannedSteps / SHOWN_STEPS)
    this.#steps = [...(seen?.steps ?? [])]
    this.#evaluations = [...(seen?.evaluations ?? [])]
    this.#told = new Set(seen?.told)
    this.#suspected = new Set(seen?.suspected)
  }

  step({ step, epoch, loss, gradientNorm, learningRate }: StepRow): void {
    if (step === 1 || step % this.#every === 0)
      this.#steps.push({ step, epoch, loss, gradientNorm, learningRate })
  }

  /** @param predicted how often each label was predicted, for each task */
  evaluation(row: Evaluation, predicted: readonly Readonly<Record<string, number>>[]): void {
    const { epoch, step, trainLoss, trainValue: trainScore, value: devScore, metric, tasks } = row
    const perLabel = tasks.flatMap(({ name, report }, task) =>
      Object.entries(scoresByLabel(report)).map(([label, { support, f1 }]) => ({
        label: labelIn(name, label, tasks.length),
        support,
        f1,
        predicted: Object.hasOwn(predicted[task]!, label) ? predicted[task]![label]! : 0,
      })),
    )
    this.#evaluations.push({ epoch, step, trainLoss, trainScore, devScore, metric, perLabel })
  }

  /** What there is to say of the run as it stands, most urgent first. */
  look(outcome: Outcome, rest: Pick<RunHistory, 'errorCode' | 'peakMemoryMb'> = {}): Finding[] {
    const history = { run: this.#facts, steps: this.#steps, evaluations: this.#evaluations }
    return diagnose({ ...history, outcome, ...rest })
  }

  /**
   * Findings while the run goes on that were not told before. Those that are not fatal must last from one evaluation to
   * the next: much that looks wrong early comes right by itself.
   */
  news(): Finding[] {
    const findings = this.look('running')
    const fresh = findings.filter(
      ({ code, severity }) => !this.#told.has(code) && (severity === 'fatal' || this.#suspected.has(code)),
    )
    this.#suspected = new Set(findings.map(({ code }) => code))
    for (const { code } of fresh) this.#told.add(code)
    return fresh
  }

  save(): SeenHistory {
    return {
      steps: this.#steps,
      evaluations: this.#evaluations,
      told: [...this.#told],
      suspected: [...this.#suspected],
    }
  }
}

/** With several tasks a label is named with its task. */
const labelIn = (task: string, label: string, tasks: number): string =>
  tasks > 1 ? `${task}.${label}` : label

/** What the plan of a run adds to what is known of it. */
export interface Planned {
  readonly parameters: number
  readonly steps: number
  readonly memoryMb?: number
}

/** What is known of a run before its first step. */
export function factsOf(
  { data, sets, source, settings }: Pick<ReadyRun, 'data' | 'sets' | 'source' | 'settings'>,
  { parameters, steps, memoryMb }: Planned,
): RunFacts {
  const { config, pretrained } = source
  const { num_hidden_layers: layers, hidden_size: width } = config
  return {
    kinds: data.map(({ task }) => task),
    parameters,
    layers,
    pretrained,
    trainRecords: data.reduce((sum, { train }) => sum + train.length, 0),
    devRecords: data.reduce((sum, { dev }) => sum + dev.length, 0),
    labels: data.flatMap(({ name, labels, train, dev }) => {
      const [inTrain, inDev] = [train, dev].map((records) => countsOf(records.flatMap(recordLabels)))
      return labels.map((label) => ({
        label: labelIn(name, label, data.length),
        train: inTrain!.get(label) ?? 0,
        dev: inDev!.get(label) ?? 0,
      }))
    }),
    plannedSteps: steps,
    settings,
    usualLearningRate: defaultLearningRate({ layers, width, pretrained }),
    modelDropout: dropoutOf({ config }, { ...settings, dropout: undefined }).hidden,
    longestTokens: Math.max(
      ...sets.flatMap(({ examples }) => examples.map(({ tokenIds }) => tokenIds.length)),
    ),
    ...(settings.memoryLimit !== undefined && { memoryLimitMb: settings.memoryLimit }),
    ...(memoryMb !== undefined && { plannedMemoryMb: memoryMb }),
  }
}

function countsOf(labels: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1)
  return counts
}
