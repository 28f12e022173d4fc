import { cluener } from './cluener.ts'
import { columns } from './columns.ts'
import { csv } from './csv.ts'
import { doccano } from './doccano.ts'
import type { Format } from './format.ts'
import { jsonlClass } from './jsonl-class.ts'
import { jsonlSpans } from './jsonl-spans.ts'
import { tsv } from './tsv.ts'

/** All formats, the most telling first: the first that recognises a file reads it. */
export const FORMATS: readonly Format[] = [cluener, doccano, jsonlSpans, jsonlClass, columns, tsv, csv]
