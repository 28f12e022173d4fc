import { failTable } from '../_table-errors.ts'
import { indexOfName, TAGS_NAMES, TOKENS_EXAMPLE, TOKENS_NAMES } from './_fields.ts'
import type { CellFault, Row } from './_layout.ts'

/** Refuses a table whose columns list tokens and their tags: no text stands there. @throws E_DATA_TOKEN_LISTS */
export function refuseTokenLists(rows: readonly Row[], file: string): void {
  const names = rows[0]?.cells ?? []
  const tokens = indexOfName(names, TOKENS_NAMES)
  const tags = indexOfName(names, TAGS_NAMES)
  if (!rows.some(({ lists }) => lists?.has(tokens) && lists.has(tags))) return
  const values = { tokens: names[tokens]!, tags: names[tags]!, json: TOKENS_EXAMPLE }
  throw failTable('E_DATA_TOKEN_LISTS', values, { file })
}

/** That a cell which should hold a text is a list; undefined where it is none. */
export function listFault(
  { lists, line }: Row,
  column: number,
  name: string,
  file: string,
): CellFault | undefined {
  if (!lists?.has(column)) return undefined
  const code = 'E_DATA_CELL_LIST'
  return { code, make: () => failTable(code, { name, json: TOKENS_EXAMPLE }, { file, line }) }
}
