import { currentLanguage, type Language } from '../base/locale.ts'
import { type Interval, MATCH_KINDS, percent, type Reliability, renderTable } from '../metrics/index.ts'
import { binRows, calibrationNote, measures, temperatureNotes } from './calibration-text.ts'
import { comparisonTable } from './comparison.ts'
import { confusionTable } from './confusion-text.ts'
import type { EvaluationReport } from './evaluate.ts'
import { holdersOfSlices, sliceRows, trainNote } from './slice-rows.ts'
import {
  devName,
  fewNote,
  givenNote,
  intervalOf,
  kindName,
  levelName,
  say,
  thresholdRows,
  wholeName,
} from './texts.ts'

/** What the table of scores does not say, as text for a terminal: sections with headings. */
export function renderEvaluation(report: EvaluationReport, language: Language = currentLanguage()): string {
  return [intervals, comparison, errors, confusion, calibration, thresholds, slices]
    .map((section) => section(report, language))
    .filter((text) => text !== undefined)
    .join('\n\n')
}

type Section = (report: EvaluationReport, language: Language) => string | undefined

const intervals: Section = ({ task, records, holders, intervals: found }, language) => {
  const row = (name: string, interval: Interval, count: number) => [
    name,
    percent(interval.value),
    intervalOf(interval, count),
  ]
  const table = renderTable([
    [say('figure', {}, language), '', say('interval', { level: levelName(found) }, language)],
    row(say('microF1', {}, language), found.micro.f1, holders.all),
    row(say('macroF1', {}, language), found.macro.f1, holders.all),
    row(wholeName(task, language), found.accuracy, records),
    ...Object.entries(found.perLabel).map(([label, interval]) =>
      row(`  ${label}`, interval, holders.perLabel[label]!),
    ),
  ])
  const note = say('intervalNote', { resamples: found.resamples }, language)
  const counts = [records, holders.all, ...Object.values(holders.perLabel)]
  return section(say('intervals', {}, language), table, note, ...fewNote(counts, language))
}

const comparison: Section = (report, language) => {
  const found = comparisonTable(report, language)
  if (!found) return undefined
  const { heading, head, rows, notes } = found
  const lines = rows.map(({ name, isLabel, cells }) => [`${isLabel ? '  ' : ''}${name}`, ...cells])
  return section(heading, renderTable([head, ...lines]), ...notes)
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

/** More columns do not fit a terminal. */
const MATRIX = { most: 12, shown: 10, hasShades: false }

const confusion: Section = ({ confusion: found }, language) => {
  if (!found) return undefined
  const { head, rows, note } = confusionTable(found, MATRIX, language)
  return section(say('confusion', {}, language), renderTable([head, ...rows]), note)
}

const calibration: Section = (report, language) => {
  const { of, reliability, scaled } = report.calibration
  const bins = (found: Reliability) => renderTable(binRows(found, of, language))
  return section(
    say('calibration', {}, language),
    measures(report.calibration)
      .map(({ name, before }) => `${name} ${before}`)
      .join('  '),
    calibrationNote(report, language),
    ...apart(bins(reliability)),
    ...apart(...temperatureNotes(report, language)),
    ...(scaled ? apart(bins(scaled.reliability)) : []),
  )
}

/** Lines behind an empty one, or nothing where there are none. */
const apart = (...lines: readonly string[]): string[] =>
  lines.some((line) => line !== '') ? ['', ...lines] : []

const thresholds: Section = ({ thresholds: found, givenFrom, sources }, language) => {
  const given = givenNote(givenFrom, language)
  if (!found) return given === '' ? undefined : section(say('thresholds', {}, language), given)
  const { tried, labels } = thresholdRows(found, language)
  const table = renderTable([['', say('microF1', {}, language), say('macroF1', {}, language)], ...tried])
  const head = ['', say('threshold', {}, language), say('devPositives', {}, language)]
  return section(
    say('thresholds', {}, language),
    ...(given === '' ? [] : [given, '']),
    say('thresholdsTried', { data: devName(sources, language) }, language),
    table,
    '',
    say('thresholdsOfLabels', {}, language),
    renderTable([head, ...labels]),
  )
}

const slices: Section = ({ task, slices: found, sources }, language) => {
  const { head, rows } = sliceRows(task, found, language)
  const lines = rows.map(({ kind, name, cells, interval }) => [`${kind}: ${name}`, ...cells, interval])
  return section(
    say('slices', {}, language),
    renderTable([head, ...lines]),
    ...trainNote(sources, language),
    ...fewNote(holdersOfSlices(found), language),
  )
}

function section(heading: string, ...lines: readonly string[]): string {
  return [`── ${heading}`, ...lines].join('\n')
}
