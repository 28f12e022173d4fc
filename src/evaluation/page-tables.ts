import type { Language } from '../base/locale.ts'
import { type Interval, MATCH_KINDS, percent, type Ratios } from '../metrics/index.ts'
import { escapeHtml } from '../page/index.ts'
import { calibrationNote, measures, temperatureNotes } from './calibration-text.ts'
import { comparisonTable } from './comparison.ts'
import { confusionTable } from './confusion-text.ts'
import type { EvaluationReport } from './evaluate.ts'
import { intervalBar, reliabilityPlot } from './page-charts.ts'
import { holdersOfSlices, sliceRows, trainNote } from './slice-rows.ts'
import {
  devName,
  fewNote,
  givenNote,
  intervalOf,
  kindName,
  labelHead,
  levelName,
  percents,
  say,
  supportOf,
  thresholdRows,
  wholeName,
} from './texts.ts'

/** A part of the page: HTML in which all that is not ours is escaped; '' where there is nothing to say. */
type Part = (report: EvaluationReport, language: Language) => string

/** A cell as HTML, or a text to escape. */
type Cell = string | { readonly html: string }

/** Beyond so many labels a matrix is no picture any more. */
const MATRIX = { most: 40, shown: 30, hasShades: true }

/** A table of more rows scrolls in a box of its own: what follows it stays within reach. */
const MOST_ROWS = 40

const figures: Part = ({ task, records, intervals: found }, language) => {
  const box = (name: string, interval: Interval) =>
    `<div class="figure"><b>${percent(interval.value)}</b><span>${escapeHtml(name)}</span><span>${percents(interval)}</span></div>`
  return `<div class="figures">${[
    box(say('microF1', {}, language), found.micro.f1),
    box(say('macroF1', {}, language), found.macro.f1),
    box(wholeName(task, language), found.accuracy),
    `<div class="figure"><b>${records}</b><span>${escapeHtml(say('records', {}, language))}</span></div>`,
  ].join('')}</div>${note(say('intervalNote', { resamples: found.resamples }, language))}`
}

const perType: Part = ({ task, scores, holders, intervals: found }, language) => {
  const rows = supportOf(scores)
  const row = (name: string, ratios: Ratios, interval: Interval, held: number, support?: number): Cell[] => [
    name,
    percent(ratios.precision),
    percent(ratios.recall),
    percent(ratios.f1),
    { html: intervalBar(interval) },
    intervalOf(interval, held),
    support === undefined ? '' : String(support),
  ]
  const micro = ratiosOf(found.micro)
  const counts = [holders.all, ...Object.values(holders.perLabel)]
  const marks = fewNote(counts, language).map(note).join('')
  const scored = table(
    [
      labelHead(task, language),
      say('precision', {}, language),
      say('recall', {}, language),
      say('f1', {}, language),
      '',
      say('interval', { level: levelName(found) }, language),
      say('support', {}, language),
    ],
    [
      ...Object.entries(rows).map(([label, one]) =>
        row(label, one, found.perLabel[label]!, holders.perLabel[label]!, one.support),
      ),
      row(say('micro', {}, language), micro, found.micro.f1, holders.all),
      row(say('macro', {}, language), ratiosOf(found.macro), found.macro.f1, holders.all),
    ],
  )
  return scored + marks
}

const ratiosOf = ({ precision, recall, f1 }: Record<keyof Ratios, Interval>): Ratios => ({
  precision: precision.value,
  recall: recall.value,
  f1: f1.value,
})

const comparison: Part = (report, language) => {
  const found = comparisonTable(report, language)
  if (!found) return ''
  const { heading, head, rows, notes } = found
  const lines = rows.map(({ name, cells: [first, second, difference, ...rest], betterIs }): Cell[] => {
    const verdict = betterIs === 'second' ? 'good' : betterIs === 'first' ? 'bad' : ''
    return [name, first, second, { html: `<span class="${verdict}">${difference}</span>` }, ...rest]
  })
  return section(heading, notes.map(note).join('') + table(head, lines))
}

const errors: Part = ({ errors: found }, language) => {
  if (!found) return ''
  const counts = (kinds: Readonly<Record<string, number>>): Cell[] =>
    MATCH_KINDS.map((kind) => shy(kinds[kind]!))
  const rows = Object.entries(found.perType).map(([type, kinds]): Cell[] => [type, ...counts(kinds)])
  const names = [say('type', {}, language), ...MATCH_KINDS.map((kind) => kindName(kind, language))]
  const all: Cell[] = ['Σ', ...counts(found.counts)]
  return section(
    say('errors', {}, language),
    note(say('errorsNote', {}, language)) + table(names, [...rows, all]),
  )
}

