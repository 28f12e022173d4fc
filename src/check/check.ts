import { defineErrors } from '../base/errors.ts'
import { DEFAULT_WINDOW } from '../config/index.ts'
import { type AnyRecord, type DataTask, taskOfRecord } from '../data/index.ts'
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
import { labelFrequencies } from './label-forms.ts'
import { RULES } from './rules/index.ts'

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

/** Records by part. */
export type CheckData = { readonly [part in Part]?: readonly AnyRecord[] | undefined }

export interface CheckOptions {
  /** The model's window in tokens, [CLS] and [SEP] included; 256 where it is left out, as in training. */
  readonly maxLength?: number
  /** Counts tokens; without it characters are counted. */
  readonly tokenizer?: Pick<Tokenizer, 'tokenize'>
  /** The most occurrences that a finding lists; 100 where it is left out. */
  readonly listed?: number
  /** Hears which rule comes next. */
  readonly onRule?: (rule: string, done: number, all: number) => void
}

const DEFAULT_LISTED = 100

/**
 * Looks for what makes data worth less than it seems. Time and memory grow with the data, no faster.
 *
 * @throws E_CHECK_EMPTY, E_CHECK_TASKS
 */
export function checkData(data: CheckData, options: CheckOptions = {}): CheckReport {
  const parts = PARTS.flatMap((part): PartRecords[] => {
    const records = data[part]
    return records && records.length > 0 ? [{ part, records }] : []
  })
  const task = taskOf(parts)
  const { maxLength = DEFAULT_WINDOW, listed = DEFAULT_LISTED, tokenizer, onRule = () => {} } = options
  const inspection = new Inspection(task, parts, { maxLength, listed, ...(tokenizer && { tokenizer }) })
  const rules = Object.values(RULES).filter(({ tasks }) => tasks?.includes(task) ?? true)
  const findings = rules.flatMap((rule, done) => {
    onRule(rule.code, done, rules.length)
    return rule.check(inspection)
  })
  return reportOf(task, parts.map(factsOf), findings)
}

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

/** The one task of all records. @throws E_CHECK_EMPTY, E_CHECK_TASKS */
function taskOf(parts: readonly PartRecords[]): DataTask {
  const first = parts[0]?.records[0]
  if (!first) throw fail('E_CHECK_EMPTY', {})
  const task = taskOfRecord(first)
  for (const { records } of parts)
    for (const record of records) {
      const found = taskOfRecord(record)
      const { file, line } = record.origin
      if (found !== task) throw fail('E_CHECK_TASKS', { task, found }, { file, line })
    }
  return task
}

function factsOf({ part, records }: PartRecords): PartFacts {
  const labels = [...labelFrequencies(records)].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  const files = [...new Set(records.map(({ origin }) => origin.file))]
  return { part, files, records: records.length, labels }
}
