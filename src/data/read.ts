import { isObjectArray, readUnits } from './_array.ts'
import { failFile } from './_errors.ts'
import { type Fault, FaultList, Faults } from './_faults.ts'
import { groupedByFile } from './_file-groups.ts'
import { type DataFiles, dataFiles } from './_folder.ts'
import { Notes } from './_notes.ts'
import { OwnFields } from './_own-fields.ts'
import { refuseOptions } from './_refuse-options.ts'
import type { LineBatch } from './_source.ts'
import type { Dataset, ReadOptions } from './dataset.ts'
import { binaryFormat } from './formats/binary.ts'
import { readBrat } from './formats/brat.ts'
import { refuseUnnamedTable } from './formats/csv.ts'
import {
  type ClassResult,
  excerpt,
  type Format,
  type Reading,
  type ReadResult,
  type Sample,
} from './formats/format.ts'
import { formatOf, readsObjects } from './formats/index.ts'
import { refuseUnknownJsonFields, refuseUnreadFields } from './formats/json-fields.ts'
import { refuseUnusableAnswers } from './formats/label-studio-min.ts'
import { refuseLookAlikes } from './formats/look-alikes.ts'
import { labelsOf } from './labels.ts'
import type { AnyRecord, DataTask } from './records.ts'

const SAMPLE_LINES = 500

/** What is gathered over all files. */
interface Gathered extends Required<Pick<Reading, 'notes' | 'faults' | 'fields'>> {
  /** Where faults go of files whose faulty records can be told from the others; left out: to the others. */
  readonly left?: FaultList
  /** Hears how many lines of the file that is being read have passed. */
  readonly onLines?: OnLines
}

type OnLines = (lines: number) => void

/** What one reading gives, of a task that its content shows. */
interface Part extends ReadResult<AnyRecord> {
  readonly task: DataTask
}

/**
 * Reads a file of labelled records, or all files of a folder, which must be of one format. Format and task are
 * recognised from content, never from names; the result says why. Broken records are never dropped: the first is
 * thrown, with the number of the others.
 *
 * @throws HanTuneError of the codes `E_DATA_*`
 */
export function readDataset(path: string, options: ReadOptions = {}): Dataset {
  return readWith(path, options)
}

/** A dataset without the records that have faults, and these. */
export interface SoundDataset {
  readonly dataset: Dataset
  readonly faults: readonly Fault[]
}

/**
 * `readDataset` that goes on where a record is broken and leaves it out: a line of JSONL, a row, an element of an array, the
 * sentence that a line of tags belongs to, a document of brat with all its lines. The first fault is thrown where it
 * leaves in doubt what else is sound (JSON of an array that cannot be parsed, line ends that were lost), and where no
 * record is sound.
 *
 * @param onLines hears how many lines of text have been read, some thousand at a time
 * @throws HanTuneError of the codes `E_DATA_*`
 */
export function readSound(path: string, options: ReadOptions = {}, onLines?: OnLines): SoundDataset {
  const left = new FaultList()
  return { dataset: readWith(path, options, { left, ...(onLines && { onLines }) }), faults: left.all }
}

/**
 * Every fault that readers find in the records of a file or folder, whatever its format.
 *
 * @throws HanTuneError of the codes `E_DATA_*` for what is wrong with the whole file
 */
export function everyFault(path: string, options: ReadOptions): readonly Fault[] {
  const faults = new FaultList()
  readParts(path, options, { notes: new Notes(), faults, fields: new OwnFields(options.fields) })
  return faults.all
}

function readWith(
  path: string,
  options: ReadOptions,
  more: Pick<Gathered, 'left' | 'onLines'> = {},
): Dataset {
  const { left } = more
  const notes = new Notes()
  const faults = new Faults()
  const fields = new OwnFields(options.fields)
  const part = readParts(path, options, { notes, faults, fields, ...more })
  if (options.task && options.task !== part.task)
    throw failFile(
      'E_DATA_TASK',
      { asked: options.task, found: part.task, reason: part.reason },
      { file: path },
    )
  faults.throwIfAny()
  left?.throwIfUnbounded()
  const records = left?.all.length ? part.records.filter(({ origin }) => !left.has(origin)) : part.records
  if (part.format === 'brat') notes.add('leftLines', part.records.length - records.length)
  if (records.length === 0) {
    left?.throwIfAny()
    throw failFile('E_DATA_EMPTY', {}, { file: path })
  }
  fields.refuseUnknown(records, path)
  const grouped = groupedByFile<AnyRecord>(records, path, options)
  const dataset = { ...part, records: grouped, notes: notes.list() } as Dataset
  if (options.forTraining ?? true) refuseUnlearnable(dataset, path)
  return dataset
}

function readParts(path: string, options: ReadOptions, gathered: Gathered): Part {
  const { notes, faults, left = faults } = gathered
  const data = dataFiles(path, notes)
  return data.kind === 'brat'
    ? bratPart(path, data, options, notes, left)
    : filesPart(path, data, options, gathered)
}

