import { join } from 'node:path'
import { type CurveJob, type MeasuredCurve, measureCurve } from '../api/index.ts'
import { defineTexts } from '../base/locale.ts'
import { readConfigFile, readingOf, type SettingsInput } from '../config/index.ts'
import { readDataset } from '../data/index.ts'
import { errorAt, FIT_TOLERANCE, renderTable } from '../metrics/index.ts'
import { encoderChoice } from '../train/index.ts'
import { CurveFile } from './curve-file.ts'
import { showNotes } from './data-options.ts'
import { figureName } from './figure-names.ts'
import { percent } from './format.ts'
import type { Context } from './run.ts'
import { failUsage } from './usage-errors.ts'

const say = defineTexts({
  training: {
    zh: '第 {at}/{all} 次训练：{records} 条，种子 {seed}',
    en: 'training {at} of {all}: {records} record(s), seed {seed}',
  },
  records: { zh: '训练记录数', en: 'training records' },
  mean: { zh: '{figure} 均值', en: 'mean {figure}' },
  lowest: { zh: '最低', en: 'lowest' },
  highest: { zh: '最高', en: 'highest' },
  fitted: { zh: '拟合', en: 'fitted' },
  gain: {
    zh: '若规律不变，数据加倍到 {records} 条约可达 {value}（比测得的 {measured} 提高 {gain} 个百分点{interval}）。',
    en: 'If the law goes on, {records} record(s) would bring about {value} (a gain of {gain} points over the measured {measured}{interval}).',
  },
  noFit: {
    zh: '给不出数据加倍的预测：用全部 {records} 条训练测得 {measured}，拟合的规律却给出 {fitted}，相差超过 {tolerance} 个百分点，各点不在一条幂律曲线上。多用几个种子（--seeds）或更多测试数据，测得更准之后再看。',
    en: 'No forecast for twice the data: all {records} record(s) came to {measured}, the fitted law says {fitted}, more than {tolerance} points apart, so the points are on no power law. More seeds (--seeds) or more test data make the points surer.',
  },
  interval: { zh: '，95% 区间 {low} 到 {high}', en: ', 95% interval {low} to {high}' },
  goesOn: {
    zh: '接着 {file} 里测得的 {count} 次训练往下做（数据、设置和编码器都没有变）',
    en: 'goes on from the {count} training(s) measured in {file} (data, settings and encoder are the same)',
  },
  sameData: {
    zh: '{file} 就是训练数据：曲线会偏高，请换没有参加训练的测试数据',
    en: '{file} holds the training data: the curve will be too high; give test data of other records',
  },
  anew: {
    zh: '{file} 里测得的结果出自别的数据、设置、编码器或版本，不能接着用：从头测起',
    en: 'what {file} holds was measured with other data, settings, encoder or version: starts anew',
  },
  kept: {
    zh: '测完的 {count} 次训练存在 {file}；再执行同一条命令会接着做',
    en: 'the {count} training(s) measured so far are in {file}; the same command goes on from there',
  },
  noInterval: {
    zh: '，种子不足三个，给不出区间',
    en: '; with fewer than three seeds there is no interval',
  },
})

/** What the command line says about a learning curve. */
export interface CurveInput {
  readonly run: string
  readonly test: string
  readonly train: string | undefined
  readonly seeds: number | undefined
  /** What is not as in the run: how files are read, threads. */
  readonly settings: SettingsInput
}

/**
 * Trains on parts of the data with the settings of a run, and tells what twice the data would bring. What each training
 * came to is kept in the run's folder, from where the same command goes on.
 *
 * @throws E_CLI_CURVE_TRAIN, and the errors of configuration, data and training
 */
export async function learningCurve({ output, signal }: Context, input: CurveInput): Promise<void> {
  if (input.train === undefined) throw failUsage('E_CLI_CURVE_TRAIN', {})
  const { settings: own, model, revision, data } = readConfigFile(join(input.run, 'config.yaml'))
  const settings = { ...own, ...input.settings }
  const { records, notes } = readDataset(input.train, readingOf(settings))
  showNotes(output, input.train, notes)
  const dev = typeof data.dev === 'string' ? data.dev : undefined
  const job: CurveJob = {
    train: records,
    test: input.test,
    settings,
    ...(dev !== undefined && { dev }),
    ...encoderChoice({ model, revision }),
  }
  const file = new CurveFile(input.run, job)
  if (file.isTestedOnTraining) output.note(say('sameData', { file: input.test }))
  const told = () => ({ file: file.path, count: file.measured.length })
  if (file.isOther) output.note(say('anew', told()))
  else if (file.measured.length > 0) output.note(say('goesOn', told()))
  try {
    const found = await measureCurve(job, {
      seeds: input.seeds,
      signal,
      measured: file.measured,
      onTraining: (progress) => output.progress.mark(say('training', { ...progress })),
      onMeasured: (measurement) => file.add(measurement),
    })
    if (output.json) output.line({ event: 'learning-curve', ...found })
    else output.text(renderCurve(found))
  } catch (error) {
    if (signal?.aborted && file.measured.length > 0) output.note(say('kept', told()))
    throw error
  }
}

/** The table of trainings and what the fitted law foresees. */
export function renderCurve({ figure, points, curve }: MeasuredCurve): string {
  const rows = points.map(({ records, errors }) => {
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length
    const values = [mean, Math.max(...errors), Math.min(...errors), errorAt(curve, records)]
    return [String(records), ...values.map((error) => percent(1 - error))]
  })
  const head = [
    say('records', {}),
    say('mean', { figure: figureName(figure) }),
    say('lowest', {}),
    say('highest', {}),
    say('fitted', {}),
  ]
  return `${renderTable([head, ...rows])}\n\n${renderForecast(curve)}`
}

function renderForecast({ records, measured, error, forecast }: MeasuredCurve['curve']): string {
  const inPoints = (gain: number) => (100 * gain).toFixed(2)
  if (!forecast) {
    const [had, fitted] = [percent(1 - measured), percent(1 - error)]
    return say('noFit', { records, measured: had, fitted, tolerance: Math.round(100 * FIT_TOLERANCE) })
  }
  const { gain, interval } = forecast
  return say('gain', {
    records: 2 * records,
    value: percent(1 - forecast.error),
    measured: percent(1 - measured),
    gain: inPoints(gain),
    interval: interval
      ? say('interval', { low: inPoints(interval.low), high: inPoints(interval.high) })
      : say('noInterval', {}),
  })
}
