import { nearestHint } from '../../base/nearest.ts'
import { failTable } from '../_table-errors.ts'
import { beyondStrings } from './_bounded.ts'
import type { BookParts } from './_xlsx-sheet.ts'
import { MAX_CELLS, plainString } from './_xlsx-sheet.ts'
import { dateStyles } from './_xlsx-styles.ts'
import { walkXml } from './_xml.ts'
import type { Zip } from './_zip.ts'

/** A sheet of a workbook and the entry of the zip that holds it. */
interface Sheet {
  readonly name: string
  readonly entry: string
}

/** A workbook without its cells. */
export interface Book extends BookParts {
  readonly sheets: readonly Sheet[]
}

/** The entry that holds the workbook, or undefined when the zip is no spreadsheet of this kind. */
export function workbookEntry(zip: Zip): string | undefined {
  if (!zip.has('_rels/.rels')) return undefined
  const target = relations(zip, '_rels/.rels', '').find(({ type }) =>
    type.endsWith('/officeDocument'),
  )?.target
  return target?.endsWith('.xml') && /(^|\/)workbook/.test(target) ? target : undefined
}

/** Reads what stands around the sheets. @throws Error when a part is missing or broken */
export function readBook(zip: Zip, entry: string, file: string): Book {
  const folder = entry.slice(0, entry.lastIndexOf('/') + 1)
  const related = relations(zip, `${folder}_rels/${entry.slice(folder.length)}.rels`, folder)
  const sheets: Sheet[] = []
  let from1904 = false
  walkXml(zip.read(entry), {
    open(name, attributes) {
      if (name === 'workbookPr') from1904 = ['1', 'true'].includes(attributes().date1904 ?? '')
      if (name !== 'sheet') return
      const facts = attributes()
      const id = Object.entries(facts).find(([key]) => key.endsWith(':id'))?.[1]
      const part = related.find((relation) => relation.id === id)
      // Sheets that hold a chart or a macro have no cells.
      if (part?.type.endsWith('/worksheet')) sheets.push({ name: facts.name ?? '', entry: part.target })
    },
  })
  const partOf = (type: string) => related.find((relation) => relation.type.endsWith(type))?.target
  const styles = partOf('/styles')
  const strings = partOf('/sharedStrings')
  return {
    file,
    sheets,
    from1904,
    isDate: styles ? dateStyles(zip.read(styles)) : [],
    strings: strings ? sharedStrings(zip.read(strings)) : [],
  }
}

/** The sheet that is asked for: by name, by number from 1, or the first. @throws E_DATA_SHEET */
export function chooseSheet({ sheets, file }: Book, asked: string | number | undefined): Sheet {
  if (sheets.length === 0) throw new Error('no sheet')
  if (asked === undefined) return sheets[0]!
  const byName = sheets.find(({ name }) => name === asked)
  const sheet = byName ?? (/^\d+$/.test(String(asked)) ? sheets[Number(asked) - 1] : undefined)
  if (sheet) return sheet
  const names = sheets.map(({ name }) => name)
  const values = { name: String(asked), names: names.join(', '), near: nearestHint(String(asked), names) }
  throw failTable('E_DATA_SHEET', values, { file })
}

interface Relation {
  readonly id: string
  readonly type: string
  readonly target: string
}

/** The parts that a part refers to; targets are names of entries. */
function relations(zip: Zip, entry: string, folder: string): Relation[] {
  const found: Relation[] = []
  walkXml(zip.read(entry), {
    open(name, attributes) {
      if (name !== 'Relationship') return
      const { Id: id = '', Type: type = '', Target: target = '' } = attributes()
      found.push({ id, type, target: target.startsWith('/') ? target.slice(1) : folder + target })
    },
  })
  return found
}

/** The strings that cells refer to by number; runs of rich text are joined, phonetic guides left out. */
function sharedStrings(bytes: Uint8Array): string[] {
  const strings: string[] = []
  let text = ''
  let isInText = false
  let isInPhonetic = false
  walkXml(bytes, {
    open(name) {
      if (name === 'si') text = ''
      else if (name === 't') isInText = true
      else if (name === 'rPh') isInPhonetic = true
    },
    text(part) {
      if (isInText && !isInPhonetic) text += part
    },
    close(name) {
      if (name === 't') isInText = false
      else if (name === 'rPh') isInPhonetic = false
      else if (name === 'si' && strings.push(plainString(text)) > MAX_CELLS) throw beyondStrings(MAX_CELLS)
    },
  })
  return strings
}
