import { openWeights } from '../models/index.ts'
import { restoreLast } from './checkpoints.ts'
import { Evaluations, scoreAll } from './evaluation.ts'
import type { Done, OnEvent } from './events.ts'
import { Memories } from './forgetting.ts'
import { type Control, configOf, type TrainJob } from './job.ts'
import { Journal } from './journal.ts'
import { learningOf } from './learning.ts'
import type { TaskModel } from './model.ts'
import { planOf } from './plan-event.ts'
import { startModel } from './prepare.ts'
import { fetchEncoder } from './pretrained.ts'
import { prepare, type ReadyRun } from './ready.ts'
import { RunFolder } from './run-folder.ts'
import { type EndReason, START, scheduleOf, train } from './trainer.ts'
import { CoachWatch, factsOf, type SeenHistory } from './watch.ts'

/** A run that nobody interrupts. */
export const UNINTERRUPTED: Control = { isInterrupted: () => false }

/** What a run is told by, and asked. */
interface Course {
  readonly started: number
  /** The most that the process had held when the run began. */
  readonly peakBefore: number
  readonly onEvent: OnEvent
  readonly control: Control
}

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
  if (!job.resume && job.resumeFrom === undefined) await fetchEncoder(job, onEvent)
  const course = { started: performance.now(), peakBefore: peakMb(), onEvent, control }
  const ready = await prepare(job, onEvent, control.openFill)
  try {
    const { resumeFrom } = ready.job
    const memories =
      resumeFrom === undefined ? undefined : await Memories.of(resumeFrom, ready.settings.threads)
    const model = await startModel(ready, onEvent)
    try {
      return await open(ready, model, course, memories)
    } finally {
      await model.release()
    }
  } finally {
    ready.resumed?.saved.tensors.close()
    ready.resumed?.folder.release()
  }
}

/** Plans, and then makes the run's folder or goes on in it. */
async function open(
  ready: ReadyRun,
  model: TaskModel,
  course: Course,
  memories: Memories | undefined,
): Promise<Done> {
  const { job, data, source, sets, settings, resumed } = ready
  const learning = learningOf(ready, model)
  const schedule = scheduleOf(
    learning.examples.map(({ length }) => length),
    settings,
  )
  const position = { ...START }
  const run = { ...learning, settings, schedule, learningRate: settings.learningRate, position }
  const plan = await planOf(ready, model, schedule, learning.learner)
  if (resumed) restoreLast(resumed.saved, run)
  const folder = resumed?.folder ?? RunFolder.create(job.out, configOf(job, data, source, settings))
  try {
    course.onEvent({ ...plan, stepsDone: position.step })
    const watch = new CoachWatch(
      factsOf(ready, { ...plan, parameters: plan.model.parameters }),
      resumed?.saved.state.history as SeenHistory | undefined,
    )
    const { onEvent } = course
    const journal = new Journal({ folder, watch, onEvent, steps: plan.steps, stepsBefore: position.step })
    const seconds = secondsSince(course.started, resumed?.saved.state.seconds)
    const evaluations = evaluationsOf(ready, run, { folder, watch, journal, seconds })
    const reason = await train(run, {
      onStep: (result) => journal.step(result),
      onEvaluation: (at) => evaluations.evaluate(at),
      isOutOfPatience: () => evaluations.isOutOfPatience(settings.patience),
      isInterrupted: () => course.control.isInterrupted(),
    }).catch((error: Error) => {
      journal.failed(error)
      throw error
    })
    if (reason === 'interrupted') {
      await evaluations.saveInterrupted()
    }
    const scores = await finalScores(reason, model, folder, sets, memories)
    if (scores.forgetting) onEvent(scores.forgetting)
    const done = doneOf({
      reason,
      folder,
      evaluations,
      steps: position.step,
      seconds,
      journal,
      peakBefore: course.peakBefore,
      ...scores,
    })
    // A run without this row can be resumed.
    if (reason !== 'interrupted') folder.record(done)
    onEvent(done)
    return done
  } finally {
    folder.release()
  }
}

function evaluationsOf(
  { sets, settings, memory, fingerprint, resumed }: ReadyRun,
  run: ConstructorParameters<typeof Evaluations>[0],
  { folder, watch, journal, seconds }: Pieces,
): Evaluations {
  const { metric, keepBest } = settings
  const evaluations = new Evaluations(run, {
    folder,
    sets,
    metric,
    keepBest,
    facts: { fingerprint, memory },
    seconds,
    history: () => watch.save(),
    journal,
  })
  evaluations.resume(resumed?.saved.state)
  return evaluations
}

interface Pieces {
  readonly folder: RunFolder
  readonly watch: CoachWatch
  readonly journal: Journal
  readonly seconds: () => number
}

/** The best model's scores on the test data, and on the dev data of the run that it was trained on from. */
async function finalScores(
  reason: EndReason,
  model: TaskModel,
  { best }: RunFolder,
  sets: ReadyRun['sets'],
  memories: Memories | undefined,
) {
  const isAsked = memories !== undefined || sets.some(({ test }) => test)
  if (reason === 'interrupted' || !isAsked) return { test: [], forgetting: undefined }
  const file = openWeights(best)
  try {
    for (const { name, value } of model.parts.parameters) file.readFloat32(name, value)
  } finally {
    file.close()
  }
  const scored = await scoreAll(
    model,
    sets.map(({ test }) => test),
  )
  return { test: scored.map(({ score }) => score), forgetting: await memories?.compare(model) }
}

function doneOf({
  reason,
  folder,
  evaluations: { best },
  steps,
  seconds,
  journal,
  peakBefore,
  test,
}: Omit<Pieces, 'watch'> & {
  readonly reason: EndReason
  readonly evaluations: Evaluations
  readonly steps: number
  readonly peakBefore: number
  readonly test: Done['test']
}): Done {
  const peak = peakMb()
  // A peak from before is that of another run in this process, and says nothing of this one.
  const peakMemoryMb = peak > peakBefore ? peak : Math.round(process.memoryUsage.rss() / 1e6)
  return {
    event: 'done',
    folder: folder.path,
    reason,
    ...(best && { best }),
    steps,
    seconds: seconds(),
    peakMemoryMb,
    test,
    findings: journal.ended(reason, peakMemoryMb),
  }
}

/** The most that the process has held so far; `maxRSS` is in KiB. */
const peakMb = (): number => Math.round((process.resourceUsage().maxRSS * 1024) / 1e6)

/** Counts on from what earlier parts of the run took. */
function secondsSince(started: number, before = 0): () => number {
  return () => before + (performance.now() - started) / 1000
}
