import { short } from './_numbers.ts'
import type { Remedy } from './finding.ts'
import type { RunFacts } from './history.ts'

/** A rate so far above the usual is a mistake of magnitude, which fifths would take many runs to mend. */
const FAR = 50
/** What small encoders with random weights still bear. */
const BEARABLE = 10

/** A run that is restless at so small a share of the usual rate is so for another reason. */
const LOWEST = 0.01

/** A rate of three digits, so that commands stay short. */
export const rounded = (rate: number): number => Number(short(rate))

/** Rates like these bring every part of the model down or up by one factor. */
export function rateRemedy({ settings }: RunFacts, target: number, why: Remedy['why']): Remedy {
  const factor = target / settings.learningRate
  const head = settings.headLearningRate
  return {
    settings: {
      learningRate: rounded(target),
      // A head's rate that was given stays in proportion.
      ...(head !== undefined && { headLearningRate: rounded(Math.min(1, head * factor)) }),
    },
    why,
  }
}

/** How to calm a run: a lower rate, then a longer warmup and clipping. */
export function calmer(run: RunFacts): Remedy[] {
  const { settings, usualLearningRate: usual } = run
  const rate = settings.learningRate
  const target = rate > FAR * usual ? BEARABLE * usual : rate / 5
  const remedies: Remedy[] = []
  if (target >= LOWEST * usual)
    remedies.push(
      rateRemedy(run, target, {
        zh: '学习率降下来：步子小了，损失才能稳步下降',
        en: 'a lower rate: smaller steps let the loss go down steadily',
      }),
    )
  if (settings.warmup < 0.2)
    remedies.push({
      settings: { warmup: 0.2 },
      why: {
        zh: '预热更久：开头的梯度最不可靠',
        en: 'a longer warmup: the first gradients are the least reliable',
      },
    })
  if (settings.maxGradNorm > 1)
    remedies.push({
      settings: { maxGradNorm: 1 },
      why: {
        zh: '梯度裁剪到 1，防止个别批次把模型带偏',
        en: 'clip gradients to 1, so that no single batch throws the model off',
      },
    })
  return remedies
}
