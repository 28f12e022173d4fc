import { errorOfMean, mean, part, say, short } from '../_numbers.ts'
import { rateRemedy } from '../_rates.ts'
import type { Finding, Remedy } from '../finding.ts'
import type { RunHistory } from '../history.ts'

const ENOUGH_STEPS = 40
/** A loss within this share of where it began has not moved, however sure the difference. */
const FLAT = 0.05
/** A mean that differs by fewer standard errors may differ by chance. */
const SIGMAS = 2
/** Small encoders, and all that warm up slowly, often stay flat through the first part of a run that ends well. */
const PATIENT = 1 / 2
/** Far above the usual rate a still higher one is no remedy. */
const HIGHEST = 20
/** As from 2e-5 to 5e-5, the two ends of what Devlin et al. (2019) tried. */
const RAISE = 2.5
/** Below this share of the usual rate, its magnitude is wrong: the usual one is the better guess. */
const FAR_BELOW = 0.2

/** After many steps the loss is where it began. */
export function noConvergence({ run, steps, outcome }: RunHistory): Finding | undefined {
  if (steps.length < ENOUGH_STEPS) return undefined
  const losses = steps.map(({ loss }) => loss)
  const [first, last] = [part(losses, 0, 0.2), part(losses, 0.8, 1)]
  const [start, now] = [mean(first), mean(last)]
  const noise = Math.hypot(errorOfMean(first), errorOfMean(last))
  const isRunning = outcome === 'running'
  if (isRunning && steps.at(-1)!.step < PATIENT * run.plannedSteps) return undefined
  const still = isRunning ? FLAT * start : Math.max(SIGMAS * noise, FLAT * start)
  // A loss near zero from the start has nowhere to fall.
  if (start < 0.1 || start - now > still) return undefined

  const { learningRate: rate } = run.settings
  const usual = run.usualLearningRate
  const remedies: Remedy[] = []
  const raised = rate < FAR_BELOW * usual ? usual : rate * RAISE
  if (raised <= Math.min(1, HIGHEST * usual))
    remedies.push(
      rateRemedy(run, raised, {
        zh: '提高学习率：现在的步子太小，权重几乎没有动',
        en: 'a higher rate: steps this small hardly move the weights',
      }),
    )
  remedies.push({
    settings: { epochs: Math.min(10_000, run.settings.epochs * 2) },
    why: {
      zh: '训练更久：可能还没到损失开始下降的时候',
      en: 'train longer: the loss may not have begun to fall yet',
    },
  })
  remedies.push(
    { settings: {}, why: { zh: '用 --find-lr 找合适的学习率', en: 'let --find-lr look for a rate' } },
    {
      settings: {},
      why: {
        zh: '抽查标注：标签和文本对不上时，什么学习率都学不会；也可换一个编码器',
        en: 'look at some labels: no rate learns labels that do not follow from the texts; or try another encoder',
      },
    },
  )
  return {
    code: 'COACH_NO_CONVERGENCE',
    severity: 'serious',
    evidence: { firstLoss: start, lastLoss: now, noise, steps: run.plannedSteps, learningRate: rate },
    what: say(
      {
        zh: '损失没有下降：{start} → {now}，变化在波动 ±{noise} 之内或不到 5%（学习率 {rate}）',
        en: 'the loss does not fall: {start} → {now}, within its noise of ±{noise} or less than 5% (learning rate {rate})',
      },
      { start: short(start), now: short(now), noise: short(SIGMAS * noise), rate: short(rate) },
    ),
    why: {
      zh: '模型什么都没学到，结果和瞎猜差不多',
      en: 'the model has learned nothing: its answers are guesses',
    },
    remedies,
  }
}
