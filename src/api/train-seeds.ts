import { join } from 'node:path'
import { defineErrors } from '../base/errors.ts'
import { writeFileAtomic } from '../base/files.ts'
import { DEFAULT_SEED } from '../config/index.ts'
import { type Done, figuresOf, requireFreeRun, type TrainEvent } from '../train/index.ts'
import { type TrainingJob, type TrainingOptions, trainModel } from './train-model.ts'

const fail = defineErrors({
  E_SEEDS_COUNT: {
    zh: { what: '种子的个数 {count} 不可用', fix: '给出 2 到 100 之间的整数' },
    en: { what: 'there cannot be {count} seeds', fix: 'give a whole number from 2 to 100' },
  },
})

const SEEDS_FILE = 'seeds.json'

/** One figure over the runs of several seeds. */
export interface Spread {
  readonly values: readonly number[]
  readonly mean: number
  /** The standard deviation of a sample, n − 1. */
  readonly deviation: number
}

/** What several runs of one job came to, each with a seed of its own. */
export interface SeedsDone {
  readonly event: 'seeds'
  readonly folder: string
  readonly seeds: readonly number[]
  /** Whose scores they are: the test data's, or where there are none those of the best checkpoint on dev. */
  readonly split: 'dev' | 'test'
  /** By task, then by figure: `f1`, `accuracy`, `f1/LABEL` and the like, each in [0, 1]. */
  readonly tasks: Readonly<Record<string, Readonly<Record<string, Spread>>>>
  readonly runs: readonly Done[]
}

/** An event of one of the runs. */
export type SeedEvent = TrainEvent & { readonly seed: number }

export interface SeedsOptions extends Omit<TrainingOptions, 'onEvent'> {
  readonly onEvent?: (event: SeedEvent) => void
}

/**
 * Trains the same job with several seeds, one after another, in the folders `seed-N` of its run folder. The data and,
 * where there is no dev file, the split of it are drawn anew by each seed, as one who repeats the run would have them.
 *
 * The figures are written to `seeds.json` there.
 *
 * @param count seeds: the job's own, and those that follow it
 * @returns undefined where the runs were interrupted; those that were done stay
 * @throws E_SEEDS_COUNT, and as `trainModel`
 */
export async function trainSeeds(
  job: TrainingJob,
  count: number,
  { onEvent = () => {}, ...options }: SeedsOptions = {},
): Promise<SeedsDone | undefined> {
  if (!(Number.isInteger(count) && count >= 2 && count <= 100)) throw fail('E_SEEDS_COUNT', { count })
  requireFreeRun(job.out)
  const first = firstSeed(job.settings)
  const seeds = Array.from({ length: count }, (_, i) => first + i)
  const runs: Done[] = []
  for (const seed of seeds) {
    const own = { ...job, out: join(job.out, `seed-${seed}`), settings: { ...job.settings, seed } }
    const done = await trainModel(own, { ...options, onEvent: (event) => onEvent({ ...event, seed }) })
    if (done.reason === 'interrupted') return undefined
    runs.push(done)
  }
  const split = runs.every(({ test }) => test.length > 0) ? 'test' : 'dev'
  const tasks = runs[0]!.best!.tasks.map(({ name }) => [name, spreadsOf(runs, split, name)])
  const found = { folder: job.out, seeds, split, tasks: Object.fromEntries(tasks) } as const
  writeFileAtomic(join(job.out, SEEDS_FILE), `${JSON.stringify(found, null, 2)}\n`)
  return { event: 'seeds', ...found, runs }
}

/** The seed of a job, from which others count. */
export const firstSeed = (settings: TrainingJob['settings'] | undefined): number =>
  typeof settings?.seed === 'number' ? settings.seed : DEFAULT_SEED

/** The figures that every run has of a task. */
function spreadsOf(runs: readonly Done[], split: 'dev' | 'test', task: string): Record<string, Spread> {
  const figures = runs.map(({ best, test }) => {
    const score = (split === 'test' ? test : best!.tasks).find(({ name }) => name === task)
    return score ? figuresOf(score) : new Map<string, number>()
  })
  const shared = [...figures[0]!.keys()].filter((name) => figures.every((own) => own.has(name)))
  return Object.fromEntries(shared.map((name) => [name, spreadOf(figures.map((own) => own.get(name)!))]))
}

export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { values, mean, deviation: Math.sqrt(squares / Math.max(1, values.length - 1)) }
}
