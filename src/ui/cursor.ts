import { createHash } from 'node:crypto'
import type { RunAnswer } from './protocol.ts'

/**
 * Leaves out the rows that the page has. A cursor is their number and a checksum of the last of them, so that rows that
 * were changed since, by resuming or by better ones from the files, are told anew.
 */
export function rowsAfter(
  answer: Omit<RunAnswer, 'cursor' | 'isWhole'>,
  after: string | undefined,
): RunAnswer {
  const { rows, config, ...rest } = answer
  const cursor = cursorOf(rows)
  const count = Number(after?.split('.')[0] ?? 0)
  const isGood = after !== undefined && count <= rows.length && cursorOf(rows.slice(0, count)) === after
  if (!isGood) return { ...rest, config, rows, cursor, isWhole: true }
  return { ...rest, rows: rows.slice(count), cursor, isWhole: false }
}

function cursorOf(rows: readonly unknown[]): string {
  const hash = createHash('sha256').update(JSON.stringify(rows.at(-1) ?? null))
  return `${rows.length}.${hash.digest('hex').slice(0, 16)}`
}
