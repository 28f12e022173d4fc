import { freshSamples, type Progressing, type StateFacts, samplesOf, saveLast } from './checkpoints.ts'
import type { Evaluation } from './events.ts'
import type { Journal } from './journal.ts'
import type { TaskModel } from './model.ts'
import type { EncodedTask } from './prepare.ts'
import type { RunFolder } from './run-folder.ts'
import { saveModel } from './save-model.ts'
import { type EncodedSet, FigureOfMerit, type ScoredSet, scoreSet } from './scores.ts'
import type { SavedTraining } from './state.ts'

/** Training texts that are scored beside the dev set, to see how far the two are apart. */
const TRAIN_TEXTS = 200

/** What an evaluation works with. */
export interface EvaluationOptions {
  readonly folder: RunFolder
  readonly sets: readonly EncodedTask[]
  readonly metric: string | undefined
  readonly keepBest: number
  /** What a state says beside the run's progress. */
  readonly facts: Pick<StateFacts, 'fingerprint' | 'memory'>
  /** Seconds since the run began, earlier parts included. */
  readonly seconds: () => number
  /** What the coach has seen so far. */
  readonly history: () => unknown
  readonly journal: Pick<Journal, 'see' | 'evaluation'>
}

/** Scores the model on the dev sets as it learns, keeps the best one and the last one. */
export class Evaluations {
  best: Evaluation | undefined
  /** Evaluations since the best one. */
  sinceBest = 0
  readonly #options: EvaluationOptions
  readonly #progress: Progressing
  readonly #merit: FigureOfMerit
  readonly #trainSample: readonly EncodedSet[]

  /** @throws E_METRIC_UNKNOWN */
  constructor(progress: Progressing, options: EvaluationOptions) {
    this.#progress = progress
    this.#options = options
    this.#merit = new FigureOfMerit(this.#model.parts.tasks, options.metric)
    this.#trainSample = options.sets.map(({ train }) => spread(train, TRAIN_TEXTS))
  }

  /** Takes back what an interrupted run had seen. */
  resume(state: SavedTraining['state'] | undefined): void {
    this.best = (state?.best ?? undefined) as Evaluation | undefined
    this.sinceBest = state?.sinceBest ?? 0
  }

  /** Whether the dev score has not risen for as many evaluations as patience allows. */
  isOutOfPatience(patience: number): boolean {
    return patience > 0 && this.sinceBest >= patience
  }

  get metric(): string {
    return this.#merit.name
  }

  /** Scores and saves. The average of the weights, where there is one, is what is scored. */
  async evaluate(at: { epoch: number; step: number; trainLoss: number }): Promise<Evaluation> {
    const { average } = this.#progress.learner
    average?.swap()
    try {
      return await this.#evaluate(at)
    } finally {
      average?.swap()
    }
  }

  async #evaluate(at: { epoch: number; step: number; trainLoss: number }): Promise<Evaluation> {
    const start = performance.now()
    const { folder, sets, keepBest, journal } = this.#options
    const scored = await scoreAll(
      this.#model,
      sets.map(({ dev }) => dev),
    )
    const tasks = scored.map(({ score }) => score)
    const value = this.#merit.of(tasks)
    const trained = await scoreAll(this.#model, this.#trainSample)
    const isBest = this.#isBest(value)
    const row: Evaluation = {
      event: 'evaluation',
      split: 'dev',
      ...at,
      trainValue: this.#merit.of(trained.map(({ score }) => score)),
      tasks,
      metric: this.metric,
      value,
      best: isBest,
      seconds: (performance.now() - start) / 1000,
    }
    const samples = scored.map(({ outputs }) => samplesOf(outputs))
    const save = (path: string) => saveModel(path, this.#model.parts, samples)
    // A run that dies in between does this evaluation again: the state, from which it goes on, comes last.
    folder.record(row)
    const { epoch, step } = at
    folder.keep({ step, epoch, metric: this.metric, value }, { best: isBest, keep: keepBest }, save)
    if (isBest) this.best = row
    this.sinceBest = isBest ? 0 : this.sinceBest + 1
    journal.see(
      row,
      scored.map(({ predicted }) => predicted),
    )
    this.#saveLast(samples)
    journal.evaluation(row)
    return row
  }

  /** Saves the last checkpoint between two evaluations; what is saved is the average, as always. */
  async saveInterrupted(): Promise<void> {
    const { average } = this.#progress.learner
    average?.swap()
    try {
      const dev = this.#options.sets.map((set) => set.dev.records)
      this.#saveLast(await freshSamples(this.#model, dev))
    } finally {
      average?.swap()
    }
  }

  #saveLast(samples: Parameters<typeof saveModel>[2]): void {
    const { folder, facts, seconds, history } = this.#options
    saveLast(folder, this.#progress, samples, {
      ...facts,
      best: this.best,
      sinceBest: this.sinceBest,
      seconds: seconds(),
      history: history(),
    })
  }

  #isBest(value: number): boolean {
    if (!this.best) return true
    const before = this.best.value
    return (
      this.#merit.isBetter(value, before) || (this.#merit.isNothing(value) && this.#merit.isNothing(before))
    )
  }

  get #model(): TaskModel {
    return this.#progress.learner.model
  }
}

/** Scores the sets of all tasks. */
export async function scoreAll(
  model: TaskModel,
  sets: readonly (EncodedSet | undefined)[],
): Promise<ScoredSet[]> {
  const scored: ScoredSet[] = []
  for (const [at, set] of sets.entries()) if (set) scored.push(await scoreSet(model, set, at))
  return scored
}

/** At most so many texts, spread evenly over the set. */
function spread({ records, encodings }: EncodedSet, count: number): EncodedSet {
  const every = Math.max(1, records.length / count)
  const chosen = Array.from({ length: Math.min(count, records.length) }, (_, i) => Math.floor(i * every))
  return { records: chosen.map((i) => records[i]!), encodings: chosen.map((i) => encodings[i]!) }
}
