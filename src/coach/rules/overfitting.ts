import { devSize } from '../_dev.ts'
import { errorOfShare, percent, say, short } from '../_numbers.ts'
import type { Finding, Remedy } from '../finding.ts'
import type { RunHistory, SettingsPatch } from '../history.ts'

/** Evaluations without progress that are no accident. */
const STALLED = 3
/** The training loss went on falling if it lost this share since the best dev score. */
const STILL_FALLING = 0.25
/** Train and dev scores differ by less on most sound runs. */
const GAP = 0.1
/** Where the training score is not known, e^−loss stands in for it, which flatters tagging: so a wider gap. */
const GUESSED_GAP = 0.15
const DROPOUT = 0.3
const DECAY = 0.1
const L2 = [0.01, 0.03, 0.1]

/** The training data is learned by heart: training goes on getting better, dev does not. */
export function overfitting(history: RunHistory): Finding | undefined {
  const { run, evaluations } = history
  const scores = evaluations.map(({ devScore }) => devScore)
  const last = evaluations.at(-1)
  if (!last || evaluations.length < STALLED + 1) return undefined
  const peak = scores.slice(0, -STALLED).reduce((best, score, i) => (score > scores[best]! ? i : best), 0)
  const best = evaluations[peak]!
  const later = Math.max(...scores.slice(-STALLED))
  const error = errorOfShare(best.devScore, devSize(history))
  const isStalled = best.devScore > 0 && later <= best.devScore + error
  const isFalling = last.trainLoss < (1 - STILL_FALLING) * best.trainLoss
  const known = last.trainScore
  const gap = (known ?? Math.exp(-last.trainLoss)) - last.devScore
  if (!isStalled || !isFalling || gap < (known === undefined ? GUESSED_GAP : GAP)) return undefined
  return {
    code: 'COACH_OVERFITTING',
    severity: 'serious',
    evidence: {
      bestDev: best.devScore,
      bestEpoch: best.epoch,
      lastDev: last.devScore,
      gap,
      trainLoss: last.trainLoss,
    },
    what: say(
      {
        zh: '过拟合：第 {epoch} 轮后验证集不再提高（{best} → {last}），训练损失却降到 {loss}，差距约 {gap}',
        en: 'overfitting: dev has not risen since epoch {epoch} ({best} → {last}) while the training loss fell to {loss}; they are about {gap} apart',
      },
      {
        epoch: best.epoch,
        best: percent(best.devScore),
        last: percent(last.devScore),
        loss: short(last.trainLoss),
        gap: percent(gap),
      },
    ),
    why: {
      zh: '模型在背训练数据，新文本上不会更好',
      en: 'the model learns its data by heart, which is of no use on new texts',
    },
    remedies: remediesOf(run, best.epoch),
  }
}

function remediesOf(
  { settings, modelDropout, layers, pretrained }: RunHistory['run'],
  bestEpoch: number,
): Remedy[] {
  const remedies: Remedy[] = []
  const regular: SettingsPatch = {
    ...((settings.dropout ?? modelDropout) < DROPOUT && { dropout: DROPOUT }),
    ...(settings.weightDecay < DECAY && { weightDecay: DECAY }),
  }
  if (Object.keys(regular).length > 0)
    remedies.push({
      settings: regular,
      why: {
        zh: '加大 dropout 和权重衰减：更难靠死记取胜',
        en: 'more dropout and weight decay: harder to win by heart',
      },
    })
  const l2 = L2.find((value) => value > settings.l2)
  if (l2 !== undefined)
    remedies.push({
      settings: { l2 },
      why: {
        zh: 'L2 惩罚（λ 从 0.01 逐步到 0.1）压住大权重',
        en: 'an L2 penalty (λ from 0.01 towards 0.1) holds large weights down',
      },
    })
  const learning = settings.trainLayers === 'all' ? layers : Math.min(layers, settings.trainLayers)
  // Layers with random weights have all to learn: frozen, they are worth nothing. FGM moves the embeddings.
  if (pretrained && learning > 1 && settings.fgm === 0)
    remedies.push({
      settings: { trainLayers: Math.ceil(learning / 2), freezeEmbeddings: true },
      why: {
        zh: '冻结下面的层：能用来死记的参数少一半',
        en: 'freeze the lower layers: half as many parameters to learn by heart with',
      },
    })
  if (settings.patience === 0 || settings.patience > 2)
    remedies.push({
      settings: { patience: 2 },
      why: say(
        { zh: '早点停：第 {epoch} 轮已经最好', en: 'stop earlier: epoch {epoch} was the best' },
        { epoch: bestEpoch },
      ),
    })
  remedies.push({
    settings: {},
    why: {
      zh: '增加或扩充训练数据；抽查标注是否一致',
      en: 'more training data, or augmentation; check that labels agree',
    },
  })
  return remedies
}
