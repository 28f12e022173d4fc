import { failFile } from './_errors.ts'
import { Faults } from './_faults.ts'
import { Notes } from './_notes.ts'
import { readLines } from './_source.ts'
import { failTable } from './_table-errors.ts'
import type { Dataset, ReadOptions } from './dataset.ts'
import { binaryFormat } from './formats/binary.ts'
import { hasColumnOptions } from './formats/columns-asked.ts'
import { type ClassResult, excerpt, type Reading, type Sample } from './formats/format.ts'
import { FORMATS } from './formats/index.ts'
import { labelsOf } from './labels.ts'

const SAMPLE_LINES = 500

/**
 * Reads a file of labelled records. Format and task are recognised from its content, never from its name; the
 * result says why. Broken lines are never dropped: the first is thrown, with the number of the others.
 *
 * @throws HanTuneError of the codes `E_DATA_*`
 */
export function readDataset(file: string, options: ReadOptions = {}): Dataset {
  if (options.labelSeparator === '') throw failTable('E_DATA_LABEL_SEPARATOR', {}, { file })
  const binary = binaryFormat(file)
  const sample = binary ? [] : sampleOf(file)
  const first = sample[0] ?? ''
  if (!binary && sample.length === 0) throw failFile('E_DATA_EMPTY', {}, { file })
  const format = binary ?? FORMATS.find((candidate) => candidate.recognises(sample, options))
  if (!format) {
    const isTextOnly = !sample.some((line) => line.includes('\t')) && !first.startsWith('[')
    throw failFile(isTextOnly ? 'E_DATA_UNLABELLED' : 'E_DATA_FORMAT', { line: excerpt(first) }, { file })
  }
  const notes = new Notes()
  const faults = new Faults()
  let sourceNotes = new Notes()
  const reading: Reading = {
    file,
    sample,
    options,
    notes,
    faults,
    // A format may read the file more than once; what the last pass noted counts.
    lines() {
      sourceNotes = new Notes()
      return readLines(file, sourceNotes)
    },
  }
  const result = format.read(reading)
  const task = 'task' in format ? format.task : (result as ClassResult).task
  if (!('isTable' in format && format.isTable) && hasColumnOptions(options))
    throw failTable('E_DATA_NO_COLUMNS', { reason: result.reason }, { file })
  if (options.labelSeparator !== undefined && task !== 'multi')
    throw failTable('E_DATA_NO_LABEL_LISTS', { found: task, reason: result.reason }, { file })
  if (options.sheet !== undefined && result.format !== 'xlsx')
    throw failTable('E_DATA_NO_SHEETS', { name: String(options.sheet) }, { file })
  if (options.task && options.task !== task)
    throw failFile('E_DATA_TASK', { asked: options.task, found: task, reason: result.reason }, { file })
  faults.throwIfAny()
  if (result.records.length === 0) throw failFile('E_DATA_EMPTY', {}, { file })
  const dataset = { task, ...result, notes: [...sourceNotes.list(), ...notes.list()] } as Dataset
  if (options.forTraining ?? true) refuseUnlearnable(dataset, file)
  return dataset
}

/** The first lines that are not blank; they come from the first 4 MiB, where a file shows its format. */
export function sampleOf(file: string): Sample {
  const sample: string[] = []
  for (const { lines } of readLines(file)) {
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
