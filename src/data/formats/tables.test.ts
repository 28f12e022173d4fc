import { describe, expect, test } from 'vitest'
import { errorOf, testFolder } from '../_testing.ts'
import { readDataset } from '../index.ts'

const { file } = testFolder()

/** Format and records as `label|text`. */
function shown(content: string) {
  const dataset = readDataset(file(content))
  if (dataset.task !== 'cls') throw new Error(`read as ${dataset.format}`)
  return [dataset.format, ...dataset.records.map(({ text, label }) => `${label}|${text}`)]
}

describe('TSV', () => {
  const rows = [
    ['很好', '1'],
    ['太差了', '0'],
    ['不错', '1'],
  ] as const

  test('text and label in either order; numbers stay strings', () => {
    const expected = ['tsv', '1|很好', '0|太差了', '1|不错']
    expect(shown(rows.map(([text, label]) => `${text}\t${label}\n`).join(''))).toEqual(expected)
    expect(shown(rows.map(([text, label]) => `${label}\t${text}\n`).join(''))).toEqual(expected)
  })

  test('a header names the columns; others are noted, an id is kept', () => {
    const dataset = readDataset(file('id\tLabel\tsource\ttext_a\nx1\t 好 \tweb\t甲\nx2\t坏\tapp\t乙\n'))
    expect(dataset.records).toMatchObject([
      { text: '甲', label: '好', origin: { id: 'x1', line: 2 } },
      { text: '乙', label: '坏', origin: { id: 'x2', line: 3 } },
    ])
    expect(dataset.notes.map(({ code, count }) => [code, count])).toEqual([
      ['header', 1],
      ['ignoredColumns', 1],
      ['trimmedLabels', 1],
    ])
  })

  test('quotes are text', () => {
    expect(shown('"甲"乙\t1\n"丙"\t0\n"丁\t1\n')).toEqual(['tsv', '1|"甲"乙', '0|"丙"', '1|"丁'])
    expect(readDataset(file('"丙"\t0\n丁\t1\n戊\t0\n')).notes).toMatchObject([
      { code: 'keptQuotes', count: 1 },
    ])
  })

  const visits = Array.from({ length: 12 }, (_, i) => [
    `第${i}位患者咳嗽三天，伴有发热`,
    i % 2 ? '内科' : '外科',
    '2024-05-01',
  ])
  const joined = (rows: readonly (readonly string[])[], separator: string) =>
    file(rows.map((cells) => `${cells.join(separator)}\n`).join(''))

  test.each(['\t', ','])('a header that names nothing known is refused, not learnt (%j)', (separator) => {
    for (const width of [2, 3]) {
      const rows = [['主诉', '科室', '就诊日期'], ...visits].map((cells) => cells.slice(0, width))
      const path = joined(rows, separator)
      expect(errorOf(() => readDataset(path))).toMatchObject({
        code: 'E_DATA_HEADER_UNKNOWN',
        place: { line: 1 },
        values: { names: rows[0]!.join(', '), text: '主诉', label: '科室' },
      })
      const asked = { textColumn: '主诉', labelColumn: '科室' }
      expect(readDataset(path, asked).records).toHaveLength(12)
      expect(readDataset(path, { textColumn: 1, labelColumn: 2 }).records).toHaveLength(13)
    }
  })

  test('labels that look like lists are noted; a column `labels` with bars is lists', () => {
    const rows = ['咳嗽|发热', '咳嗽', '发热|头晕', '头晕|咳嗽', '发热'].map((label, i) => [
      `第${i}位病人今天来就诊`,
      label,
    ])
    const [note] = readDataset(joined(rows, '\t')).notes
    expect(note).toMatchObject({ code: 'maybeLists', count: 3 })
    expect(note!.text).toMatch(/--label-separator "\|"/)
    const own = readDataset(joined([['text', 'labels'], ...rows, ['无事', '']], ','))
    expect([own.task, own.records.length]).toEqual(['multi', 6])
    expect(own.notes.map(({ code }) => code)).toContain('labelLists')
    expect(
      readDataset(
        joined(
          visits.map(([text, label]) => [text!, `${label}、急诊`]),
          '\t',
        ),
      ).notes,
    ).toEqual([expect.objectContaining({ code: 'maybeLists' })])
    expect(
      readDataset(
        joined(
          visits.map((cells) => cells.slice(0, 2)),
          '\t',
        ),
      ).notes,
    ).toEqual([])
  })

  test('an unnamed header is suspected', () => {
    expect(readDataset(file('正文列\t标签列\n甲\t1\n乙\t1\n丙\t0\n丁\t0\n')).notes).toMatchObject([
      { code: 'maybeHeader' },
    ])
  })

  test.each([
    ['an extra column', '甲\t1\n乙\t0\tx\n', 'E_DATA_COLUMNS', 2],
    ['a missing column', '甲\t1\n乙\t0\n丙\n', 'E_DATA_COLUMNS', 3],
    ['an empty text', '甲\t1\n \t0\n丙\t1\n', 'E_DATA_EMPTY_TEXT', 2],
    ['an empty label', '甲\t1\n乙\t\n丙\t0\n丁\t0\n戊\t1\n', 'E_DATA_EMPTY_LABEL', 2],
  ])('%s', (_, content, code, line) => {
    expect(errorOf(() => shown(content))).toMatchObject({ code, place: { line } })
  })

  test('pairs of texts are no classes', () => {
    const pairs = Array.from({ length: 60 }, (_, i) => `sentence ${i}\t句子 ${i}\n`).join('')
    expect(errorOf(() => shown(pairs)).code).toBe('E_DATA_FORMAT')
  })
})

