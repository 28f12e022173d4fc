import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HanTuneError } from '../../base/errors.ts'
import { errorOf, testFolder } from '../_testing.ts'
import { readDataset } from '../index.ts'
import { BeyondBound, readBounded } from './_bounded.ts'
import { readColumns } from './_parquet-columns.ts'
import { readBook, workbookEntry } from './_xlsx-book.ts'
import { readSheet } from './_xlsx-sheet.ts'
import { Zip } from './_zip.ts'

const golden = join(import.meta.dirname, '../../../test/golden/tables')
const values = JSON.parse(readFileSync(join(golden, 'values.json'), 'utf8')) as Record<
  string,
  Record<string, (string | null)[][]>
>
const path = (name: string) => join(golden, name)
const { file } = testFolder()
const LIMITS = { unpacked: 2 ** 20, cells: 1000 }
const PARQUET = ['none', 'snappy', 'gzip', 'brotli', 'zstd'].map((codec) => `${codec}.parquet`)

/** A cell as both sides show it: Python and JavaScript write small numbers in their own ways. */
function plain(cell: string | null): string {
  return cell && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(cell) ? String(Number(cell)) : (cell ?? '')
}

describe('Excel', () => {
  test.each(['classes.xlsx', 'edited.xlsx'])('%s: all cells are what openpyxl reads', (name) => {
    const zip = new Zip(readFileSync(path(name)), 2 ** 20)
    const book = readBook(zip, workbookEntry(zip)!, name)
    expect(book.sheets.map((sheet) => sheet.name)).toEqual(Object.keys(values[name]!))
    for (const { name: title, entry } of book.sheets) {
      const { rows } = readSheet(zip.read(entry), book)
      const expected = values[name]![title]!.map((cells, i) => ({ cells: cells.map(plain), line: i + 1 }))
      const filled = expected.filter(({ cells }) => cells.some((cell) => cell !== ''))
      expect(rows.map(({ cells, line }) => ({ cells: cells.map(plain), line }))).toEqual(filled)
    }
  })

  test('records, ids, lines and notes', () => {
    const dataset = readDataset(path('classes.xlsx'))
    expect([dataset.format, dataset.task, dataset.records.length]).toEqual(['xlsx', 'cls', 5])
    expect(dataset.records.map(({ origin }) => [origin.id, origin.line])).toEqual([
      ['a1', 2],
      ['a2', 3],
      ['123456789012345', 5],
      ['a4', 6],
      ['a5', 8],
    ])
    expect(dataset.notes.map(({ code, count }) => [code, count])).toEqual([
      ['otherSheets', 1],
      ['blankLines', 2],
      ['mergedCells', 1],
      ['header', 1],
      ['ignoredColumns', 2],
    ])
  })

  test('a sheet by name and by number; an unknown one lists the names', () => {
    for (const sheet of ['验证 集', 2, '2'])
      expect(readDataset(path('classes.xlsx'), { sheet }).records).toMatchObject([
        { label: '1' },
        { label: '0' },
        { label: '1.5' },
      ])
    expect(errorOf(() => readDataset(path('classes.xlsx'), { sheet: '验证集' }))).toMatchObject({
      code: 'E_DATA_SHEET',
      values: { names: '训练集, 验证 集', near: ' (≈ 验证 集)' },
    })
    expect(errorOf(() => readDataset(file('text\tlabel\n甲\t1\n乙\t0\n'), { sheet: 1 })).code).toBe(
      'E_DATA_NO_SHEETS',
    )
  })

  test('columns by name', () => {
    const dataset = readDataset(path('classes.xlsx'), {
      textColumn: '文本',
      labelColumn: '分数',
      skipUnlabelled: true,
    })
    expect(dataset.records[0]).toMatchObject({ label: '0.1' })
  })

  test('errors and formulas without a result are faults where they are used', () => {
    const book = { file: 'f', strings: [], isDate: [], from1904: false, sheets: [] }
    const cells =
      '<row r="3"><c r="A3" t="e"><v>#N/A</v></c><c r="B3"><f>1+1</f><v></v></c><c r="C3" t="str"><f>""</f><v></v></c></row>'
    const { rows } = readSheet(Buffer.from(`<worksheet><sheetData>${cells}</sheetData></worksheet>`), book)
    expect(
      [...rows[0]!.faults!].map(([column, { code, make }]) => [column, code, make().place.line]),
    ).toEqual([
      [0, 'E_DATA_CELL_ERROR', 3],
      [1, 'E_DATA_CELL_FORMULA', 3],
    ])
  })

  test('a cell of blanks after one that is not there', () => {
    const book = { file: 'f', strings: [], isDate: [], from1904: false, sheets: [] }
    const cell = (name: string, text: string) => `<c r="${name}" t="inlineStr"><is><t>${text}</t></is></c>`
    const cells = `<row r="2">${cell('A2', '好')}${cell('B2', 'a')}${cell('D2', ' ')}</row><row r="3">${cell('C3', ' ')}</row>`
    const { rows } = readSheet(Buffer.from(`<worksheet><sheetData>${cells}</sheetData></worksheet>`), book)
    expect(rows).toEqual([{ cells: ['好', 'a'], line: 2 }])
  })

  const book = { file: 'f', strings: ['甲'.repeat(40)], isDate: [], from1904: false, sheets: [] }
  const sheet = (rows: string) => Buffer.from(`<worksheet><sheetData>${rows}</sheetData></worksheet>`)

  test('nothing of a sheet is left out: no cell stands twice, none outside of a row', () => {
    expect(() =>
      readSheet(sheet('<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>2</v></c></row>'), book),
    ).toThrow(/A2.*twice/)
    expect(() => readSheet(sheet('<row r="2"/><c r="A3"><v>1</v></c>'), book)).toThrow('cell A3')
  })

  test('a small sheet that would fill the memory: many rows, wide rows, one string in many cells, deep XML', () => {
    const limits = { cells: 1000, characters: 1000 }
    const read = (rows: string) => readSheet(sheet(rows), book, limits).rows.length
    const row = '<row><c><v>1</v></c><c t="s"><v>0</v></c></row>'
    expect(read(row.repeat(20))).toBe(20)
    expect(() => read('<row><c><v>1</v></c></row>'.repeat(201))).toThrow(BeyondBound)
    expect(() => read(`${row}<row><c r="ALL1"><v>1</v></c></row>`)).toThrow(BeyondBound)
    expect(() => read(row.repeat(26))).toThrow(BeyondBound)
    expect(() => readSheet(Buffer.from('<a>'.repeat(2000)), book)).toThrow(/deep/)
  })

  test('a zip that would fill the memory is refused before it is unpacked', () => {
    const bomb = zipOf('a', Buffer.alloc(4 * 2 ** 20))
    expect(bomb.length).toBeLessThan(5000)
    expect(() => new Zip(bomb, 2 ** 20).read('a')).toThrow(BeyondBound)
    // A size that lies is found while it is unpacked.
    const lying = Buffer.from(bomb)
    lying.writeUInt32LE(1000, lying.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24)
    expect(() => new Zip(lying, 2 ** 20).read('a')).toThrow()
    expect(new Zip(zipOf('a', Buffer.from('甲')), 2 ** 20).read('a').toString()).toBe('甲')
  })
})