const confusion: Part = ({ confusion: found }, language) => {
  if (!found) return ''
  const { isMatrix, head, rows, note: text } = confusionTable(found, MATRIX, language)
  const heading = say('confusion', {}, language)
  if (!isMatrix) return section(heading, note(text) + table(head, rows))
  const lines = rows.map(([name, ...cells], g) => {
    const all = found.counts[g]!.reduce((sum, count) => sum + count, 0)
    const shade = (count: number) => (count === 0 ? 0 : Math.max(1, Math.ceil((9 * count) / all)))
    const shown = cells.map((cell, p) => {
      if (cell === '') return '<td></td>'
      const count = found.counts[g]![p]!
      return `<td class="h${shade(count)}${g === p ? '' : ' miss'}${count === 0 ? ' zero' : ''}">${count}</td>`
    })
    return `<tr><th>${escapeHtml(name)}</th>${shown.join('')}</tr>`
  })
  const names = head.map((name) => `<th>${escapeHtml(name)}</th>`).join('')
  const matrix = `<table class="heat"><thead><tr>${names}</tr></thead><tbody>${lines.join('')}</tbody></table>`
  return section(heading, `${note(text)}<div class="scroll" tabindex="0">${matrix}</div>`)
}

const calibration: Part = (report, language) => {
  const { reliability, scaled } = report.calibration
  const plot = reliabilityPlot(reliability, scaled?.reliability, {
    x: say('confidence', {}, language),
    y: say('rightShare', {}, language),
    asIs: say('asIs', {}, language),
    scaled: say('scaled', {}, language),
  })
  const rows = measures(report.calibration).map(({ name, before, after }) => [
    name,
    before,
    ...(scaled ? [after] : []),
  ])
  const head = ['', say('asIs', {}, language), ...(scaled ? [say('scaled', {}, language)] : [])]
  const [told = '', warned = ''] = temperatureNotes(report, language)
  const notes = `${told && note(told)}${warned && `<p class="warn">${escapeHtml(warned)}</p>`}`
  const text = `${calibrationNote(report, language)}${language === 'zh' ? '' : ' '}${say('diagonal', {}, language)}`
  return section(
    say('calibration', {}, language),
    `${note(text)}<div class="side-by-side"><div>${plot}</div><div>${table(head, rows)}${notes}</div></div>`,
  )
}

const thresholds: Part = ({ thresholds: found, givenFrom, sources }, language) => {
  const given = givenFrom ? note(givenNote(givenFrom, language)) : ''
  if (!found) return given && section(say('thresholds', {}, language), given)
  const rows = thresholdRows(found, language)
  const tried = table(['', say('microF1', {}, language), say('macroF1', {}, language)], rows.tried)
  const labels = table(
    [say('label', {}, language), say('threshold', {}, language), say('devPositives', {}, language)],
    rows.labels,
  )
  const triedNote = note(say('thresholdsTried', { data: devName(sources, language) }, language))
  const labelsNote = note(say('thresholdsOfLabels', {}, language))
  return section(
    say('thresholds', {}, language),
    `${given}<div class="side-by-side"><div>${triedNote}${tried}</div><div>${labelsNote}${labels}</div></div>`,
  )
}

const slices: Part = ({ task, slices: found, sources }, language) => {
  const { head, rows } = sliceRows(task, found, language)
  const lines = rows.map(({ kind, name, cells, interval, f1 }): Cell[] => [
    { html: `<span class="soft">${escapeHtml(kind)}</span> ${escapeHtml(name)}` },
    ...cells,
    f1 ? { html: intervalBar(f1) } : '',
    interval,
  ])
  const notes = [...trainNote(sources, language), ...fewNote(holdersOfSlices(found), language)]
  const names = [...head.slice(0, -1), '', head.at(-1)!]
  return section(say('slices', {}, language), table(names, lines) + notes.map(note).join(''))
}

/** All parts but the browser, in order. */
export function reportHtml(report: EvaluationReport, language: Language): string {
  const parts = [figures, perType, comparison, errors, confusion, calibration, thresholds, slices]
  return parts.map((part) => part(report, language)).join('\n')
}

function section(heading: string, html: string): string {
  return `<section><h2>${escapeHtml(heading)}</h2>${html}</section>`
}

function note(text: string): string {
  return `<p class="soft">${escapeHtml(text)}</p>`
}

/** Zeros step back. */
const shy = (count: number): Cell => (count === 0 ? { html: '<span class="zero">0</span>' } : String(count))

function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const cell = (kind: 'th' | 'td', content: Cell, at: number) => {
    // An empty cell is the head of nothing.
    const tag = content === '' ? 'td' : kind
    const html = typeof content === 'string' ? escapeHtml(content) : content.html
    return `<${tag}${at === 0 ? '' : ' class="num"'}>${html}</${tag}>`
  }
  const line = (cells: readonly Cell[], tag: 'th' | 'td') =>
    `<tr>${cells.map((content, at) => cell(at === 0 ? 'th' : tag, content, at)).join('')}</tr>`
  const look = rows.length > MOST_ROWS ? 'scroll tall' : 'scroll'
  return `<div class="${look}" tabindex="0"><table><thead>${line(head, 'th')}</thead><tbody>${rows.map((row) => line(row, 'td')).join('')}</tbody></table></div>`
}
