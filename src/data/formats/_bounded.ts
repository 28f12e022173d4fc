import { readFileSync, statSync } from 'node:fs'
import { HanTuneError } from '../../base/errors.ts'
import { failFile } from '../_errors.ts'
import { failTable } from '../_table-errors.ts'

export const MIB = 2 ** 20

/** Bounds of a file that is read whole, in MiB: its size, and what its parts may hold when they are unpacked. */
export interface Bounds {
  readonly file: number
  readonly unpacked: number
}

/**
 * Reads a file whole. What goes beyond a bound inside is told by a RangeError that speaks of what is unpacked or of cells.
 *
 * @throws E_DATA_TOO_LARGE; `code` for whatever else goes wrong
 */
export function readBounded<T>(
  file: string,
  bounds: Bounds,
  code: 'E_DATA_XLSX' | 'E_DATA_PARQUET',
  read: (content: Buffer, unpackedBytes: number) => T,
): T {
  if (statSync(file).size > bounds.file * MIB) throw tooLarge(file, bounds)
  try {
    return read(readFileSync(file), bounds.unpacked * MIB)
  } catch (error) {
    if (error instanceof HanTuneError) throw error
    if (error instanceof RangeError && /unpacked|cells/.test(error.message))
      throw tooLarge(file, bounds, error)
    const reason = error instanceof Error ? error.message : String(error)
    throw failTable(code, { reason }, { file }, error)
  }
}

function tooLarge(file: string, bounds: Bounds, cause?: Error): HanTuneError {
  const size = cause?.message ?? `> ${bounds.file} MiB`
  const limit = `${bounds.file} MiB; unpacked ${bounds.unpacked} MiB`
  return failFile('E_DATA_TOO_LARGE', { size, limit }, { file }, cause)
}
