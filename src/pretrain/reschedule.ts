import { defineErrors } from '../base/errors.ts'
import { pretrainSchedule } from './pretrain.ts'
import type { PretrainSettings } from './settings.ts'

const fail = defineErrors({
  E_PRETRAIN_STEPS_DONE: {
    zh: {
      what: '要求一共 {steps} 步，而已经完成了 {done} 步',
      fix: '--steps 是总步数，不能少于已完成的 {done} 步',
    },
    en: {
      what: '{steps} steps in all were asked for, and {done} are done',
      fix: '--steps counts from the start of the run: give {done} or more',
    },
  },
  E_PRETRAIN_SPAN: {
    zh: {
      what: '{name} 是 {value} 步，而一共只有 {steps} 步',
      fix: '把 {name} 减到 {steps} 步以内，或写成比例；也可以加大 steps',
    },
    en: {
      what: '{name} is {value} steps, and there are {steps} in all',
      fix: 'set {name} to {steps} or less, or to a share, or raise steps',
    },
  },
  E_PRETRAIN_FALLING: {
    zh: {
      what: '学习率从第 {fall} 步之后就在下降，现在已完成 {done} 步：改变步数会让它重新升高',
      fix: '不带 --steps 和 --decay 续训；要再训练更多步，用 --init {folder} 开始一次新的预训练',
    },
    en: {
      what: 'the learning rate has been falling since step {fall}, and {done} are done: other steps would raise it again',
      fix: 'resume without --steps and --decay; to train on start a new run with --init {folder}',
    },
  },
})

/** @param windows in an epoch; @throws E_PRETRAIN_SPAN where warmup or decay have more steps than the whole run */
export function checkSchedule(windows: number, settings: PretrainSettings): void {
  const { steps } = pretrainSchedule(windows, settings)
  for (const name of ['warmup', 'decay'] as const) {
    const value = settings[name]
    // What is not above 1 is a share, or a single step.
    if (value > 1 && value > steps) throw fail('E_PRETRAIN_SPAN', { name, value, steps })
  }
}

/** A run that goes on with other settings. */
export interface Change {
  readonly before: PretrainSettings
  readonly now: PretrainSettings
  readonly stepsDone: number
  /** Windows in an epoch. */
  readonly windows: number
  /** The saved model, for messages. */
  readonly folder: string
}

/**
 * The settings of a run that is made longer or shorter after some steps. Its warmup, which is over or under way, keeps
 * its steps.
 *
 * @throws E_PRETRAIN_STEPS_DONE, E_PRETRAIN_FALLING where the rate has begun to fall
 */
export function rescheduled({ before, now, stepsDone, windows, folder }: Change): PretrainSettings {
  if (stepsDone === 0) return now
  const was = pretrainSchedule(windows, before)
  const settings = { ...now, warmup: was.warmupSteps }
  const is = pretrainSchedule(windows, settings)
  if (is.steps === was.steps && is.decaySteps === was.decaySteps) return now
  if (is.steps < stepsDone) throw fail('E_PRETRAIN_STEPS_DONE', { steps: is.steps, done: stepsDone })
  const fall = was.steps - was.decaySteps
  // Of the steps, counted from 0, this is the last at the full rate.
  if (stepsDone - 1 > fall) throw fail('E_PRETRAIN_FALLING', { fall: fall + 1, done: stepsDone, folder })
  return settings
}
