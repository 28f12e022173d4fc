import { readUnits } from './_array.ts'
import { failFile } from './_errors.ts'
import { Faults } from './_faults.ts'
import { type Note, Notes } from './_notes.ts'
import { binaryFormat } from './formats/binary.ts'
import { refuseUnknownJsonFields } from './formats/json-fields.ts'
import { sampleObjects } from './formats/json-lines.ts'
import { jsonTexts } from './formats/json-texts.ts'
import { type PlainText, type TextOptions, textTable } from './formats/text-table.ts'
import { sampleOf } from './read.ts'

/** Texts for prediction, and what a user should know about their file. */
export interface Texts {
  readonly texts: readonly PlainText[]
  readonly notes: readonly Note[]
}

/**
 * Reads texts for prediction: one a line, JSONL with a `text` or two that make a pair (and an `id` if it is there), or a
 * table: Excel, Parquet, or CSV and TSV whose header names the text. Labels are not used. Blank lines are skipped and
 * noted.
 *
 * @param options which columns of a table, or fields of JSON, hold what, where their names do not say; which sheet of a workbook
 * @throws HanTuneError of the codes `E_DATA_*`
 */
export function readTexts(file: string, options: TextOptions = {}): Texts {
  const binary = binaryFormat(file)
  const sample = binary ? [] : sampleOf(file)
  const notes = new Notes()
  const faults = new Faults()
  const sourceNotes = new Notes()
  const lines = () => readUnits(file, sourceNotes)
  const texts: PlainText[] = []
  const reading = { file, sample, options, notes, faults, lines }
  const table = textTable(reading, binary)
  if (table) texts.push(...table)
  else if (sampleObjects(sample).length > 0) {
    refuseUnknownJsonFields(sample, options, file)
    texts.push(...jsonTexts(reading))
  } else {
    for (const batch of lines())
      batch.lines.forEach((text, index) => {
        if (text.trim() === '') notes.add('blankLines')
        else texts.push({ text, origin: { file, line: batch.first + index } })
      })
  }
  faults.throwIfAny()
  if (texts.length === 0) throw failFile('E_DATA_EMPTY', {}, { file })
  return { texts, notes: [...sourceNotes.list(), ...notes.list()] }
}
