import { defineTexts } from '../base/locale.ts'
import { renderFindings, type SettingsPatch } from '../coach/index.ts'
import { renderTable } from '../metrics/index.ts'
import type { Report } from '../tasks/index.ts'
import {
  type CoachEvent,
  type Comparison,
  type Decision,
  type Forgetting,
  scoresByLabel,
} from '../train/index.ts'
import { percent } from './format.ts'
import { commandLineOf } from './setting-line.ts'

const say = defineTexts({
  coach: { zh: '教练（第 {step} 步）', en: 'coach (step {step})' },
  coachEnd: { zh: '教练的总结', en: 'what the coach says of the run' },
  retry: {
    zh: '第 {attempt} 次尝试：最好的验证成绩 {value}。因 {code} 改用 {change}，重新训练。',
    en: 'attempt {attempt}: best dev score {value}. Because of {code} it is repeated with {change}.',
  },
  ended: {
    zh: '第 {attempt} 次尝试：最好的验证成绩 {value}。保留第 {kept} 次的模型。',
    en: 'attempt {attempt}: best dev score {value}. The model of attempt {kept} is kept.',
  },
  failed: { zh: '没有（训练失败）', en: 'none (it failed)' },
  forgetting: {
    zh: '在 {run} 当时的验证数据上，旧模型与新模型',
    en: 'on the dev data of {run}: its model and the new one',
  },
  forgettingUnknown: {
    zh: '无法比较忘掉了多少：{reason}',
    en: 'what was forgotten cannot be said: {reason}',
  },
  together: { zh: '一起训练与单独训练（{metric}）', en: 'trained together and alone ({metric})' },
  label: { zh: '标签', en: 'label' },
  before: { zh: '之前', en: 'before' },
  after: { zh: '现在', en: 'now' },
  change: { zh: '变化', en: 'change' },
  task: { zh: '任务', en: 'task' },
  joint: { zh: '一起', en: 'together' },
  alone: { zh: '单独', en: 'alone' },
  all: { zh: '全部', en: 'all' },
})

export function renderCoach({ findings, step }: CoachEvent): string {
  const title = step === undefined ? say('coachEnd', {}) : say('coach', { step })
  return `\n${title}\n${renderFindings(findings, repeated)}\n`
}

/** The command again, with settings changed; … stands for the data and options that were given. */
const repeated = (change: SettingsPatch): string => `hantune train … ${commandLineOf(change)}`

export function renderDecision({ attempt, value, code, change, kept }: Decision): string {
  const shown = value === undefined ? say('failed', {}) : percent(value)
  if (change)
    return `\n${say('retry', { attempt, value: shown, code: code!, change: commandLineOf(change) })}\n`
  return `\n${say('ended', { attempt, value: shown, kept: kept ?? '–' })}`
}

/** A row for each label, F1 before and after. */
export function renderForgetting({ run, reason, tasks }: Forgetting): string {
  if (reason !== undefined) return say('forgettingUnknown', { reason })
  const rows = tasks.flatMap(({ before, after }) => {
    const [old, now] = [byLabel(before), byLabel(after)]
    const labels = Object.entries(old).map(([label, f1]) => [label, f1, now[label] ?? 0] as const)
    return [[say('all', {}), overall(before), overall(after)] as const, ...labels].map(scoreRow)
  })
  const head = [say('label', {}), say('before', {}), say('after', {}), say('change', {})]
  return `\n${say('forgetting', { run })}\n${renderTable([head, ...rows])}`
}

export function renderComparison({ metric, tasks }: Comparison): string {
  const rows = tasks.map(({ name, together, alone }) =>
    scoreRow([name, overall(alone), overall(together)] as const),
  )
  const head = [say('task', {}), say('alone', {}), say('joint', {}), say('change', {})]
  return `\n${say('together', { metric })}\n${renderTable([head, ...rows])}`
}

function scoreRow([name, first, second]: readonly [string, number, number]): string[] {
  const difference = second - first
  return [name, percent(first), percent(second), `${difference > 0 ? '+' : ''}${percent(difference)}`]
}

const overall = (report: Report): number =>
  'accuracy' in report ? report.accuracy : 'micro' in report ? report.micro.f1 : report.f1

function byLabel(report: Report): Record<string, number> {
  return Object.fromEntries(Object.entries(scoresByLabel(report)).map(([label, { f1 }]) => [label, f1]))
}
