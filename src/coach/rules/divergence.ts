import { mean, part, say, short } from '../_numbers.ts'
import { calmer } from '../_rates.ts'
import type { Finding } from '../finding.ts'
import type { RunHistory } from '../history.ts'

/** Fewer steps show no course. */
const ENOUGH_STEPS = 20
/** A model that knows nothing has the loss it began with; so much more is worse than knowing nothing. */
const WORSE_THAN_START = 1.8

/** The loss is no number any more, or far above where it began. */
export function divergence({ run, steps, outcome }: RunHistory): Finding | undefined {
  const losses = steps.map(({ loss }) => loss)
  const broken = steps.find(({ loss, gradientNorm }) => !Number.isFinite(loss + gradientNorm))
  const start = losses[0] ?? Number.NaN
  // The larger part of the run, so that one bad batch does not count.
  const now = mean(part(losses, 0.5, 1))
  const rose = steps.length >= ENOUGH_STEPS && now > WORSE_THAN_START * start && now > 0.1
  const recent = mean(part(losses, 0.8, 1))
  const isUp = rose && recent > start
  if (outcome !== 'diverged' && !broken && !isUp) return undefined
  return {
    code: 'COACH_DIVERGENCE',
    severity: 'fatal',
    evidence: {
      learningRate: run.settings.learningRate,
      steps: steps.length,
      ...(Number.isFinite(start) && { firstLoss: start }),
      ...(Number.isFinite(now) && { lastLoss: now }),
      ...(broken && { brokenStep: broken.step }),
    },
    what: say(
      {
        zh: '训练发散：损失从 {start} 变成 {now}（学习率 {rate}）',
        en: 'training diverges: the loss went from {start} to {now} (learning rate {rate})',
      },
      {
        start: short(start),
        now: short(outcome === 'diverged' || broken ? Number.NaN : now),
        rate: short(run.settings.learningRate),
      },
    ),
    why: {
      zh: '模型比训练前更差，继续训练不会恢复',
      en: 'the model is worse than before training, and does not come back by itself',
    },
    remedies: calmer(run),
  }
}
