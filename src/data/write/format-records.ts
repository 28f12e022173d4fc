import { groupFieldOf } from '../../base/origin.ts'
import {
  type AnyRecord,
  type DataTask,
  type LabelledPair,
  type LabelledText,
  recordPlace,
  type TaggedText,
  taskOfRecord,
} from '../records.ts'
import { formatBio } from '../write-bio.ts'
import { formatBrat } from './_brat.ts'
import { failWrite } from './_errors.ts'
import { besideFields, cluenerLine, doccanoLine, jsonlLine, labelStudioTask } from './_json.ts'
import { formatTable } from './_tables.ts'

export { besideFields, jsonlLine }

type Tagged = readonly TaggedText[]

/** Each format: the tasks that it holds, and how it writes their records. */
const WRITERS = {
  bio: { tasks: ['ner'], write: (records) => formatBio(records as Tagged, 'BIO') },
  bioes: { tasks: ['ner'], write: (records) => formatBio(records as Tagged, 'BIOES') },
  bmes: { tasks: ['ner'], write: (records) => formatBio(records as Tagged, 'BMES') },
  jsonl: { tasks: ['ner', 'cls', 'multi', 'pair'], write: (records) => records.map(jsonlLine).join('') },
  csv: {
    tasks: ['cls', 'multi', 'pair'],
    write: (records) => formatTable(records as (LabelledText | LabelledPair)[], 'csv'),
  },
  tsv: {
    tasks: ['cls', 'multi', 'pair'],
    write: (records) => formatTable(records as (LabelledText | LabelledPair)[], 'tsv'),
  },
  doccano: { tasks: ['ner', 'cls', 'multi'], write: (records) => records.map(doccanoLine).join('') },
  'label-studio': {
    tasks: ['ner', 'cls', 'multi'],
    write: (records) => `${JSON.stringify(records.map(labelStudioTask), undefined, 1)}\n`,
  },
  cluener: { tasks: ['ner'], write: (records) => (records as Tagged).map(cluenerLine).join('') },
  brat: { tasks: ['ner'], write: (records) => formatBrat(records as Tagged) },
} satisfies Record<
  string,
  { tasks: readonly DataTask[]; write(records: readonly AnyRecord[]): string | Map<string, string> }
>

/** A format that records can be written as. */
export type WriteFormat = keyof typeof WRITERS
/** Those that have a place for fields beside the record, its group among them. */
export const KEEP_FIELDS: readonly WriteFormat[] = [
  'jsonl',
  'csv',
  'tsv',
  'doccano',
  'label-studio',
  'cluener',
]
export const WRITE_FORMATS = Object.keys(WRITERS) as readonly WriteFormat[]

/**
 * Records of one task as the text of a file; as brat, the texts of many files by their names. What a format cannot
 * hold is refused, so that reading the text back gives the same records. Ids are kept where the format has a place for
 * them (not in BIO, BIOES and BMES).
 *
 * @throws E_WRITE_TASK, E_WRITE_MIXED, E_WRITE_GROUP, E_WRITE_TEXT, E_WRITE_LABEL, E_WRITE_SPAN, E_DATA_NOT_BIO_TEXT,
 *   E_DATA_NOT_BIO_SPAN; the place names the record
 */
export function formatRecords(records: readonly AnyRecord[], format: Exclude<WriteFormat, 'brat'>): string
export function formatRecords(records: readonly AnyRecord[], format: 'brat'): Map<string, string>
export function formatRecords(
  records: readonly AnyRecord[],
  format: WriteFormat,
): string | Map<string, string>
export function formatRecords(
  records: readonly AnyRecord[],
  format: WriteFormat,
): string | Map<string, string> {
  const [first] = records
  if (!first) return format === 'brat' ? new Map() : ''
  const task = taskOfRecord(first)
  const other = records.find((record) => taskOfRecord(record) !== task)
  if (other) {
    const values = { first: task, second: taskOfRecord(other) }
    throw failWrite('E_WRITE_MIXED', values, recordPlace(other.origin))
  }
  const tasks = (name: WriteFormat): readonly DataTask[] => WRITERS[name].tasks
  const grouped = records.find(({ origin }) => origin.group !== undefined)
  if (grouped && !KEEP_FIELDS.includes(format))
    throw failWrite(
      'E_WRITE_GROUP',
      { format, field: groupFieldOf(grouped.origin), formats: KEEP_FIELDS.join(', ') },
      recordPlace(grouped.origin),
    )
  if (!tasks(format).includes(task)) {
    const formats = WRITE_FORMATS.filter((name) => tasks(name).includes(task)).join(', ')
    throw failWrite('E_WRITE_TASK', { format, task, formats }, recordPlace(first.origin))
  }
  return WRITERS[format].write(records)
}
