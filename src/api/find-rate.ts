import { type RateSuggestion, type SweepPoint, suggestRate } from '../coach/index.ts'
import type { TrainEvent } from '../train/index.ts'
import { WorkerClient } from './client.ts'
import type { SweepEvent } from './protocol.ts'
import { checkJob, type TrainingJob } from './train-model.ts'

/** What a sweep of learning rates showed. */
export interface RateFound {
  readonly points: readonly SweepPoint[]
  /** The peak rate to train the encoder with, and where the loss explodes; undefined where it never fell. */
  readonly suggestion: RateSuggestion | undefined
}

/**
 * Tries rising learning rates for a hundred steps or so and suggests one (Smith, 2017). Nothing is saved.
 *
 * @throws as `trainModel`, the run folder apart
 */
export async function findRate(
  job: TrainingJob,
  { onEvent = () => {}, signal }: RateOptions = {},
): Promise<RateFound> {
  const worker = new WorkerClient()
  try {
    const points = await worker.request('sweep', checkJob(job), {
      onEvent: (event) => onEvent(event as TrainEvent | SweepEvent),
      signal,
    })
    return { points, suggestion: suggestRate(points) }
  } finally {
    await worker.close()
  }
}

export interface RateOptions {
  readonly onEvent?: (event: TrainEvent | SweepEvent) => void
  readonly signal?: AbortSignal | undefined
}
