import { expect, test } from 'vitest'
import type { HanTuneError } from '../../base/errors.ts'
import { errorOf, testFolder } from '../_testing.ts'
import { readDataset } from '../index.ts'

const { file } = testFolder()
const refusal = (text: string): HanTuneError => errorOf(() => readDataset(file(text)))

const wards = ['内科', '外科', '儿科']
const rows = Array.from({ length: 12 }, (_, i) => [`${i + 1}`, `P${i}`, `头痛${i}天，伴发热`, wards[i % 3]!])

test.each([
  ['csv', ';'],
  ['tsv', '\t'],
])('%s: a table of several columns asks for names of the columns that look right', (_, separator) => {
  const text = [['编号', '患者号', '主诉', '诊室'], ...rows].map((cells) => cells.join(separator))
  const error = refusal(`${text.join('\n')}\n`)
  expect(error).toMatchObject({ code: 'E_DATA_COLUMNS_UNNAMED', place: { line: 1 } })
  expect(error.fix('en')).toContain('--text-column 主诉 --label-column 诊室')
})

test('three columns of which one is a date', () => {
  const text = [
    '主诉,诊室,就诊日期',
    ...rows.map(([, , complaint, ward], i) => `${complaint!.replace('，', '')},${ward},2024-01-${10 + i}`),
  ]
  expect(refusal(text.join('\n')).fix('zh')).toContain('--text-column 主诉 --label-column 诊室')
})

test('without a header columns are named by number', () => {
  const text = rows.map(([id, , complaint, ward]) => [id, complaint, ward, '无'].join('\t'))
  expect(refusal(text.join('\n')).fix('en')).toContain('--text-column 2 --label-column 3')
})

test('sentences with commas are no table', () => {
  const text = Array.from(
    { length: 8 },
    (_, i) => `今天天气很好，适合出门散步，明天, 也许, 会下雨也许不会，第${i}天`,
  )
  expect(refusal(text.join('\n')).code).toBe('E_DATA_UNLABELLED')
})

test('faults after the first are told with their places', () => {
  const lines = Array.from({ length: 30 }, (_, i) => (i < 4 ? `文本${i}\t${i % 2}` : `文本${i}\t`))
  const error = refusal(lines.join('\n'))
  expect(error).toMatchObject({ code: 'E_DATA_EMPTY_LABEL', place: { line: 5 }, values: { more: 25 } })
  expect(error.what('en')).toMatch(
    /: 25: line 6 E_DATA_EMPTY_LABEL; line 7 E_DATA_EMPTY_LABEL; .*; line 25 E_DATA_EMPTY_LABEL; …; in all/,
  )
  expect(error.what('zh')).toContain('25 处错误：第 6 行 E_DATA_EMPTY_LABEL；第 7 行')
})
