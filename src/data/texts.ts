import { readUnits } from './_array.ts'
import { failFile } from './_errors.ts'
import { Faults } from './_faults.ts'
import { type Note, Notes } from './_notes.ts'
import { jsonRecords, pairNamesOf, sampleObjects } from './formats/json-lines.ts'
import { sampleOf } from './read.ts'
import type { Origin } from './records.ts'

/** A text to predict on. */
export interface PlainText {
  readonly text: string
  /** The text that it is compared with, where the file has one. */
  readonly pair?: string
  readonly origin: Origin
}

/** Texts for prediction, and what a user should know about their file. */
export interface Texts {
  readonly texts: readonly PlainText[]
  readonly notes: readonly Note[]
}

/**
 * Reads texts for prediction: one a line, or JSONL with a `text` or two that make a pair, and an `id` if it is there.
 * Labels that a JSONL file holds are not used. Blank lines are skipped and noted.
 *
 * @throws HanTuneError of the codes `E_DATA_*`
 */
export function readTexts(file: string): Texts {
  const sample = sampleOf(file)
  const notes = new Notes()
  const faults = new Faults()
  const sourceNotes = new Notes()
  const lines = () => readUnits(file, sourceNotes)
  const texts: PlainText[] = []
  if (sampleObjects(sample).length > 0) {
    const reading = { file, sample, options: {}, notes, faults, lines }
    const [textName, pairName] = pairNamesOf(Object.keys(sampleObjects(sample)[0]!))
    const names = textName === undefined ? undefined : [textName]
    for (const { object, text, origin } of jsonRecords(
      reading,
      pairName === undefined ? [] : [pairName],
      names,
    ))
      texts.push({ text, ...pairOf(pairName === undefined ? undefined : object[pairName]), origin })
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

const pairOf = (pair: unknown) => (typeof pair === 'string' ? { pair } : {})
