import { describe, expect, test } from 'vitest'
import { Faults } from '../_faults.ts'
import { Notes } from '../_notes.ts'
import { errorOf, testFolder } from '../_testing.ts'
import { readDataset } from '../index.ts'
import { type Table, tableFormat } from './_table.ts'
import { withoutTitle } from './_title-rows.ts'
import { readSheet } from './_xlsx-sheet.ts'

const { file } = testFolder()
const EMPTY_PARQUET =
  'UEFSMRUEFQAVAkwVABUAEgAAABUEFQAVAkwVABUAEgAAABUEGTw1ABgGc2NoZW1hFQQAFQwlAhgEdGV4dCUATBwAAAAVDCUCGAVs' +
  'YWJlbCUATBwAAAAWABkcGSwmABwVDBklAAYZGAR0ZXh0FQIWABYcFh4mACYIKRwVBBUAFQIAAAAmABwVDBklAAYZGAVsYWJlbBUC' +
  'FgAWHBYeJgAmJikcFQQVABUCAAAAFjgWACYIFjwAGRwYDEFSUk9XOnNjaGVtYRjgAS8vLy8vNkFBQUFBUUFBQUFBQUFLQUF3QUJn' +
  'QUZBQWdBQ2dBQUFBQUJCQUFNQUFBQUNBQUlBQUFBQkFBSUFBQUFCQUFBQUFJQUFBQkFBQUFBQkFBQUFOai8vLzhBQUFFRkVBQUFB' +
  'QmdBQUFBRUFBQUFBQUFBQUFVQUFBQnNZV0psYkFBQUFNai8vLzhRQUJRQUNBQUdBQWNBREFBQUFCQUFFQUFBQUFBQUFRVVFBQUFB' +
  'SEFBQUFBUUFBQUFBQUFBQUJBQUFBSFJsZUhRQUFBQUFCQUFFQUFRQUFBQUFBQUFBABggcGFycXVldC1jcHAtYXJyb3cgdmVyc2lv' +
  'biAyNi4wLjEZLBwAABwAAACxAQAAUEFSMQ=='
const book = { file: 'f', strings: [], isDate: [], from1904: false }
const sheetOf = (rows: readonly (readonly string[])[], merged: readonly string[] = []) => {
  const cell = (text: string, at: number, line: number) =>
    text && `<c r="${'ABCD'[at]}${line}" t="inlineStr"><is><t>${text}</t></is></c>`
  const lines = rows.map(
    (cells, i) => `<row r="${i + 1}">${cells.map((text, at) => cell(text, at, i + 1)).join('')}</row>`,
  )
  const ranges = merged.map((ref) => `<mergeCell ref="${ref}"/>`).join('')
  return readSheet(
    Buffer.from(
      `<worksheet><sheetData>${lines.join('')}</sheetData><mergeCells>${ranges}</mergeCells></worksheet>`,
    ),
    book,
  )
}

function read(table: Omit<Table, 'separator'>) {
  const [notes, faults] = [new Notes(), new Faults()]
  const reading = { file: 'f.xlsx', sample: [], options: {}, notes, faults, lines: () => [] }
  const result = tableFormat(
    'xlsx',
    () => false,
    () => ({ separator: 'cells', ...table }),
  ).read(reading)
  faults.throwIfAny()
  return result
}

const body = [
  ['P1', '心慌', '内科'],
  ['P2', '腹痛', '外科'],
  ['P3', '骨折了很疼', '外科'],
]

