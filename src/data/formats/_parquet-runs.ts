import type { parquetHeader } from 'hyparquet/src/column.js'
import { getMaxDefinitionLevel, getMaxRepetitionLevel } from 'hyparquet/src/schema.js'

export type PageHeader = ReturnType<typeof parquetHeader>
type SchemaPath = Parameters<typeof getMaxDefinitionLevel>[0]

const MAX_BLOCK = 1 << 20

/**
 * Checks the lengths of the runs in an unpacked data page: a run may say that it repeats a value a billion times, and the
 * library believes it.
 *
 * @throws Error when a run is longer than the page has values
 */
export function checkRuns(page: Uint8Array, header: PageHeader, type: string, schemaPath: SchemaPath): void {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength)
  const { data_page_header: first, data_page_header_v2: second } = header
  const facts = first ?? second
  if (!facts) return
  const count = facts.num_values
  const widths = [getMaxRepetitionLevel(schemaPath), getMaxDefinitionLevel(schemaPath)].map(bitsOf)
  let at = 0
  for (const [index, width] of widths.entries()) {
    let length = index === 0 ? second?.repetition_levels_byte_length : second?.definition_levels_byte_length
    if (first && width > 0) {
      length = view.getUint32(at, true)
      at += 4
    }
    if (width > 0 && runsIn(view, at, at + (length ?? 0), width, count) < count)
      throw new Error('too few levels in a page')
    at += length ?? 0
  }
  const { encoding } = facts
  if (encoding === 'RLE' && type === 'BOOLEAN') runsIn(view, at + 4, page.length, 1, count)
  else if (encoding?.endsWith('_DICTIONARY') && count > 0 && at < page.length)
    runsIn(view, at + 1, page.length, view.getUint8(at), count)
  else if (encoding?.startsWith('DELTA') && at < page.length) {
    const block = varint(view, at)
    const parts = varint(view, block.next)
    const isPlain = block.value <= MAX_BLOCK && parts.value > 0 && parts.value <= block.value
    if (!isPlain) throw new Error('sizes of a block')
  }
}

/** How many values runs hold, up to `count`. @throws Error when a run holds more than are left */
function runsIn(view: DataView, start: number, end: number, width: number, count: number): number {
  if (width > 32 || end > view.byteLength) throw new Error('width or length of runs')
  let seen = 0
  for (let at = start; seen < count && at < end; ) {
    const { value, next } = varint(view, at)
    const isPacked = (value & 1) === 1
    const length = value >>> 1
    // Packed runs come in eights, the last of which may be filled up.
    const values = isPacked ? length * 8 : length
    if (values > count - seen + (isPacked ? 7 + 8 * 64 : 0)) throw new Error('a run is longer than its page')
    seen += values
    at = next + (isPacked ? length * width : Math.ceil(width / 8))
  }
  return seen
}

/** A number of up to 32 bits in groups of seven, and where it ends. */
function varint(view: DataView, at: number): { value: number; next: number } {
  let value = 0
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = view.getUint8(at++)
    value |= (byte & 0x7f) << shift
    if (byte < 0x80) return { value: value >>> 0, next: at }
  }
  throw new Error('a number is too long')
}

function bitsOf(largest: number): number {
  return 32 - Math.clz32(largest)
}
