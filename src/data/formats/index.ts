import { cluener } from './cluener.ts'
import { columns } from './columns.ts'
import { csv, headedCsv } from './csv.ts'
import { doccano } from './doccano.ts'
import type { Format } from './format.ts'
import { jsonlClass } from './jsonl-class.ts'
import { jsonlMulti } from './jsonl-multi.ts'
import { jsonlPair } from './jsonl-pair.ts'
import { jsonlSpans } from './jsonl-spans.ts'
import { jsonlTokens } from './jsonl-tokens.ts'
import { studioChoices, studioSpans } from './label-studio.ts'
import { studioMinChoices, studioMinSpans } from './label-studio-min.ts'
import { tagLines } from './tag-lines.ts'
import { tsv } from './tsv.ts'

/** All formats, the most telling first: the first that recognises a file reads it. */
export const FORMATS: readonly Format[] = [
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
