import { say } from '../_numbers.ts'
import type { Finding, Remedy } from '../finding.ts'
import type { RunHistory, SettingsPatch } from '../history.ts'

/** Before so many evaluations a rare label may simply be late. */
const ENOUGH_EVALUATIONS = 2
const ENOUGH_STEPS = 40
/** Labels are learned one after another: in the first half of a run this is no sign. */
const PATIENT = 0.5
/** Weights by frequency do nothing for labels that are about as frequent. */
const UNEVEN = 2
/** γ that Lin et al. (2017) recommend. */
const GAMMA = 2
const MOST_EPOCHS = 10_000

/** How to make rare labels count, from what the settings do not do yet. */
export function rareLabelRemedies(history: RunHistory): Remedy[] {
  const { kinds, settings } = history.run
  // Weights and the focal loss are for classes that exclude each other.
  return [...(kinds.includes('multi') ? multiRemedies(settings.epochs) : lossRemedies(history)), MORE_DATA]
}

const MORE_DATA: Remedy = {
  settings: {},
  why: {
    zh: '为这些标签补充样本，或与相近的标签合并',
    en: 'collect more of these labels, or merge them with a neighbour',
  },
}

const multiRemedies = (epochs: number): Remedy[] => [
  {
    settings: { epochs: Math.min(MOST_EPOCHS, epochs * 2) },
    why: {
      zh: '训练更久：每个标签各自判断是否，少见的标签学得最晚',
      en: 'train longer: each label is answered by itself, and rare ones are learned last',
    },
  },
  {
    settings: {},
    why: {
      zh: '用 evaluate --calibrate 验证集 --save-thresholds each 为各标签选阈值并存进模型：少见标签的概率往往到不了 0.5',
      en: 'let evaluate --calibrate DEV --save-thresholds each choose a threshold for each label and store it in the model: rare labels seldom reach 0.5',
    },
  },
]

function lossRemedies({ run }: RunHistory): Remedy[] {
  const { classWeights, focalGamma, head } = run.settings
  const isCrf = head === 'crf'
  // A CRF's loss knows neither.
  const softmax: SettingsPatch = isCrf ? { head: 'softmax' } : {}
  const instead = isCrf ? INSTEAD_OF_CRF : { zh: '', en: '' }
  const remedies: Remedy[] = []
  const counts = run.labels.map(({ train }) => train).filter((count) => count > 0)
  if (classWeights === 'none' && Math.max(...counts) >= UNEVEN * Math.min(...counts))
    remedies.push({
      settings: { ...softmax, classWeights: 'balanced' },
      why: {
        zh: `按频率反比加权：少见的标签出错时代价更大${instead.zh}`,
        en: `weigh classes by the inverse of their frequency: errors on rare labels cost more${instead.en}`,
      },
    })
  if (focalGamma === 0)
    remedies.push({
      settings: { ...softmax, focalGamma: GAMMA },
      why: {
        zh: `焦点损失（focal loss）：降低已学会样本的权重，重点学难的${instead.zh}`,
        en: `the focal loss: less effort for what is easy, more for what is hard${instead.en}`,
      },
    })
  return remedies
}

const INSTEAD_OF_CRF = { zh: '（不再用 CRF）', en: ' (without the CRF)' }

/** For a model that gives no label yet: none is the rare one. */
const longer = (epochs: number): Remedy => ({
  settings: { epochs: Math.min(MOST_EPOCHS, epochs * 2) },
  why: {
    zh: '训练更久：模型还一个标签都没有给出',
    en: 'train longer: the model gives no label at all yet',
  },
})

/** Labels that the data has and the model never gives. */
export function deadLabels(history: RunHistory): Finding | undefined {
  const { run, evaluations, outcome } = history
  if (outcome === 'running' && (evaluations.at(-1)?.step ?? 0) < PATIENT * run.plannedSteps) return undefined
  if (evaluations.length < ENOUGH_EVALUATIONS) return undefined
  const trained = new Set(run.labels.filter(({ train }) => train > 0).map(({ label }) => label))
  const isDead = (label: string) =>
    evaluations
      .slice(-ENOUGH_EVALUATIONS)
      .every(({ perLabel }) =>
        perLabel.some((row) => row.label === label && row.predicted === 0 && row.support > 0),
      )
  const dead = [...trained].filter(isDead)
  if (dead.length === 0) return undefined
  const known = evaluations.at(-1)!.perLabel.filter(({ support }) => support > 0)
  // A run that ended and gives no label at all is told so, however short it was.
  const givesNothing = outcome !== 'running' && known.every(({ predicted }) => predicted === 0)
  if (evaluations.at(-1)!.step < ENOUGH_STEPS && !givesNothing) return undefined
  const count = (label: string) => run.labels.find((row) => row.label === label)!.train
  const most = Math.max(...run.labels.map(({ train }) => train))
  return {
    code: 'COACH_DEAD_LABELS',
    severity: 'serious',
    evidence: {
      dead: dead.length,
      labels: run.labels.length,
      rarest: Math.min(...dead.map(count)),
      mostFrequent: most,
    },
    what: say(
      {
        zh: '有 {dead} 个标签从未被预测：{names}（最常见的标签有 {most} 个训练样本）',
        en: '{dead} labels are never predicted: {names} (the most frequent label has {most} training examples)',
      },
      {
        dead: dead.length,
        names: dead
          .slice(0, 8)
          .map((label) => `${label} ×${count(label)}`)
          .join(', '),
        most,
      },
    ),
    why: {
      zh: '总分可能不低，但这些标签一个也找不出来',
      en: 'the overall score may look fine, and yet none of these is ever found',
    },
    remedies: [
      ...(givesNothing && !run.kinds.includes('multi') ? [longer(run.settings.epochs)] : []),
      ...rareLabelRemedies(history),
    ],
  }
}
