import { devSize } from '../_dev.ts'
import { errorOfShare, percent, say, short } from '../_numbers.ts'
import { rateRemedy } from '../_rates.ts'
import type { Finding, Remedy } from '../finding.ts'
import type { RunHistory } from '../history.ts'

const ENOUGH_EVALUATIONS = 3
/** A dev score this high has little to gain. */
const GOOD = 0.95
/** A gain in the last two evaluations that is worth another run. */
const GAIN = 0.03
/** A training loss that fell by this share in the last two evaluations is on its way. */
const FALLING = 0.2
/** Below this share of its first value the training loss has little left to fall. */
const MUCH_LEFT = 0.3

/** Training ended while the model was still getting better. */
export function slow(history: RunHistory): Finding | undefined {
  const { run, evaluations, outcome } = history
  const last = evaluations.at(-1)
  if (outcome !== 'epochs' || !last || evaluations.length < ENOUGH_EVALUATIONS) return undefined
  const before = evaluations.slice(0, -2)
  const reference = Math.max(...before.map(({ devScore }) => devScore))
  const recent = Math.max(last.devScore, evaluations.at(-2)!.devScore)
  const gain = recent - reference
  const fall = 1 - last.trainLoss / before.at(-1)!.trainLoss
  const isRising = gain > Math.max(GAIN, 2 * errorOfShare(reference, devSize(history)))
  // Dev follows the loss in jumps; it must only not have fallen.
  const isLearning =
    fall > FALLING &&
    last.trainLoss > MUCH_LEFT * evaluations[0]!.trainLoss &&
    recent >= reference &&
    recent - last.devScore <= errorOfShare(recent, devSize(history))
  if ((!isRising && !isLearning) || last.devScore >= GOOD) return undefined

  const { epochs, learningRate } = run.settings
  const remedies: Remedy[] = []
  if (epochs < 10_000)
    remedies.push({
      settings: { epochs: Math.min(10_000, 2 * epochs) },
      why: { zh: '训练更久：验证集还在提高', en: 'train longer: the dev score is still rising' },
    })
  if (learningRate * 2.5 <= 1)
    remedies.push(
      rateRemedy(
        run,
        learningRate * 2.5,
        say(
          {
            zh: '提高学习率（{from} → {to}）：同样的步数走得更远',
            en: 'a higher rate ({from} to {to}): the same steps go further',
          },
          { from: short(learningRate), to: short(learningRate * 2.5) },
        ),
      ),
    )
  remedies.push({
    settings: {},
    why: { zh: '用 --find-lr 找合适的学习率', en: 'let --find-lr look for a rate' },
  })
  return {
    code: 'COACH_SLOW',
    severity: 'advice',
    evidence: { gain, trainLoss: last.trainLoss, lossFall: fall, epochs, learningRate },
    what: say(
      {
        zh: '训练结束时还在进步：最后两次评估提高 {gain}，训练损失 {loss} 仍在下降',
        en: 'training ended while still improving: dev gained {gain} in the last two evaluations, and the training loss of {loss} was falling',
      },
      { gain: percent(gain), loss: short(last.trainLoss) },
    ),
    why: { zh: '再训练一段就能得到更好的模型', en: 'the same run would be better if it went on' },
    remedies,
  }
}
