import { devSize } from '../_dev.ts'
import { errorOfShare, percent, say } from '../_numbers.ts'
import type { Finding } from '../finding.ts'
import type { RunHistory } from '../history.ts'

/** A standard error above this makes ±8 points: more than any choice of settings is worth. */
const TOO_WIDE = 0.04
/** The error that tells a point or two apart. */
const TARGET = 0.01

/** The dev set cannot tell the evaluations apart between which it chooses. */
export function devSmall(history: RunHistory): Finding | undefined {
  const { run, evaluations } = history
  if (evaluations.length < 2) return undefined
  const scores = evaluations.map(({ devScore }) => devScore)
  const best = Math.max(...scores)
  const size = devSize(history)
  const error = errorOfShare(best, size)
  const later = scores.slice(Math.floor(scores.length / 2))
  const isLuck = later.some((score) => score < best && best - score < 2 * error)
  if (best === 0 || error < TOO_WIDE || !isLuck) return undefined
  const p = (best * size + 2) / (size + 4)
  const needed = Math.ceil((p * (1 - p)) / TARGET ** 2)
  return {
    code: 'COACH_DEV_SMALL',
    severity: 'advice',
    evidence: { devItems: size, devRecords: run.devRecords, standardError: error, needed },
    what: say(
      {
        zh: '验证集太小：{size} 个样本的分数有 ±{range} 的误差，几次评估的差距都在误差之内',
        en: 'the dev set is small: a score on {size} items is known to ±{range}, and the evaluations differ by less',
      },
      { size, range: percent(1.96 * error) },
    ),
    why: say(
      {
        zh: '选出的“最好”模型可能只是运气；要误差在 ±2 个百分点内，约需 {needed} 个样本',
        en: 'which model is “best” may be luck; about {needed} items would give ±2 points',
      },
      { needed },
    ),
    remedies: [
      {
        settings: {},
        why: {
          zh: '多标一些验证数据；验证集若是从训练数据里分出来的，也可以加大 --dev-share',
          en: 'annotate more dev data, or give a larger --dev-share where dev is a part of the training data',
        },
      },
    ],
  }
}