function bratPart(
  file: string,
  { documents }: Extract<DataFiles, { kind: 'brat' }>,
  options: ReadOptions,
  notes: Notes,
  faults: Faults,
): Part {
  const result = readBrat(documents, { options, notes, faults })
  refuseOptions(options, { file, name: result.format, task: 'ner', reason: result.reason })
  return { ...result, task: 'ner' }
}

/** The records of several files together. */
function filesPart(
  folder: string,
  { files }: Extract<DataFiles, { kind: 'files' }>,
  options: ReadOptions,
  gathered: Gathered,
): Part {
  const { notes } = gathered
  const parts = files.map((file) => ({ file, ...readFile(file, options, gathered) }))
  const first = parts[0]!
  if (parts.length === 1) return first.part
  const other = parts.find(({ format, part }) => format !== first.format || part.task !== first.part.task)
  if (other) {
    const values = {
      first: first.file,
      firstFormat: `${first.part.format} (${first.part.task})`,
      other: other.file,
      otherFormat: `${other.part.format} (${other.part.task})`,
    }
    throw failFile('E_DATA_FOLDER_MIXED', values, { file: folder })
  }
  const formats = [...new Set(parts.map(({ part }) => part.format))]
  if (formats.length > 1) notes.add('severalFormats', 1, { names: formats.join(', ') })
  notes.add('severalFiles', files.length)
  return { ...first.part, records: parts.flatMap(({ part }) => part.records) }
}

function readFile(
  file: string,
  options: ReadOptions,
  { notes, faults, fields, left, onLines }: Gathered,
): { format: Format; part: Part } {
  const binary = binaryFormat(file)
  const sample = binary ? [] : sampleOf(file)
  const first = sample[0] ?? ''
  if (!binary && sample.length === 0) throw failFile('E_DATA_EMPTY', {}, { file })
  if (!binary) refuseUnknownJsonFields(sample, options, file)
  const format = binary ?? formatOf(sample, options)
  if (!format) {
    refuseUnusableAnswers(sample, options, file)
    refuseLookAlikes(sample, file)
    refuseUnreadFields(sample, options, file)
    refuseUnnamedTable(sample, file)
    const isTextOnly = !sample.some((line) => line.includes('\t')) && !first.startsWith('[')
    throw failFile(isTextOnly ? 'E_DATA_UNLABELLED' : 'E_DATA_FORMAT', { line: excerpt(first) }, { file })
  }
  const own = new Notes()
  let sourceNotes = new Notes()
  const reading: Reading = {
    file,
    sample,
    options,
    notes: own,
    faults: left && areTold(file, format) ? left : faults,
    fields,
    // A format may read the file more than once; what the last pass noted counts.
    lines() {
      sourceNotes = new Notes()
      return onLines ? told(readUnits(file, sourceNotes), onLines) : readUnits(file, sourceNotes)
    },
  }
  const result = format.read(reading)
  notes.addAll(sourceNotes)
  notes.addAll(own)
  const task = 'task' in format ? format.task : (result as ClassResult).task
  const { format: name, reason } = result
  refuseOptions(options, { file, format, name, task, reason, ...(!binary && { line: first }) })
  return { format, part: { ...result, task } }
}

/** The lines as they are, told as they pass. */
function* told(batches: Iterable<LineBatch>, onLines: OnLines): Generator<LineBatch> {
  for (const batch of batches) {
    yield batch
    onLines(batch.first - 1 + batch.lines.length)
  }
}

/** Whether no two records of a file have one place; where elements of an array were taken for lines, they may. */
const areTold = (file: string, format: Format): boolean => readsObjects(format) || !isObjectArray(file)

/** The first lines that are not blank; they come from the first 4 MiB, where a file shows its format. */
export function sampleOf(file: string): Sample {
  const sample: string[] = []
  for (const { lines } of readUnits(file)) {
    for (const line of lines) {
      if (line.trim() !== '') sample.push(line)
      if (sample.length === SAMPLE_LINES) return sample
    }
  }
  return sample
}

function refuseUnlearnable(dataset: Dataset, file: string): void {
  const records = dataset.records.length
  if (dataset.task === 'ner') {
    if (dataset.records.every(({ entities }) => entities.length === 0))
      throw failFile('E_DATA_NO_ENTITIES', { records }, { file })
    return
  }
  const labels = labelsOf(dataset.records)
  // With several labels a text, one alone still tells texts that have it from those that do not.
  const label = labels[0] ?? ''
  const isConstant =
    dataset.task === 'multi'
      ? dataset.records.every((record) => record.labels.length === labels.length)
      : labels.length === 1
  if (isConstant) throw failFile('E_DATA_ONE_CLASS', { records, label }, { file })
}
