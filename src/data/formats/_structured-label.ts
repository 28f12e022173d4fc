import type { Place } from '../../base/errors.ts'
import { failTable } from '../_table-errors.ts'
import { excerpt, type Reading } from './format.ts'

const OBJECTS = /^(?:\[\s*)?\{\s*["'][\s\S]*\}(?:\s*\])?$/
const LITERAL = /^\[\s*(?:(["'])[\s\S]*\1\s*,?\s*)?\]$/

/** Whether a label cell holds a structure written as text, which is no label; it is reported. */
export function isStructured({ faults }: Reading, cell: string, place: Place): boolean {
  const label = cell.trim()
  const labels = excerpt(label)
  if (OBJECTS.test(label)) {
    faults.add('E_DATA_LABEL_OBJECTS', () => failTable('E_DATA_LABEL_OBJECTS', { labels }, place))
    return true
  }
  if (!LITERAL.test(label)) return false
  const joined = [...label.matchAll(/(["'])(.*?)\1/g)].map(([, , name]) => name).join('|') || 'a|b'
  faults.add('E_DATA_LABEL_LITERAL', () => failTable('E_DATA_LABEL_LITERAL', { labels, joined }, place))
  return true
}
