import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { binaryKind } from '../_encoding.ts'
import type { TableFormat } from './_table.ts'
import { parquet } from './parquet.ts'
import { isWorkbook, xlsx } from './xlsx.ts'

/**
 * The format of a table that is no text file, by its first bytes. Undefined for all others, and for what cannot be
 * opened: the readers of text say what is wrong with those.
 */
export function binaryFormat(file: string): TableFormat | undefined {
  const kind = kindOf(file)
  if (kind === 'Parquet') return parquet
  if (kind === 'xlsx (zip)') return xlsx
  return kind !== undefined && ['zip', 'xlsx / docx (zip)'].includes(kind) && isWorkbook(file)
    ? xlsx
    : undefined
}

function kindOf(file: string): string | undefined {
  let descriptor: number | undefined
  try {
    if (!statSync(file).isFile()) return undefined
    descriptor = openSync(file, 'r')
    const head = Buffer.alloc(4096)
    return binaryKind(head.subarray(0, readSync(descriptor, head)))
  } catch {
    return undefined
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}
