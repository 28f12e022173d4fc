import { cluener } from './cluener.ts'
import { columns } from './columns.ts'
import { csv, headedCsv } from './csv.ts'
import type { Format } from './format.ts'
import { jsonlClass } from './jsonl-class.ts'
import { jsonlMulti } from './jsonl-multi.ts'
import { jsonlPair } from './jsonl-pair.ts'
import { jsonlSpans } from './jsonl-spans.ts'
import { tsv } from './tsv.ts'

/** All formats, the most telling first: the first that recognises a file reads it. */
export const FORMATS: readonly Format[] = [
  headedCsv,
  cluener,
  jsonlSpans,
  jsonlPair,
  jsonlMulti,
  jsonlClass,
  columns,
  tsv,
  csv,
]
