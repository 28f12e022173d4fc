import { openWeights } from '../models/index.ts'
import { freshSamples, restoreLast } from './checkpoints.ts'
import { classWeightsOf } from './class-weights.ts'
import { Evaluations, scoreAll } from './evaluation.ts'
import type { Done, OnEvent, TaskScore } from './events.ts'
import { type Control, configOf, type TrainJob } from './job.ts'
import { Learner } from './learner.ts'
import type { TaskModel } from './model.ts'
import { planOf } from './plan-event.ts'
import { ratesOf, startModel } from './prepare.ts'
import { ProgressMeter } from './progress.ts'
import { prepare, type ReadyRun } from './ready.ts'
import { RunFolder } from './run-folder.ts'
import { BatchSampler } from './sampler.ts'
import { START, scheduleOf, train } from './trainer.ts'

/** A run that nobody interrupts. */
const UNINTERRUPTED: Control = { isInterrupted: () => false }

/**
 * Trains a model from annotated data: reads, plans, fine-tunes, keeps the best and the last checkpoint, and scores
 * the best on the test data if there is any. An interrupted run goes on to the same bits as one that was not.
 *
 * @param onEvent hears everything worth showing, in order
 * @throws HanTuneError of the data, the model, the settings, the memory and the run folder
 */
export async function fit(
  job: TrainJob,
  onEvent: OnEvent = () => {},
  control = UNINTERRUPTED,
): Promise<Done> {
  const started = performance.now()
  const ready = prepare(job, onEvent)
  try {
    const model = await startModel(ready, onEvent)
    try {
      return await run(ready, model, { started, onEvent, control })
    } finally {
      await model.release()
    }
  } finally {
    ready.resumed?.saved.close()
  }
}

interface Course {
  readonly started: number
  readonly onEvent: OnEvent
  readonly control: Control
}

async function run(ready: ReadyRun, model: TaskModel, { started, onEvent, control }: Course): Promise<Done> {
  const { job, data, source, sets, settings, memory, fingerprint, resumed } = ready
  const examples = sets.map((set) => set.examples)
  const schedule = scheduleOf(
    examples.map(({ length }) => length),
    settings,
  )
  const learner = new Learner(model, settings, {
    learnTokens: memory.learnTokens,
    classWeights: model.parts.tasks.map(({ task }, i) =>
      classWeightsOf(task, examples[i]!, settings.classWeights),
    ),
    rateOf: ratesOf(settings, source),
    checkpoint: job.out,
  })
  const sampled = model.parts.tasks.map(({ name }, i) => ({
    name,
    lengths: examples[i]!.map(({ tokenIds }) => tokenIds.length),
  }))
  const { batchSize, accumulation, taskSampling, seed } = settings
  const sampler = new BatchSampler(sampled, batchSize * accumulation, taskSampling, seed)
  const position = { ...START }
  const plan = await planOf(ready, model, schedule, learner)
  if (resumed) restoreLast(resumed.saved, { learner, sampler, position })
  const folder = resumed?.folder ?? RunFolder.create(job.out, configOf(job, data, source, settings))
  onEvent({ ...plan, stepsDone: position.step })

  const before = resumed?.saved.state.seconds ?? 0
  const seconds = () => before + (performance.now() - started) / 1000
  const meter = new ProgressMeter(schedule.steps, position.step, onEvent)
  const evaluations = new Evaluations(
    { learner, sampler, position },
    {
      folder,
      sets,
      metric: settings.metric,
      keepBest: settings.keepBest,
      facts: { fingerprint, memory },
      seconds,
      history: () => [],
      onRow: onEvent,
    },
  )
  evaluations.resume(resumed?.saved.state)
  const training = {
    learner,
    sampler,
    examples,
    settings,
    schedule,
    learningRate: settings.learningRate,
    position,
  }
  const reason = await train(training, {
    onStep: (result) => {
      folder.step({ event: 'step', ...result }, schedule.steps)
      meter.step(result)
    },
    onEvaluation: async (at) => {
      const start = performance.now()
      await evaluations.evaluate(at)
      meter.pause(performance.now() - start)
      return settings.patience === 0 || evaluations.sinceBest < settings.patience
    },
    isInterrupted: () => control.isInterrupted(),
  }).catch((error: Error) => {
    folder.recordFailure(error)
    folder.release()
    throw error
  })

  if (reason === 'interrupted')
    evaluations.saveInterrupted(
      await freshSamples(
        model,
        sets.map(({ dev }) => dev.records),
      ),
    )
  const test = reason === 'interrupted' ? [] : await scoreBest(model, folder.best, sets)
  const done: Done = {
    event: 'done',
    folder: folder.path,
    reason,
    ...(evaluations.best && { best: evaluations.best }),
    steps: position.step,
    seconds: seconds(),
    // In KiB.
    peakMemoryMb: Math.round((process.resourceUsage().maxRSS * 1024) / 1e6),
    test,
  }
  if (reason !== 'interrupted') folder.record(done)
  folder.release()
  onEvent(done)
  return done
}

/** Takes the best checkpoint's weights back into the model and scores them on the test data. */
async function scoreBest(model: TaskModel, folder: string, sets: ReadyRun['sets']): Promise<TaskScore[]> {
  if (!sets.some(({ test }) => test)) return []
  const file = openWeights(folder)
  try {
    for (const { name, value } of model.parts.parameters) file.readFloat32(name, value)
  } finally {
    file.close()
  }
  const scored = await scoreAll(
    model,
    sets.map(({ test }) => test),
  )
  return scored.map(({ score }) => score)
}
