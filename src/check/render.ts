import { renderPlace } from '../base/errors.ts'
import { currentLanguage, defineTexts, type Language } from '../base/locale.ts'
import { quote } from '../base/quote.ts'
import type { CheckReport, Finding, Occurrence, RecordPlace, RuleCode, Severity } from './finding.ts'

const say = defineTexts({
  part: { zh: '{part}：{records} 条，{labels} 种标签', en: '{part}: {records} record(s), {labels} label(s)' },
  counts: {
    zh: '错误 {error} 项，警告 {warning} 项，提示 {hint} 项',
    en: '{error} error(s), {warning} warning(s), {hint} hint(s)',
  },
  nothing: { zh: '没有发现问题。', en: 'Nothing was found.' },
  more: { zh: '… 同一规则另有 {count} 项', en: '… {count} more of this rule' },
  moreRecords: { zh: '… 另有 {count} 处', en: '… {count} more' },
  moreRules: { zh: '… 另有 {count} 条规则有发现', en: '… {count} more rules found something' },
  related: { zh: '见 {place}', en: 'see {place}' },
})

const SIGNS: Readonly<Record<Severity, string>> = { error: '✗', warning: '!', hint: '·' }

/** Findings of a rule, and places of a finding, that are shown to people. */
const FINDINGS_SHOWN = 5
const PLACES_SHOWN = 3

/**
 * The worst findings in short: a line a rule, the gravest first.
 *
 * @param limit the most rules shown
 * @returns lines joined by line ends; empty where nothing was found
 */
export function renderFindings(
  report: CheckReport,
  limit = 5,
  language: Language = currentLanguage(),
): string {
  const rules = byRule(report)
  const lines = rules.slice(0, limit).map(([rule, [first, ...others]]) => {
    const more = others.length > 0 ? ` ${say('more', { count: others.length }, language)}` : ''
    return `  ${SIGNS[first!.severity]} [${rule}] ${first!.text[language]}${more}`
  })
  const left = rules.length - limit
  if (left > 0) lines.push(`  ${say('moreRules', { count: left }, language)}`)
  return lines.join('\n')
}

/** A whole report for people: the parts, each rule's findings with the first of their places, and the counts. */
export function renderReport(report: CheckReport, language: Language = currentLanguage()): string {
  const parts = report.parts.map(({ part, records, labels }) =>
    say('part', { part, records, labels: labels.length }, language),
  )
  if (report.findings.length === 0) return [...parts, '', say('nothing', {}, language)].join('\n')
  const blocks = byRule(report).map(([rule, findings]) => {
    const shown = findings.slice(0, FINDINGS_SHOWN).flatMap((finding) => renderFinding(finding, language))
    const left = findings.length - FINDINGS_SHOWN
    return [...shown, ...(left > 0 ? [`  ${say('more', { count: left }, language)} [${rule}]`] : [])].join(
      '\n',
    )
  })
  return [...parts, '', ...blocks, '', say('counts', report.counts, language)].join('\n')
}

function byRule({ findings }: CheckReport): [RuleCode, Finding[]][] {
  const rules = new Map<RuleCode, Finding[]>()
  for (const finding of findings) rules.set(finding.rule, [...(rules.get(finding.rule) ?? []), finding])
  return [...rules]
}

function renderFinding({ severity, rule, text, count, records }: Finding, language: Language): string[] {
  const shown = records.slice(0, PLACES_SHOWN)
  // A finding about labels counts labels, not records: nothing is missing from its list then.
  const left = records.length > PLACES_SHOWN ? Math.max(count, records.length) - PLACES_SHOWN : 0
  return [
    `${SIGNS[severity]} [${rule}] ${text[language]}`,
    ...shown.map((occurrence) => `    ${renderOccurrence(occurrence, language)}`),
    ...(left > 0 ? [`    ${say('moreRecords', { count: left }, language)}`] : []),
  ]
}

function renderOccurrence({ characters, note, related, ...place }: Occurrence, language: Language): string {
  const parts = [placeOf(place, language, characters)]
  if (note) parts.push(note[language])
  if (related) {
    const isSameFile = related.origin.file === place.origin.file
    const { line, element } = related.origin
    const own = { line, ...(element !== undefined && { element }) }
    const other = isSameFile ? renderPlace(own, language) : placeOf(related, language)
    parts.push(say('related', { place: other }, language))
  }
  return parts.join(language === 'zh' ? '　' : '  ')
}

function placeOf(
  { origin }: RecordPlace,
  language: Language,
  characters?: readonly [number, number],
): string {
  const { file, line, element, id } = origin
  const record = id === undefined ? {} : { record: quote(id, 40) }
  const own = { file, line, ...(element !== undefined && { element }), ...record }
  return renderPlace({ ...own, ...(characters && { characters }) }, language)
}