/** A zip with one deflated entry. Its checksum is that of zlib's gzip. */
function zipOf(name: string, content: Buffer): Buffer {
  const data = deflateRawSync(content)
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50)
  local.writeUInt16LE(name.length, 26)
  const central = Buffer.alloc(46)
  central.writeUInt32LE(0x02014b50)
  central.writeUInt16LE(8, 10)
  central.writeUInt32LE(crc32(content), 16)
  central.writeUInt32LE(data.length, 20)
  central.writeUInt32LE(content.length, 24)
  central.writeUInt16LE(name.length, 28)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(30 + name.length + data.length, 16)
  return Buffer.concat([local, Buffer.from(name), data, central, Buffer.from(name), end])
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}

describe('Parquet', () => {
  test.each(PARQUET)('%s: all values are what pyarrow reads', (name) => {
    const columns = readColumns(new Uint8Array(readFileSync(path(name))), LIMITS)
    const [names, ...rows] = values[name]!['']!
    expect(columns.map((column) => column.name)).toEqual(names)
    for (const [i, column] of columns.entries()) {
      const shown = column.values.map((value) =>
        value === null || value === undefined
          ? null
          : value instanceof Date
            ? value.toISOString().replace('T', ' ').replace('.000Z', '').replace(' 00:00:00', '')
            : Array.isArray(value)
              ? value.join(', ')
              : String(value),
      )
      expect(shown.map(plain)).toEqual(rows.map((cells) => plain(cells[i]!)))
    }
  })

  test('records; a null label is a fault of its row', () => {
    expect(errorOf(() => readDataset(path('zstd.parquet')))).toMatchObject({
      code: 'E_DATA_EMPTY_LABEL',
      place: { line: 4 },
    })
    const dataset = readDataset(path('zstd.parquet'), { skipUnlabelled: true })
    expect(dataset.records.map(({ text, origin }) => [text, origin.line])).toEqual([
      ['很好😀', 1],
      ['太差了', 2],
      ['第一行\n第二行', 3],
      ['还行', 5],
    ])
  })

  test('a column of lists gives several labels', () => {
    const { task, records } = readDataset(path('gzip.parquet'), { labelColumn: 'tags' })
    expect(task).toBe('multi')
    expect(records.map((record) => 'labels' in record && record.labels)).toEqual([
      ['a', 'b'],
      [],
      ['c'],
      [],
      ['a'],
    ])
  })

  test('too many cells, or too many bytes', () => {
    const bytes = new Uint8Array(readFileSync(path('gzip.parquet')))
    expect(() => readColumns(bytes, { ...LIMITS, cells: 64 })).toThrow(BeyondBound)
    expect(() => readColumns(bytes, { ...LIMITS, unpacked: 200 })).toThrow(BeyondBound)
    const told = (limits: typeof LIMITS) =>
      errorOf(() =>
        readBounded(path('gzip.parquet'), { file: 1, unpacked: 1 }, 'E_DATA_PARQUET', () =>
          readColumns(bytes, limits),
        ),
      )
    expect(told({ ...LIMITS, cells: 64 }).message).toMatch(
      /has \d+ rows × \d+ columns or more .*, over the limit of 64 cells/,
    )
    expect(told({ ...LIMITS, unpacked: 200 }).message).toContain('has more than 1 MiB when unpacked, over')
    // The pages hold the text of these lists once.
    const lists = new Uint8Array(readFileSync(path('repeated.parquet')))
    expect(() => readColumns(lists, { ...LIMITS, unpacked: 50_000 })).toThrow(/characters/)
    expect(readColumns(lists, { ...LIMITS, unpacked: 100_000 })[0]!.values).toHaveLength(10)
  })
})

