import { isUtf8 } from 'node:buffer'
import { type FileMetaData, parquetMetadata, parquetSchema, type SchemaTree } from 'hyparquet'
import { assembleNested } from 'hyparquet/src/assemble.js'
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js'
import { getTreePath } from 'hyparquet/src/schema.js'
import { beyondCharacters, checkCells } from './_bounded.ts'
import { checkPages, type Decoder, readPages } from './_parquet-pages.ts'

/** A text that is not UTF-8: nothing is put in its place. */
export const BROKEN_TEXT = Symbol('broken text')

/** A top-level column and all its values, null where there is none. */
export interface ParquetColumn {
  readonly name: string
  readonly values: readonly unknown[]
}

type RowGroup = FileMetaData['row_groups'][number]

const PARSERS = {
  ...DEFAULT_PARSERS,
  stringFromBytes(bytes: Uint8Array | undefined): unknown {
    if (!bytes) return undefined
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return isUtf8(buffer) ? buffer.toString('utf8') : BROKEN_TEXT
  },
}

/** What is read of a file at most. */
export interface ParquetLimits {
  /** Bytes of all pages when unpacked, and characters of all cells. */
  readonly unpacked: number
  /** Rows times columns, each row counted as some columns more (`checkCells`). */
  readonly cells: number
}

/**
 * Reads all columns of a Parquet file in memory. hyparquet's own reader is asynchronous; its parts are not, and
 * readers of data sets are synchronous.
 *
 * @throws Error when the file is damaged, BeyondBound when it holds more than the limits
 */
export function readColumns(bytes: Uint8Array, limits: ParquetLimits): ParquetColumn[] {
  // Looking for maps would walk over as many columns as a damaged file claims to have.
  const metadata = parquetMetadata(bytes, { geoparquet: false })
  const { schema } = metadata
  if (schema.some(({ num_children: count = 0 }) => count < 0 || count > schema.length))
    throw new Error('number of columns')
  const tree = parquetSchema(metadata)
  const rows = metadata.row_groups.map((group) => countOf(group.num_rows))
  const total = rows.reduce((sum, count) => sum + count, 0)
  if (total !== countOf(metadata.num_rows)) throw new Error('number of rows')
  // Writers leave odd pages where there are no values.
  if (total === 0) return tree.children.map(({ element }) => ({ name: element.name, values: [] }))
  checkCells(total, tree.children.length, limits.cells)
  let left = limits.unpacked
  let characters = 0
  return tree.children.map((child) => {
    const values: unknown[] = []
    metadata.row_groups.forEach((group, index) => {
      const found = groupValues(bytes, group, rows[index]!, tree, child, (unpacked) => {
        left -= unpacked
        return left
      })
      if (found.length !== rows[index]) throw new Error(`rows of column ${child.element.name}`)
      for (let i = 0; i < found.length; i++) {
        const value: unknown = found[i]
        values.push(value)
        // A dictionary holds a text once that stands in many cells.
        characters += charactersOf(value)
      }
      if (characters > limits.unpacked) throw beyondCharacters(limits.unpacked)
    })
    return { name: child.element.name, values }
  })
}

function charactersOf(value: unknown): number {
  if (typeof value === 'string') return value.length
  return Array.isArray(value) ? value.reduce((sum: number, item) => sum + charactersOf(item), 0) : 0
}

/** The values of one top-level column in a group of rows; lists and structures are put together. */
function groupValues(
  bytes: Uint8Array,
  group: RowGroup,
  rows: number,
  tree: SchemaTree,
  child: SchemaTree,
  take: (unpacked: number) => number,
): ArrayLike<unknown> {
  const parts = new Map<string, unknown[]>()
  for (const { meta_data: facts, file_path: path } of group.columns) {
    if (path) throw new Error('columns in other files')
    if (!facts || facts.path_in_schema[0] !== child.element.name) continue
    const chunk = chunkOf(bytes, facts)
    if (child.children.length === 0 && countOf(facts.num_values) !== rows) throw new Error('number of values')
    take(checkPages(chunk, countOf(facts.num_values), take(0)))
    const schemaPath = getTreePath(tree, facts.path_in_schema)
    const decoder = {
      ...facts,
      pathInSchema: facts.path_in_schema,
      element: schemaPath.at(-1)!.element,
      schemaPath,
      parsers: PARSERS,
    } as Decoder
    const values = readPages(chunk, decoder)
    parts.set(facts.path_in_schema.join('.'), values)
  }
  if (child.children.length > 0) assembleNested(parts as Map<string, unknown[]>, child, PARSERS)
  const values = parts.get(child.element.name)
  if (!values) throw new Error(`column ${child.element.name} is missing`)
  return values
}

function chunkOf(
  bytes: Uint8Array,
  facts: NonNullable<RowGroup['columns'][number]['meta_data']>,
): Uint8Array {
  const data = countOf(facts.data_page_offset)
  const dictionary = facts.dictionary_page_offset ? countOf(facts.dictionary_page_offset) : data
  const start = Math.min(data, dictionary)
  const end = start + countOf(facts.total_compressed_size)
  if (end > bytes.length) throw new Error('a column reaches beyond the file')
  return bytes.subarray(start, end)
}

function countOf(number: bigint | number | undefined): number {
  const count = Number(number)
  if (!Number.isSafeInteger(count) || count < 0) throw new Error('a count is no number')
  return count
}
