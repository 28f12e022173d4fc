import type { ReadOptions } from '../dataset.ts'
import { cluener } from './cluener.ts'
import { columns } from './columns.ts'
import { csv, headedCsv } from './csv.ts'
import { doccano } from './doccano.ts'
import type { Format, Sample } from './format.ts'
import { sampleObjects } from './json-lines.ts'
import { jsonlClass } from './jsonl-class.ts'
import { jsonlMulti } from './jsonl-multi.ts'
import { jsonlPair } from './jsonl-pair.ts'
import { jsonlSpans } from './jsonl-spans.ts'
import { jsonlTokens } from './jsonl-tokens.ts'
import { studioChoices, studioSpans } from './label-studio.ts'
import { studioMinChoices, studioMinSpans } from './label-studio-min.ts'
import { tagLines } from './tag-lines.ts'
import { tsv } from './tsv.ts'

/** Formats of lines, which the elements of a JSON array are not. */
const LINE_FORMATS: readonly Format[] = [headedCsv, tagLines, columns, tsv, csv]

/** All formats, the most telling first: the first that recognises a file reads it. */
const FORMATS: readonly Format[] = [
  studioSpans,
  studioChoices,
  studioMinSpans,
  studioMinChoices,
  headedCsv,
  jsonlTokens,
  cluener,
  doccano,
  jsonlSpans,
  jsonlPair,
  jsonlMulti,
  jsonlClass,
  tagLines,
  columns,
  tsv,
  csv,
]

/** Whether the records of a format are JSON objects. */
export const readsObjects = (format: Format): boolean => !LINE_FORMATS.includes(format)

/** The first format that recognises a file. Lines that are JSON objects are no table, whatever commas they hold. */
export function formatOf(sample: Sample, options: ReadOptions): Format | undefined {
  const isJson = sampleObjects(sample).length * 2 > sample.length
  const formats = isJson ? FORMATS.filter((format) => !('isTable' in format && format.isTable)) : FORMATS
  return formats.find((format) => format.recognises(sample, options))
}
