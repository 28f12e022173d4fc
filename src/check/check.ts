import { drain } from '../base/drain.ts'
import { defineErrors } from '../base/errors.ts'
import { DEFAULT_WINDOW } from '../config/index.ts'
import { type AnyRecord, type DataTask, type RecordList, taskOfRecord } from '../data/index.ts'
import type { Tokenizer } from '../tokenize/index.ts'
import {
  type CheckReport,
  type Finding,
  PARTS,
  type Part,
  type PartFacts,
  RULE_CODES,
  SEVERITIES,
} from './finding.ts'
import { Inspection, type PartRecords } from './inspection.ts'
import { RULES } from './rules/index.ts'
import type { Look } from './rules/rule.ts'

const fail = defineErrors({
  E_CHECK_EMPTY: {
    zh: { what: '没有任何记录可查', fix: '至少给出 train、dev、test 之一' },
    en: { what: 'there is no record to check', fix: 'give one of train, dev and test at least' },
  },
  E_CHECK_TASKS: {
    zh: {
      what: '这条记录的任务是 {found}，前面的是 {task}：不同任务的数据不能一起查',
      fix: '分开检查，或检查各个文件的格式是否一致',
    },
    en: {
      what: 'this record is of the task {found}, those before it of {task}: data of two tasks cannot be checked together',
      fix: 'check them apart, or see that the files are written alike',
    },
  },
})

/** Records by part; an array is a list of them. */
export type CheckData = { readonly [part in Part]?: RecordList | undefined }

export interface CheckOptions {
  /** The model's window in tokens, [CLS] and [SEP] included; 256 where it is left out, as in training. */
  readonly maxLength?: number
  /** Counts tokens; without it characters are counted. */
  readonly tokenizer?: Pick<Tokenizer, 'tokenize'>
  /** The most occurrences that a finding lists; 100 where it is left out. */
  readonly listed?: number
  /** Hears how many records have been looked at by the rules that look at each by itself. */
  readonly onRecords?: (done: number, all: number) => void
  /** Hears which rule comes to its end. */
  readonly onRule?: (rule: string, done: number, all: number) => void
}

const DEFAULT_LISTED = 100

/**
 * Looks for what makes data worth less than it seems. Time and memory grow with the data, no faster.
 *
 * @throws E_CHECK_EMPTY, E_CHECK_TASKS
 */
export function checkData(data: CheckData, options: CheckOptions = {}): CheckReport {
  return drain(checkSteps(data, options))
}

/** `checkData` that yields while it works, so that the caller can stop it. @throws E_CHECK_EMPTY, E_CHECK_TASKS */
export function* checkSteps(data: CheckData, options: CheckOptions = {}): Generator<void, CheckReport> {
  const parts = PARTS.flatMap((part): PartRecords[] => {
    const records = data[part]
    return records && records.length > 0 ? [{ part, records }] : []
  })
  const first = parts[0]?.records.at(0)
  if (!first) throw fail('E_CHECK_EMPTY', {})
  const task = taskOfRecord(first)
  const { maxLength = DEFAULT_WINDOW, listed = DEFAULT_LISTED, tokenizer, onRule = () => {} } = options
  const inspection = new Inspection(task, parts, { maxLength, listed, ...(tokenizer && { tokenizer }) })
  const rules = Object.values(RULES).filter(({ tasks }) => tasks?.includes(task) ?? true)
  const looks = rules.map((rule) => rule.begin(inspection))
  const files = yield* seeAll(inspection, looks, options.onRecords)
  const findings: Finding[] = []
  for (const [done, look] of looks.entries()) {
    onRule(rules[done]!.code, done, rules.length)
    const found = look.findings()
    findings.push(...('next' in found ? yield* found : found))
  }
  return reportOf(
    task,
    parts.map((part) => factsOf(part, files, inspection)),
    findings,
  )
}

/**
 * Shows each record to all rules, and again to those that ask for it.
 *
 * @returns the files that the records of each part came from
 */
function* seeAll(
  inspection: Inspection,
  looks: readonly Look[],
  onRecords: CheckOptions['onRecords'] = () => {},
): Generator<void, FilesOf> {
  const { task, parts } = inspection
  const files = new Map(parts.map(({ part }) => [part, new Set<string>()]))
  const [seeing, reviewing] = [looks.filter(({ see }) => see), looks.filter(({ review }) => review)]
  const all = parts.reduce((sum, { records }) => sum + records.length, 0) * (reviewing.length > 0 ? 2 : 1)
  let done = 0
  const first = inspection.pass((seen) => {
    requireTask(seen.record, task)
    files.get(seen.part)!.add(seen.record.origin.file)
    inspection.seeLabels(seen)
    for (const look of seeing) look.see!(seen)
    done++
  })
  for (const _ of first) yield onRecords(done, all)
  if (reviewing.length === 0) return files
  const second = inspection.pass((seen) => {
    for (const look of reviewing) look.review!(seen)
    done++
  })
  for (const _ of second) yield onRecords(done, all)
  return files
}

type FilesOf = ReadonlyMap<Part, ReadonlySet<string>>

/** A report with findings added, e.g. suspicious records. */
export function withFindings({ task, parts, findings }: CheckReport, more: readonly Finding[]): CheckReport {
  return reportOf(task, parts, [...findings, ...more])
}

function reportOf(task: DataTask, parts: readonly PartFacts[], findings: readonly Finding[]): CheckReport {
  const rank = ({ severity, rule }: Finding) =>
    SEVERITIES.indexOf(severity) * RULE_CODES.length + RULE_CODES.indexOf(rule)
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length
  const counts = { error: count('error'), warning: count('warning'), hint: count('hint') }
  return { task, parts, findings: [...findings].sort((a, b) => rank(a) - rank(b)), counts }
}

/** @throws E_CHECK_TASKS */
function requireTask(record: AnyRecord, task: DataTask): void {
  const found = taskOfRecord(record)
  const { file, line } = record.origin
  if (found !== task) throw fail('E_CHECK_TASKS', { task, found }, { file, line })
}

function factsOf({ part, records }: PartRecords, files: FilesOf, inspection: Inspection): PartFacts {
  const labels = [...inspection.labelOccurrences(part)].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  return { part, files: [...files.get(part)!], records: records.length, labels }
}
