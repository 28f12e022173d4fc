import type { EvaluationRow, Row, StepRow } from '../protocol.ts'
import { Chart, type Series } from './chart.tsx'
import {
  brief,
  FROM_ZERO,
  figure,
  limitsOf,
  metricName,
  type ScoreChart,
  scoreCharts,
  tickFigure,
} from './format.ts'
import { useSay, type WholeRun } from './hooks.ts'
import type { Say } from './texts.ts'

/** A run whose curves are drawn, with its colour. */
export interface DrawnRun {
  readonly whole: WholeRun
  readonly colour: number
}

const isStep = (row: Row): row is StepRow => row.event === 'step'
export const isEvaluation = (row: Row): row is EvaluationRow => row.event === 'evaluation'

const seriesOf = (
  runs: readonly DrawnRun[],
  valuesOf: (rows: readonly Row[]) => Series['points'],
  nameOf: (run: DrawnRun) => string = ({ whole }) => whole.run.name,
): Series[] =>
  runs.map((run) => ({ name: nameOf(run), colour: run.colour, points: valuesOf(run.whole.rows) }))

const metricOf = ({ whole }: DrawnRun): string | undefined => whole.rows.findLast(isEvaluation)?.metric

/** The curves of one run, or of several over each other. */
export function Curves({ runs }: { readonly runs: readonly DrawnRun[] }) {
  const say = useSay()
  const isAlone = runs.length === 1
  const end = Math.max(0, ...runs.map(({ whole }) => whole.live?.steps ?? 0))
  const steps = (of: (row: StepRow) => number, name: string) =>
    seriesOf(
      runs,
      (rows) => rows.filter(isStep).map((row) => [row.step, of(row)]),
      isAlone ? () => name : undefined,
    )
  return (
    <div class="charts">
      {scoreCharts(runs, metricOf).map((chart) => (
        <Scores key={String(chart.isLoss)} chart={chart} isAlone={isAlone} end={end} />
      ))}
      <Chart
        title={say('loss', {})}
        series={steps(({ loss }) => loss, say('loss', {}))}
        format={brief}
        limits={FROM_ZERO}
        isFromZero
        isNoisy
        end={end}
      />
      <Chart
        title={say('rate', {})}
        series={steps(({ learningRate }) => learningRate, say('rate', {}))}
        format={brief}
        limits={FROM_ZERO}
        end={end}
        isMinor
      />
    </div>
  )
}

interface ScoresProps {
  readonly chart: ScoreChart<DrawnRun>
  readonly isAlone: boolean
  readonly end: number
}

/** Scores of the dev data; of a run alone those of a sample of the training data beside them. */
function Scores({ chart: { runs, metrics, isLoss }, isAlone, end }: ScoresProps) {
  const say = useSay()
  const [metric = ''] = metrics
  const named = (run: DrawnRun) =>
    metrics.length > 1
      ? `${run.whole.run.name} · ${metricName(metricOf(run) ?? '', say)}`
      : run.whole.run.name
  const dev = seriesOf(
    runs,
    (rows) => rows.filter(isEvaluation).map(({ step, value }) => [step, value]),
    named,
  )
  const train = seriesOf(runs, (rows) =>
    rows
      .filter(isEvaluation)
      .flatMap(({ step, trainValue }) => (trainValue === null ? [] : [[step, trainValue] as const])),
  )
  const alone = () => [
    ...dev.map((one) => ({ ...one, name: say('dev', {}) })),
    ...train.map((one) => ({ ...one, name: say('train', {}), colour: 7, isDashed: true })),
  ]
  return (
    <Chart
      title={titleOf(metrics, isLoss, say)}
      series={isAlone ? alone() : dev}
      format={(value) => figure(metric, value)}
      formatTick={(value) => tickFigure(metric, value)}
      limits={limitsOf(metrics)}
      isFromZero={isLoss}
      hasDots
      end={end}
    />
  )
}

function titleOf(metrics: readonly string[], isLoss: boolean, say: Say): string {
  const [metric = ''] = metrics
  if (metrics.length !== 1 || metric === 'loss') return say(isLoss ? 'devLosses' : 'devMetrics', {})
  return say(isLoss ? 'devLoss' : 'devMetric', { metric: metricName(metric, say) })
}
