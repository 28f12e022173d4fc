import type { Finding, SettingsPatch } from '../coach/index.ts'
import type { Report } from '../tasks/index.ts'
import { type Done, type Evaluation, scoresByLabel, type TaskScore } from '../train/index.ts'
import type { CoachFinding, Row, TaskScores } from './protocol.ts'

/** How settings are typed behind `hantune train`. */
export type OptionsOf = (patch: SettingsPatch) => string

/** A row of metrics.jsonl, or an event of a run that goes on, as the page shows it; none for what it does not show. */
export function rowsOf(event: { readonly event?: unknown }, optionsOf: OptionsOf): readonly Row[] {
  switch (event.event) {
    case 'step':
    case 'progress': {
      const { step, epoch, loss, learningRate, gradientNorm } = event as Row & { event: 'step' }
      return [{ event: 'step', step, epoch, loss, learningRate, gradientNorm }]
    }
    case 'evaluation': {
      const row = event as Evaluation
      const losses = row.tasks.map(({ loss }) => loss).filter((loss) => loss !== undefined)
      const isWhole = losses.length === row.tasks.length
      return [
        {
          event: 'evaluation',
          epoch: row.epoch,
          step: row.step,
          metric: row.metric,
          value: row.value,
          trainValue: row.trainValue ?? null,
          trainLoss: row.trainLoss,
          devLoss: isWhole ? losses.reduce((sum, loss) => sum + loss, 0) / losses.length : null,
          tasks: row.tasks.map(taskScores),
        },
      ]
    }
    case 'coach': {
      const { step = null, findings } = event as { step?: number; findings: readonly Finding[] }
      return [{ event: 'coach', step, findings: findings.map((one) => findingOf(one, optionsOf)) }]
    }
    case 'done': {
      const { reason, steps, seconds, peakMemoryMb, test = [], findings = [] } = event as Done
      const summary = findings.map((one) => findingOf(one, optionsOf))
      return [
        ...(summary.length > 0 ? [{ event: 'coach', step: null, findings: summary } as const] : []),
        { event: 'done', reason, steps, seconds, peakMemoryMb, test: test.map(taskScores) },
      ]
    }
    default:
      return []
  }
}

function findingOf({ code, severity, what, why, remedies }: Finding, optionsOf: OptionsOf): CoachFinding {
  const shown = remedies.map(({ settings, why: reason }) => ({ options: optionsOf(settings), why: reason }))
  return { code, severity, what, why, remedies: shown }
}

/** A task's report: its headline, and the figures of each label. */
export function taskScores({ name, report }: TaskScore): TaskScores {
  const labels = Object.entries(scoresByLabel(report)).map(
    ([label, { precision, recall, f1, support }]) => [label, { precision, recall, f1, support }] as const,
  )
  return { name, ...headlineOf(report), labels: Object.fromEntries(labels) }
}

function headlineOf(report: Report): { readonly metric: string; readonly value: number } {
  if ('accuracy' in report) return { metric: 'accuracy', value: report.accuracy }
  if ('micro' in report) return { metric: 'microF1', value: report.micro.f1 }
  return { metric: 'f1', value: report.f1 }
}