describe('a title above the header', () => {
  test('is left out where the header is known, which is noted', () => {
    const notes = new Notes()
    const rows = withoutTitle(sheetOf([['2024年'], ['制表'], ['id', 'text', 'label'], ...body]).rows, notes)
    expect(rows[0]).toMatchObject({ cells: ['id', 'text', 'label'], line: 3 })
    expect(notes.list()).toMatchObject([{ code: 'titleRows', count: 2 }])
    expect(read({ rows }).records.map(({ origin }) => origin.line)).toEqual([4, 5, 6])
  })

  test('is told where the header is not known', () => {
    const { rows } = sheetOf([['2024年'], ['编码', '主诉', '科室'], ...body])
    const notes = new Notes()
    expect([withoutTitle(rows, notes), notes.list()]).toEqual([rows, []])
    expect(errorOf(() => read({ rows }))).toMatchObject({
      code: 'E_DATA_TITLE_ROW',
      values: { title: '2024年', line: 2, names: '编码, 主诉, 科室' },
    })
  })

  test('rows of a header, of data, and of one column stay', () => {
    for (const rows of [
      [
        ['text', 'label'],
        ['心慌', '内科'],
      ],
      [
        ['心慌', '内科'],
        ['text', 'label'],
      ],
      [['心慌'], ['text']],
    ]) {
      const sheet = sheetOf(rows).rows
      expect(withoutTitle(sheet, new Notes())).toBe(sheet)
    }
  })

  test('columns are never advised by an empty name', () => {
    const { rows } = sheetOf([
      ['', '主', ''],
      ['a', '心慌胸闷一周', '内科'],
      ['b', '腹痛两天', '外科'],
      ['c', '骨折了很疼', '外科'],
      ['d', '咳嗽发热', '内科'],
    ])
    expect(errorOf(() => read({ rows })).fix('en')).not.toMatch(/column {2}|column $/)
  })
})

describe('the first sheet of several', () => {
  const sheets = { name: '说明', others: ['数据'] }

  test('that holds no table: the others are named', () => {
    const { rows } = sheetOf([['填写说明'], ['请填']])
    const error = errorOf(() => read({ rows, sheets }))
    expect(error).toMatchObject({ code: 'E_DATA_SHEET_FIRST', values: { name: '说明', names: '数据' } })
    expect(error.fix('en')).toContain('--sheet "数据"')
  })

  test('whose columns tell nothing, too; one with a known header is read', () => {
    const { rows } = sheetOf([['编码', '主诉', '科室'], ...body])
    expect(errorOf(() => read({ rows, sheets })).code).toBe('E_DATA_SHEET_FIRST')
    expect(errorOf(() => read({ rows })).code).toBe('E_DATA_COLUMNS_UNNAMED')
    const known = sheetOf([['id', 'text', 'label'], ...body]).rows
    expect(read({ rows: known, sheets }).records).toHaveLength(3)
  })
})

test('an empty label in a merged range tells of it; one elsewhere does not', () => {
  const rows = [
    ['id', 'text', 'label'],
    ['P1', '心慌', '内科'],
    ['P2', '腹痛', ''],
    ['P3', '头痛', ''],
  ]
  const faultOf = (ranges: string[]) => {
    const { merged, rows: found } = sheetOf(rows, ranges)
    return errorOf(() => read({ rows: found, mergedRange: (line, column) => merged.rangeOf(line, column) }))
  }
  expect(faultOf(['C2:C3'])).toMatchObject({
    code: 'E_DATA_MERGED_LABEL',
    values: { range: 'C2:C3', faultCounts: 'E_DATA_MERGED_LABEL × 1, E_DATA_EMPTY_LABEL × 1' },
    place: { line: 3 },
  })
  expect(faultOf(['A2:A3', 'C3:C4'])).toMatchObject({
    code: 'E_DATA_EMPTY_LABEL',
    values: { faultCounts: 'E_DATA_EMPTY_LABEL × 1, E_DATA_MERGED_LABEL × 1' },
  })
})

test('a Parquet file without a row is empty, whatever pages stand in it', () => {
  // As pyarrow writes it; the pages of its columns hold no value.
  const content = Buffer.from(EMPTY_PARQUET, 'base64')
  expect(errorOf(() => readDataset(file(content))).code).toBe('E_DATA_EMPTY')
})
