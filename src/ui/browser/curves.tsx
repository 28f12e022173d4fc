import type { EvaluationRow, Row, StepRow } from '../protocol.ts'
import { Chart, type Series } from './chart.tsx'
import { brief, FROM_ZERO, figure, limitsOf, metricName, tickFigure } from './format.ts'
import { useSay, type WholeRun } from './hooks.ts'

/** A run whose curves are drawn, with its colour. */
export interface DrawnRun {
  readonly whole: WholeRun
  readonly colour: number
}

const isStep = (row: Row): row is StepRow => row.event === 'step'
export const isEvaluation = (row: Row): row is EvaluationRow => row.event === 'evaluation'

/** The three curves of one run, or of several over each other. */
export function Curves({ runs }: { readonly runs: readonly DrawnRun[] }) {
  const say = useSay()
  const isAlone = runs.length === 1
  const end = Math.max(0, ...runs.map(({ whole }) => whole.live?.steps ?? 0))
  const series = (valuesOf: (rows: readonly Row[]) => Series['points']): Series[] =>
    runs.map(({ whole, colour }) => ({ name: whole.run.name, colour, points: valuesOf(whole.rows) }))
  const steps = (of: (row: StepRow) => number) =>
    series((rows) => rows.filter(isStep).map((row) => [row.step, of(row)]))
  const dev = series((rows) => rows.filter(isEvaluation).map(({ step, value }) => [step, value]))
  const train = series((rows) =>
    rows
      .filter(isEvaluation)
      .flatMap(({ step, trainValue }) => (trainValue === null ? [] : [[step, trainValue] as const])),
  )
  const metrics = [
    ...new Set(runs.flatMap(({ whole }) => whole.rows.filter(isEvaluation).map(({ metric }) => metric))),
  ]
  const scores = isAlone
    ? [
        ...dev.map((one) => ({ ...one, name: say('dev', {}) })),
        ...train.map((one) => ({ ...one, name: say('train', {}), colour: 7, isDashed: true })),
      ]
    : dev
  const named = (own: readonly Series[], name: string) =>
    isAlone ? own.map((one) => ({ ...one, name })) : own
  return (
    <div class="charts">
      <Chart
        title={
          metrics.length === 1
            ? say('devMetric', { metric: metricName(metrics[0]!, say) })
            : say('devMetrics', {})
        }
        series={scores}
        format={(value) => figure(metrics[0] ?? '', value)}
        formatTick={(value) => tickFigure(metrics[0] ?? '', value)}
        limits={limitsOf(metrics)}
        hasDots
        end={end}
      />
      <Chart
        title={say('loss', {})}
        series={named(
          steps(({ loss }) => loss),
          say('loss', {}),
        )}
        format={brief}
        limits={FROM_ZERO}
        isFromZero
        isNoisy
        end={end}
      />
      <Chart
        title={say('rate', {})}
        series={named(
          steps(({ learningRate }) => learningRate),
          say('rate', {}),
        )}
        format={brief}
        limits={FROM_ZERO}
        end={end}
        isMinor
      />
    </div>
  )
}
