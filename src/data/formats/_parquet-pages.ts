import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { decompress as decompressZstd } from 'fzstd'
import { snappyUncompress } from 'hyparquet'
import { parquetHeader, readPage } from 'hyparquet/src/column.js'
import { convert } from 'hyparquet/src/convert.js'
import { BeyondBound } from './_bounded.ts'
import { checkRuns, type PageHeader } from './_parquet-runs.ts'

/**
 * What Parquet files are compressed with, each into at most the size that the page names.
 * LZ4 is left out: hardly a data set uses it.
 */
const COMPRESSORS: Readonly<Record<string, (input: Uint8Array, size: number) => Uint8Array>> = {
  SNAPPY(input: Uint8Array, size: number): Uint8Array {
    const output = new Uint8Array(size)
    snappyUncompress(input, output)
    return output
  },
  GZIP: (input: Uint8Array, size: number) => plain(gunzipSync(input, { maxOutputLength: Math.max(1, size) })),
  BROTLI: (input: Uint8Array, size: number) =>
    plain(brotliDecompressSync(input, { maxOutputLength: Math.max(1, size) })),
  // The buffer makes a longer output an error.
  ZSTD: (input: Uint8Array, size: number) => decompressZstd(input, new Uint8Array(size)),
}

/** Views of typed arrays must start at any byte of memory that is theirs alone. */
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer)
}

/**
 * Walks over the headers of a column's pages before anything is unpacked: sizes and counts must be honest.
 *
 * @param values how many values the column has, nulls included
 * @param limit bytes that the pages may hold when they are unpacked
 * @returns bytes that they hold
 */
export function checkPages(bytes: Uint8Array, values: number, limit: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const reader = { view, offset: 0 }
  let unpacked = 0
  let counted = 0
  while (reader.offset < view.byteLength - 1) {
    const header = parquetHeader(reader)
    const data = header.data_page_header ?? header.data_page_header_v2
    const dictionary = header.dictionary_page_header
    const count = data?.num_values ?? dictionary?.num_values
    const { compressed_page_size: packed, uncompressed_page_size: size } = header
    if (![packed, size, count].every((number) => Number.isInteger(number) && Number(number) >= 0))
      throw new Error('sizes of a page')
    const second = header.data_page_header_v2
    if (second) {
      // Lengths that are wrong would send the reader of levels round and round.
      const levels = [
        second.definition_levels_byte_length,
        second.repetition_levels_byte_length,
        second.num_nulls,
      ]
      const isHonest = levels.every((number) => Number.isInteger(number) && number >= 0)
      if (!isHonest || levels[0]! + levels[1]! > Math.min(packed, size) || levels[2]! > second.num_values)
        throw new Error('sizes of levels')
    }
    if (data) counted += data.num_values
    // A dictionary holds no more values than the column; each takes some bytes.
    else if (dictionary && dictionary.num_values > Math.max(values, size))
      throw new Error('size of a dictionary')
    reader.offset += packed
    unpacked += size
    if (reader.offset > view.byteLength || counted > values)
      throw new Error('pages reach beyond their column')
    if (unpacked > limit) throw new BeyondBound()
  }
  if (counted < values) throw new Error(`${counted} of ${values} values of a column`)
  return unpacked
}

export type Decoder = Parameters<typeof readPage>[2]
type Values = NonNullable<ReturnType<typeof readPage>['data']>

/**
 * The values of a column, page by page. Each page is unpacked and its runs are checked before the library reads it.
 *
 * @throws Error when a page is damaged
 */
export function readPages(bytes: Uint8Array, decoder: Decoder): unknown[] {
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 }
  const pages: Values[] = []
  let dictionary: Values | undefined
  while (reader.offset < bytes.length - 1) {
    const header = parquetHeader(reader)
    const page = unpacked(
      bytes.subarray(reader.offset, reader.offset + header.compressed_page_size),
      header,
      decoder,
    )
    reader.offset += header.compressed_page_size
    checkRuns(page, header, decoder.type, decoder.schemaPath)
    const second = header.data_page_header_v2
    const plainHeader: PageHeader = {
      ...header,
      compressed_page_size: page.length,
      ...(second ? { data_page_header_v2: { ...second, is_compressed: false } } : {}),
    }
    const source = { view: new DataView(page.buffer, page.byteOffset, page.byteLength), offset: 0 }
    const plainDecoder: Decoder = { ...decoder, codec: 'UNCOMPRESSED' }
    const { data } = readPage(source, plainHeader, plainDecoder, dictionary, pages.at(-1), 0)
    if (!data) continue
    if (header.type === 'DICTIONARY_PAGE') dictionary = convert(data, decoder)
    // A list may go on in the next page: then the library has added to the page before.
    else if (data !== pages.at(-1)) pages.push(data)
  }
  return pages.flatMap((page) => Array.from(page as ArrayLike<unknown>))
}

/** The plain bytes of a page; the levels of the second kind of pages are never compressed. */
function unpacked(bytes: Uint8Array, header: PageHeader, { codec }: Decoder): Uint8Array {
  const second = header.data_page_header_v2
  const levels = second ? second.definition_levels_byte_length + second.repetition_levels_byte_length : 0
  const size = header.uncompressed_page_size - levels
  const isPlain = codec === 'UNCOMPRESSED' || second?.is_compressed === false
  // A page without values may hold a compressed nothing.
  if (size === 0) return bytes.subarray(0, levels)
  const unpack = COMPRESSORS[codec]
  if (!isPlain && !unpack) throw new Error(`compression ${codec}`)
  const body = isPlain ? bytes.subarray(levels) : unpack!(bytes.subarray(levels), size)
  if (body.length !== size) throw new Error(`a page has ${body.length} bytes instead of ${size}`)
  if (levels === 0) return body
  const whole = new Uint8Array(levels + size)
  whole.set(bytes.subarray(0, levels))
  whole.set(body, levels)
  return whole
}