test('damaged files are refused, or read, with a HanTuneError at most', () => {
  const sources = ['classes.xlsx', 'edited.xlsx', ...PARQUET].map((name) => readFileSync(path(name)))
  const change = fc.record({ at: fc.nat(1 << 20), byte: fc.nat(255) })
  fc.assert(
    fc.property(
      fc.constantFrom(...sources),
      fc.array(change, { minLength: 1, maxLength: 6 }),
      fc.nat(40),
      (source, changes, cut) => {
        const bytes = Buffer.from(source.subarray(0, cut === 0 ? source.length >> 1 : source.length))
        // The head stays, so that the file is taken for what it was.
        for (const { at, byte } of changes) bytes[8 + (at % (bytes.length - 8))] = byte
        try {
          readDataset(file(bytes), { skipUnlabelled: true })
        } catch (error) {
          if (!(error instanceof HanTuneError)) throw error
          expect(error.code).toMatch(/^E_DATA_/)
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('broken XML is an error or read, never anything else', () => {
  const zip = new Zip(readFileSync(path('edited.xlsx')), 2 ** 20)
  const book = readBook(zip, workbookEntry(zip)!, 'f')
  const xml = zip.read(book.sheets[0]!.entry).toString()
  const piece = fc.constantFrom(
    '<',
    '>',
    '/',
    '"',
    '&',
    '&#x1;',
    '<c r="ZZZ1">',
    '<row r="-1">',
    '<v>',
    '</c>',
    '1e999',
    '<![CDATA[',
    '',
  )
  const change = fc.record({ at: fc.nat(xml.length), length: fc.nat(30), piece })
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const broken = changes.reduce(
        (text, { at, length, piece: put }) => text.slice(0, at) + put + text.slice(at + length),
        xml,
      )
      try {
        const { rows } = readSheet(Buffer.from(broken), book)
        for (const { cells, line } of rows) {
          expect(cells.every((cell) => typeof cell === 'string')).toBe(true)
          expect(line).toBeGreaterThan(0)
        }
      } catch (error) {
        expect(error).toBeInstanceOf(Error)
      }
    }),
    { numRuns: 500 },
  )
})
