import type { Language } from '../../base/locale.ts'
import { type AnyRecord, recordLabels } from '../../data/index.ts'
import type { CheckData } from '../check.ts'
import type { CheckReport, Finding, Occurrence, RecordPlace } from '../finding.ts'
import { type Segment, segmentsOf } from './segments.ts'

/** What the page's script reads. */
export interface PageData {
  /** Labels in the order of their colours. */
  readonly labels: readonly string[]
  readonly findings: readonly PageFinding[]
  readonly words: Readonly<Record<string, string>>
}

export interface PageFinding {
  readonly rule: string
  readonly severity: string
  readonly text: string
  readonly count: number
  readonly rows: readonly PageRow[]
}

export interface PageRow extends PageRecord {
  readonly note?: string
  readonly related?: PageRecord
}

export interface PageRecord {
  /** Part, file and line, id. */
  readonly place: string
  readonly segments: readonly Segment[]
  /** The other text of a pair. */
  readonly pair?: string
  /** The classes of a record. */
  readonly classes?: readonly string[]
}

/** A report with the texts that its findings name. */
export function pageData(
  report: CheckReport,
  data: CheckData,
  words: Readonly<Record<string, string>>,
  language: Language,
): PageData {
  const labels = [...new Set(report.parts.flatMap((part) => part.labels.map(([label]) => label)))]
  return { labels, words, findings: report.findings.map((finding) => findingOf(finding, data, language)) }
}

function findingOf(
  { rule, severity, text, count, records }: Finding,
  data: CheckData,
  language: Language,
): PageFinding {
  return {
    rule,
    severity,
    text: text[language],
    count,
    rows: records.map((row) => rowOf(row, data, language)),
  }
}

function rowOf(
  { characters, note, related, ...place }: Occurrence,
  data: CheckData,
  language: Language,
): PageRow {
  return {
    ...recordOf(place, data, characters),
    ...(note && { note: note[language] }),
    ...(related && { related: recordOf(related, data) }),
  }
}

function recordOf(
  { part, index, origin }: RecordPlace,
  data: CheckData,
  mark?: readonly [number, number],
): PageRecord {
  const element = origin.element === undefined ? '' : ` [${origin.element}]`
  const id = origin.id === undefined ? '' : ` · ${origin.id}`
  const place = `${part} · ${origin.file}:${origin.line}${element}${id}`
  if (index === undefined) return { place, segments: [] }
  const record: AnyRecord = data[part]!.at(index)!
  return {
    place,
    segments: segmentsOf(record, mark),
    ...('pair' in record && { pair: record.pair }),
    ...(!('entities' in record) && { classes: recordLabels(record) }),
  }
}