describe('CSV', () => {
  test('quoted fields hold commas, quotes and line ends; lines are counted from the start of a record', () => {
    const dataset = readDataset(file('label,review\n1,"快，好吃, ""真的"""\n0,"第一行\n第二行"\n\n1,好\n'))
    expect(dataset.format).toBe('csv')
    expect(dataset.records).toMatchObject([
      { text: '快，好吃, "真的"', label: '1', origin: { line: 2 } },
      { text: '第一行\n第二行', label: '0', origin: { line: 3 } },
      { text: '好', label: '1', origin: { line: 6 } },
    ])
    expect(dataset.notes).toMatchObject([{ code: 'blankLines', count: 1 }, { code: 'header' }])
  })

  test('carriage returns inside of cells end no line', () => {
    const { records } = readDataset(file('label,review\n1,甲\r乙\n0,"丙\r\n丁"\r\n1,"戊\r"\n0,己\n'))
    expect(records.map(({ text, origin }) => [text, origin.line])).toEqual([
      ['甲\r乙', 2],
      ['丙\n丁', 3],
      ['戊\r', 5],
      ['己', 6],
    ])
    expect(errorOf(() => shown('label,text\n1,甲\r乙\r丙\n0,乙\n1,"a"b\n'))).toMatchObject({
      code: 'E_DATA_CSV',
      place: { line: 4 },
    })
  })

  test('without a header a column of labels is enough', () => {
    expect(shown('好评,很好\n差评,不行\n好评,可以\n差评,差\n')).toEqual([
      'csv',
      '好评|很好',
      '差评|不行',
      '好评|可以',
      '差评|差',
    ])
  })

  test('broken quotes', () => {
    expect(errorOf(() => shown('label,text\n1,甲\n0,"乙\n')).code).toBe('E_DATA_CSV')
  })
})

describe('the whole file', () => {
  test('one class', () => {
    expect(errorOf(() => shown('甲\t1\n乙\t1\n'))).toMatchObject({
      code: 'E_DATA_ONE_CLASS',
      values: { label: '1', records: 2 },
    })
    expect(readDataset(file('甲\t1\n乙\t1\n'), { forTraining: false }).records).toHaveLength(2)
  })

  test('texts without labels', () => {
    expect(errorOf(() => shown('今天天气很好，适合出门。\n明天, 也许, 下雨\n')).code).toBe(
      'E_DATA_UNLABELLED',
    )
    expect(errorOf(() => shown('{"text": "甲"}\n')).code).toBe('E_DATA_UNLABELLED')
  })

  test('the other task', () => {
    expect(errorOf(() => readDataset(file('甲\t1\n乙\t0\n'), { task: 'ner' }))).toMatchObject({
      code: 'E_DATA_TASK',
      values: { asked: 'ner', found: 'cls' },
    })
  })
})
