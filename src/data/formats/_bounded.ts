import { readFileSync, statSync } from 'node:fs'
import { HanTuneError } from '../../base/errors.ts'
import type { Text } from '../../base/locale.ts'
import { beyondMib, beyondMibUnpacked } from '../_beyond.ts'
import { failFile } from '../_errors.ts'
import { failTable } from '../_table-errors.ts'

export const MIB = 2 ** 20

/** Thrown where a file goes beyond a bound while it is read: the bound of what is unpacked, if nothing else is said. */
export class BeyondBound extends RangeError {
  readonly found: { readonly size: Text; readonly limit: Text } | undefined

  constructor(found?: { readonly size: Text; readonly limit: Text }) {
    super(found?.size.en ?? 'too much when unpacked')
    this.found = found
  }
}

/** What a row takes of the memory, in cells. */
const ROW_COST = 4

/** @throws BeyondBound where a table has more cells than `limit`, each row counted as some more */
export function checkCells(rows: number, columns: number, limit: number): void {
  if (rows * (columns + ROW_COST) <= limit) return
  const [tall, wide] = [rows, columns].map((count) => count.toLocaleString('en'))
  throw new BeyondBound({
    size: {
      zh: `${tall} 行 × ${wide} 列以上（每行另计 ${ROW_COST} 个单元格）`,
      en: `${tall} rows × ${wide} columns or more (each row counts as ${ROW_COST} cells more)`,
    },
    limit: unit(limit, '个单元格', 'cells'),
  })
}

export const beyondStrings = (limit: number): BeyondBound =>
  new BeyondBound({
    size: unit(limit, '个以上的字符串', 'strings and more'),
    limit: unit(limit, '个', 'strings'),
  })

export const manyCharacters = (limit: number) => ({
  size: unit(limit, '个以上的字符', 'characters and more'),
  limit: unit(limit, '个', 'characters'),
})

export const beyondCharacters = (limit: number): BeyondBound => new BeyondBound(manyCharacters(limit))

const unit = (count: number, zh: string, en: string): Text => {
  const digits = count.toLocaleString('en')
  return { zh: `${digits} ${zh}`, en: `${digits} ${en}` }
}

/** Bounds of a file that is read whole, in MiB: its size, and what its parts may hold when they are unpacked. */
export interface Bounds {
  readonly file: number
  readonly unpacked: number
}

/**
 * Reads a file whole. What goes beyond a bound inside is told by a BeyondBound.
 *
 * @throws E_DATA_TOO_LARGE; `code` for whatever else goes wrong
 */
export function readBounded<T>(
  file: string,
  bounds: Bounds,
  code: 'E_DATA_XLSX' | 'E_DATA_PARQUET',
  read: (content: Buffer, unpackedBytes: number) => T,
): T {
  if (statSync(file).size > bounds.file * MIB)
    throw failFile('E_DATA_TOO_LARGE', beyondMib(bounds.file), { file })
  try {
    return read(readFileSync(file), bounds.unpacked * MIB)
  } catch (error) {
    if (error instanceof HanTuneError) throw error
    if (error instanceof BeyondBound)
      throw failFile('E_DATA_TOO_LARGE', error.found ?? beyondMibUnpacked(bounds.unpacked), { file }, error)
    const reason = error instanceof Error ? error.message : String(error)
    throw failTable(code, { reason }, { file }, error)
  }
}
