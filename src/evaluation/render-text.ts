import { currentLanguage, type Language } from '../base/locale.ts'
import { type Difference, type Interval, MATCH_KINDS, percent, renderTable } from '../metrics/index.ts'
import type { EvaluationReport } from './evaluate.ts'
import {
  fewNote,
  givenNote,
  intervalOf,
  kindName,
  levelName,
  points,
  say,
  sliceKind,
  sliceName,
  supportOf,
  thresholdRows,
  wholeName,
} from './texts.ts'

/** What the table of scores does not say, as text for a terminal: sections with headings. */
export function renderEvaluation(report: EvaluationReport, language: Language = currentLanguage()): string {
  return [intervals, comparison, errors, calibration, thresholds, slices]
    .map((section) => section(report, language))
    .filter((text) => text !== undefined)
    .join('\n\n')
}

type Section = (report: EvaluationReport, language: Language) => string | undefined

const intervals: Section = ({ task, records, scores, intervals: found }, language) => {
  const items = supportOf(scores)
  const row = (name: string, interval: Interval, count: number) => [
    name,
    percent(interval.value),
    intervalOf(interval, count),
  ]
  const table = renderTable([
    [say('figure', {}, language), '', say('interval', { level: levelName(found) }, language)],
    row(say('microF1', {}, language), found.micro.f1, records),
    row(say('macroF1', {}, language), found.macro.f1, records),
    row(wholeName(task, language), found.accuracy, records),
    ...Object.entries(found.perLabel).map(([label, interval]) =>
      row(`  ${label}`, interval, items[label]?.support ?? 0),
    ),
  ])
  const note = say('intervalNote', { resamples: found.resamples }, language)
  const counts = [records, ...Object.keys(found.perLabel).map((label) => items[label]?.support ?? 0)]
  return section(say('intervals', {}, language), table, note, ...fewNote(counts, language))
}

const comparison: Section = ({ comparison: found }, language) => {
  if (!found) return undefined
  const row = (name: string, { first, second, difference, low, high, p }: Difference) => [
    name,
    percent(first),
    percent(second),
    points(difference),
    `${points(low)} ${points(high)}`,
    p.toFixed(4),
  ]
  const table = renderTable([
    [
      say('figure', {}, language),
      say('first', {}, language),
      say('second', {}, language),
      say('difference', {}, language),
      say('interval', { level: levelName(found) }, language),
      say('p', {}, language),
    ],
    row(say('microF1', {}, language), found.microF1),
    row(say('macroF1', {}, language), found.macroF1),
    row(say('accuracy', {}, language), found.accuracy),
    ...Object.entries(found.perLabel).map(([label, difference]) => row(`  ${label}`, difference)),
  ])
  return section(say('comparison', {}, language), table, say('comparisonNote', {}, language))
}

const errors: Section = ({ errors: found }, language) => {
  if (!found) return undefined
  const table = renderTable([
    [say('type', {}, language), ...MATCH_KINDS.map((kind) => kindName(kind, language))],
    ...Object.entries(found.perType).map(([type, counts]) => [
      type,
      ...MATCH_KINDS.map((kind) => String(counts[kind])),
    ]),
    ['', ...MATCH_KINDS.map((kind) => String(found.counts[kind]))],
  ])
  return section(say('errors', {}, language), table, say('errorsNote', {}, language))
}

const calibration: Section = ({ calibration: found }, language) => {
  const { ece, mce, brier } = found.reliability
  const figures = `ECE ${ece.toFixed(4)}  MCE ${mce.toFixed(4)}  Brier ${(found.brierOfClasses ?? brier).toFixed(4)}`
  const lines = [figures, calibrationNote({ calibration: found }, language)]
  if (found.scaled) lines.push(temperatureNote(found, language))
  return section(say('calibration', {}, language), ...lines)
}

/** What the confidences are of. */
export function calibrationNote(
  { calibration: { of, reliability } }: Pick<EvaluationReport, 'calibration'>,
  language: Language,
): string {
  const key = of === 'entities' ? 'ofEntities' : of === 'texts' ? 'ofTexts' : 'ofDecisions'
  const values = { of: say(key, {}, language), predictions: reliability.predictions }
  return say('calibrationNote', values, language)
}

/** What the temperature does; '' where there is none. */
export function temperatureNote(
  found: Omit<EvaluationReport['calibration'], 'of'>,
  language: Language,
): string {
  const { scaled, reliability } = found
  if (!scaled) return ''
  const values = {
    temperature: scaled.temperature.toFixed(3),
    ece: change(reliability.ece, scaled.reliability.ece),
    mce: change(reliability.mce, scaled.reliability.mce),
    brier: change(...briers(found)),
  }
  return say('temperature', values, language)
}

const change = (before: number, after: number): string => `${before.toFixed(4)} → ${after.toFixed(4)}`

/** Over all classes where they are known; before and with the temperature. */
export function briers({
  reliability,
  scaled,
  brierOfClasses,
}: Omit<EvaluationReport['calibration'], 'of'>): [before: number, after: number] {
  const after = scaled?.reliability ?? reliability
  return [brierOfClasses ?? reliability.brier, scaled?.brierOfClasses ?? after.brier]
}

const thresholds: Section = ({ thresholds: found, givenFrom }, language) => {
  const given = givenNote(givenFrom, language)
  if (!found) return given === '' ? undefined : section(say('thresholds', {}, language), given)
  const { tried, labels } = thresholdRows(found, language)
  const table = renderTable([['', say('microF1', {}, language), say('macroF1', {}, language)], ...tried])
  const head = ['', say('threshold', {}, language), say('devPositives', {}, language)]
  return section(
    say('thresholds', {}, language),
    ...(given === '' ? [] : [given, '']),
    table,
    '',
    renderTable([head, ...labels]),
    say('thresholdsNote', {}, language),
  )
}

const slices: Section = ({ slices: found }, language) => {
  const table = renderTable([
    [
      say('slice', {}, language),
      say('records', {}, language),
      say('support', {}, language),
      say('microF1', {}, language),
      say('interval', { level: '95%' }, language),
    ],
    ...found.map((slice) => [
      `${sliceKind(slice, language)}: ${sliceName(slice, language)}`,
      String(slice.records),
      String(slice.support),
      slice.f1 ? percent(slice.f1.value) : '–',
      intervalOf(slice.f1, slice.records),
    ]),
  ])
  return section(say('slices', {}, language), table, ...fewNote(countsOf(found), language))
}

/** The records of slices that have an interval. */
export function countsOf(slices: EvaluationReport['slices']): number[] {
  return slices.flatMap(({ f1, records }) => (f1 ? [records] : []))
}

function section(heading: string, ...lines: readonly string[]): string {
  return [`── ${heading}`, ...lines].join('\n')
}
