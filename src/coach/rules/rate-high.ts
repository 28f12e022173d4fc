import { mean, part, say, short } from '../_numbers.ts'
import { calmer } from '../_rates.ts'
import type { Finding } from '../finding.ts'
import type { RunHistory } from '../history.ts'

const ENOUGH_STEPS = 40
/** Twice the usual rate is common practice; above, a loss that does not fall is rather too fast than too slow. */
const ABOVE_USUAL = 2
/** A loss that keeps this share of its start has not been brought down. */
const NOT_DOWN = 0.9
/** A loss that was pushed above its start by so much was not merely slow to fall. */
const PUSHED_UP = 1.1
/** Clipped as often as this, steps have one length whatever the gradient says. */
const NEARLY_ALWAYS = 0.85
/** A dev score that falls by so much between evaluations, over and over, jumps. */
const JUMP = 0.1

/** Steps are too long: the loss hangs above what the data allows, or dev scores jump. */
export function rateHigh({ run, steps, evaluations }: RunHistory): Finding | undefined {
  const { learningRate, maxGradNorm } = run.settings
  if (steps.length < ENOUGH_STEPS) return undefined
  const losses = steps.map(({ loss }) => loss)
  const start = losses[0]!
  const second = part(steps, 0.5, 1)
  const now = mean(second.map(({ loss }) => loss))
  const middle = mean(part(losses, 0.05, 0.5))
  const clipped = mean(second.map(({ gradientNorm }) => (gradientNorm > maxGradNorm ? 1 : 0)))
  const scores = evaluations.map(({ devScore }) => devScore)
  const falls = scores.slice(1).filter((score, i) => scores[i]! - score > JUMP).length
  const isStuck =
    learningRate > ABOVE_USUAL * run.usualLearningRate && now > NOT_DOWN * start && middle > PUSHED_UP * start
  const isJumping = falls >= 2 && falls >= scores.length / 4 && clipped > NEARLY_ALWAYS
  if (!isStuck && !isJumping) return undefined
  return {
    code: 'COACH_RATE_HIGH',
    severity: 'serious',
    evidence: {
      learningRate,
      usualLearningRate: run.usualLearningRate,
      firstLoss: start,
      lastLoss: now,
      clippedShare: clipped,
      devFalls: falls,
    },
    what: say(
      {
        zh: '学习率 {rate} 太高：损失 {start} → {now}，后半程 {clipped} 的步被裁剪，验证集分数大幅回落 {falls} 次',
        en: 'the learning rate {rate} is too high: loss {start} → {now}, {clipped} of the later steps clipped, {falls} large falls of the dev score',
      },
      {
        rate: short(learningRate),
        start: short(start),
        now: short(now),
        clipped: `${Math.round(100 * clipped)}%`,
        falls,
      },
    ),
    why: {
      zh: '步子太大，会越过损失低的地方，预训练学到的东西也会被冲掉',
      en: 'steps this long jump over the places where the loss is low, and wash out what the model knew',
    },
    remedies: calmer(run),
  }
}
