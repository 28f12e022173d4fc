import type { SweepPoint } from '../coach/index.ts'
import type { OpenFill } from './augmented.ts'
import type { OnEvent } from './events.ts'
import type { TrainJob } from './job.ts'
import { learningOf } from './learning.ts'
import { startModel } from './prepare.ts'
import { fetchEncoder } from './pretrained.ts'
import { prepareAlone } from './ready.ts'

/** The sweep goes from the first rate to the last in so many steps, each a factor above the one before. */
const FIRST_RATE = 1e-7
const LAST_RATE = 1
const STEPS = 120
/** The loss, smoothed, that ends the sweep, as a multiple of the lowest so far. */
const EXPLOSION = 4
const SMOOTHING = 0.9

/**
 * Raises the encoder's learning rate step by step and notes the loss, until it explodes (Smith, 2017). The other
 * rates keep their ratio to it. Nothing is saved.
 *
 * @throws as `fit`, the run folder apart
 */
export async function sweepRates(
  job: TrainJob,
  onEvent: OnEvent,
  onPoint: (point: SweepPoint, step: number, steps: number) => void,
  openFill?: OpenFill,
): Promise<SweepPoint[]> {
  if (job.resumeFrom === undefined) await fetchEncoder(job, onEvent)
  const ready = await prepareAlone(job, onEvent, openFill)
  const { settings } = ready
  const model = await startModel(ready, onEvent)
  try {
    const { learner, sampler, examples } = learningOf(ready, model)
    const points: SweepPoint[] = []
    let [smooth, lowest] = [0, Number.POSITIVE_INFINITY]
    for (let step = 0; step < STEPS; step++) {
      const rate = FIRST_RATE * (LAST_RATE / FIRST_RATE) ** (step / (STEPS - 1))
      const { task, indices } = sampler.next()
      const batch = indices.map((index) => examples[task]![index]!)
      const figures = await learner.step(task, batch, step, rate / settings.learningRate).catch((error) => {
        // A rate so high that numbers overflow has shown what there is to see.
        if ((error as { code?: string }).code === 'E_TRAIN_NOT_FINITE') return undefined
        throw error
      })
      if (!figures) break
      points.push({ rate, loss: figures.loss })
      onPoint(points.at(-1)!, step + 1, STEPS)
      smooth = SMOOTHING * smooth + (1 - SMOOTHING) * figures.loss
      const unbiased = smooth / (1 - SMOOTHING ** (step + 1))
      lowest = Math.min(lowest, unbiased)
      if (unbiased > EXPLOSION * lowest) break
    }
    return points
  } finally {
    await model.release()
  }
}
