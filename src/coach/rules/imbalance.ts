import { mean, percent, say, short, sum } from '../_numbers.ts'
import type { Finding } from '../finding.ts'
import type { RunHistory } from '../history.ts'
import { rareLabelRemedies } from './dead-labels.ts'

/** Below this ratio of label counts other causes are likelier. */
const UNEVEN = 5
/** Macro F1 so far below micro F1 comes from rare labels. */
const GAP = 0.12

/** Rare labels are much worse than frequent ones. */
export function imbalance(history: RunHistory): Finding | undefined {
  const { run, evaluations } = history
  const rows = evaluations.at(-1)?.perLabel.filter(({ support }) => support > 0) ?? []
  const counts = run.labels.map(({ train }) => train).filter((count) => count > 0)
  if (evaluations.length < 2 || rows.length < 2 || counts.length < 2) return undefined
  const ratio = Math.max(...counts) / Math.min(...counts)
  const macro = mean(rows.map(({ f1 }) => f1))
  // F1 = 2·correct / (predicted + support).
  const size = sum(rows.map(({ predicted, support }) => predicted + support))
  const micro = sum(rows.map(({ f1, predicted, support }) => f1 * (predicted + support))) / size
  if (ratio < UNEVEN || micro - macro < GAP) return undefined
  return {
    code: 'COACH_IMBALANCE',
    severity: 'serious',
    evidence: { ratio, micro, macro },
    what: say(
      {
        zh: '标签不均衡（最多是最少的 {ratio} 倍）：总体 F1 {micro}，各标签平均只有 {macro}',
        en: 'labels are uneven ({ratio} to 1): F1 is {micro} over all, but {macro} as the mean of labels',
      },
      { ratio: short(ratio), micro: percent(micro), macro: percent(macro) },
    ),
    why: { zh: '常见的标签掩盖了少见标签的错误', en: 'frequent labels hide the errors on rare ones' },
    remedies: rareLabelRemedies(history),
  }
}
