import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { HanTuneError } from '../base/errors.ts'
import { writeFileAtomic, writeFolderAtomic } from '../base/files.ts'
import { chooseRemedy, type Finding, type SettingsPatch } from '../coach/index.ts'
import { parseSettings } from '../config/index.ts'
import { isSmallerBetter } from './best-models.ts'
import { compareAlone } from './compare-alone.ts'
import type { Decision, Done, OnEvent } from './events.ts'
import { fit as runOnce, UNINTERRUPTED } from './fit.ts'
import type { Control, TrainJob } from './job.ts'
import { outcomeOf } from './journal.ts'
import { jobOfRun } from './resume.ts'
import { RunFolder } from './run-folder.ts'

/** One run of several, and how it ended. */
interface Attempt {
  readonly out: string
  readonly settings: NonNullable<TrainJob['settings']>
  readonly done: Done | undefined
  readonly error: Error | undefined
  readonly findings: readonly Finding[]
}

/**
 * Trains as `fit` does, and where `auto` allows restarts lets the coach change the settings: after each attempt the
 * remedy of its most urgent finding is applied and the run repeated, until nothing is found that a setting could
 * mend. Attempts are run folders under `attempts/`; `best/` is the model of the best one, auto.json holds every decision.
 *
 * @throws as `fit`; where every attempt failed, the last one's error
 */
export async function fitAuto(
  job: TrainJob,
  onEvent: OnEvent = () => {},
  control: Control = UNINTERRUPTED,
): Promise<Done> {
  const settings = job.resume ? undefined : parseSettings(job.settings ?? {})
  if (!settings?.auto) {
    const done = await runOnce(job, onEvent, control)
    await compare(job.resume ? jobOfRun(job) : job, done, onEvent, control)
    return done
  }
  RunFolder.requireFree(job.out)
  const attempts: Attempt[] = []
  const decisions: Decision[] = []
  const tried: SettingsPatch[] = []
  let patch: SettingsPatch = {}
  for (let attempt = 1; ; attempt++) {
    const out = join(job.out, 'attempts', String(attempt))
    const own = { ...job, out, settings: { ...job.settings, ...patch, auto: 0, compareSingle: false } }
    attempts.push({ settings: own.settings, ...(await tryOnce(own, onEvent, control)) })
    const { done, findings } = attempts.at(-1)!
    const choice = chooseRemedy(findings, tried)
    const isLast = attempt > settings.auto || !choice || done?.reason === 'interrupted'
    const kept = bestOf(attempts)
    const decision: Decision = {
      event: 'decision',
      attempt,
      ...(done?.best && { value: done.best.value }),
      ...(!isLast && { code: choice.code, change: choice.settings }),
      ...(isLast && kept >= 0 && { kept: kept + 1 }),
    }
    decisions.push(decision)
    writeFileAtomic(join(job.out, 'auto.json'), `${JSON.stringify(decisions, null, 2)}\n`)
    onEvent(decision)
    // An interrupted attempt is resumed in its own folder; what was best so far is of use until then.
    if (done?.reason === 'interrupted') {
      if (kept >= 0) keep(job.out, attempts, kept)
      return done
    }
    if (isLast) {
      const best = keep(job.out, attempts, kept)
      const { settings: its } = attempts[kept]!
      await compare(
        { ...job, settings: { ...its, compareSingle: settings.compareSingle } },
        best,
        onEvent,
        control,
      )
      return best
    }
    tried.push(choice.settings)
    patch = { ...patch, ...choice.settings }
  }
}

/** Trains each task alone, too, where that was asked for. */
async function compare(job: TrainJob, done: Done, onEvent: OnEvent, control: Control): Promise<void> {
  if (parseSettings(job.settings ?? {}).compareSingle) await compareAlone(job, done, onEvent, control)
}

/** An attempt that fails for a reason that the coach knows is an answer too. */
async function tryOnce(
  job: TrainJob,
  onEvent: OnEvent,
  control: Control,
): Promise<Omit<Attempt, 'settings'>> {
  let findings: readonly Finding[] = []
  const hear: OnEvent = (event) => {
    if (event.event === 'coach' && event.step === undefined) findings = event.findings
    onEvent(event)
  }
  try {
    const done = await runOnce(job, hear, control)
    return { out: job.out, done, error: undefined, findings: done.findings }
  } catch (error) {
    if (!(error instanceof HanTuneError) || !outcomeOf(error, error.code)) throw error
    return { out: job.out, done: undefined, error, findings }
  }
}

/** The place of the attempt with the best dev score; −1 where none came so far. */
function bestOf(attempts: readonly Attempt[]): number {
  return attempts.reduce((best, { done }, i) => {
    if (!done?.best) return best
    const before = attempts[best]?.done?.best
    if (!before) return i
    const isBetter = isSmallerBetter(before.metric)
      ? done.best.value < before.value
      : done.best.value > before.value
    return isBetter ? i : best
  }, -1)
}

/** Makes the best attempt's model the run's. */
function keep(out: string, attempts: readonly Attempt[], kept: number): Done {
  const attempt = attempts[kept]
  if (!attempt?.done) throw attempts.at(-1)!.error!
  writeFolderAtomic(join(out, 'best'), (folder) =>
    cpSync(join(attempt.out, 'best'), folder, { recursive: true }),
  )
  return { ...attempt.done, folder: out }
}
