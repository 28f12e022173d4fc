import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { errorOf, testFolder } from './_testing.ts'
import { readTexts, type TextOptions } from './index.ts'

const { file } = testFolder()
const workbook = join(import.meta.dirname, '../../test/golden/tables/classes.xlsx')
const shown = (path: string, options?: TextOptions) =>
  readTexts(path, options).texts.map(({ text, pair, origin }) =>
    [origin.line, origin.id, text, pair].filter((part) => part !== undefined).join(' '),
  )

describe('texts of tables', () => {
  test.each(['\t', ',', ';'])(
    'a header that names the text (%j): other columns are not read, and noted',
    (mark) => {
      const path = file(
        [
          ['id', '文本', '日期'],
          ['x1', '患者咳嗽', '1月'],
          ['x2', '头晕😀', '2月'],
        ]
          .map((row) => `${row.join(mark)}\n`)
          .join(''),
      )
      expect(shown(path)).toEqual(['2 x1 患者咳嗽', '3 x2 头晕😀'])
      expect(readTexts(path).notes).toMatchObject([{ code: 'header' }, { code: 'ignoredColumns', count: 1 }])
    },
  )

  test('pairs, quoted line ends, and columns by name or number', () => {
    expect(shown(file('sentence1,sentence2\n甲,"乙\n丙"\n丁,戊\n'))).toEqual(['2 甲 乙\n丙', '4 丁 戊'])
    const path = file('主诉,科室\n咳嗽,内科\n头晕,外科\n')
    expect(shown(path, { textColumn: '主诉' })).toEqual(['2 咳嗽', '3 头晕'])
    expect(shown(path, { textColumn: 1 })).toEqual(['1 主诉', '2 咳嗽', '3 头晕'])
    expect(errorOf(() => readTexts(path, { textColumn: '主述' }))).toMatchObject({
      code: 'E_DATA_COLUMN_UNKNOWN',
      values: { near: expect.stringContaining('主诉') },
    })
  })

  test('a workbook', () => {
    const { texts, notes } = readTexts(workbook)
    expect(texts).toHaveLength(5)
    expect(texts[0]!.text).not.toBe('')
    expect(notes.map(({ code }) => code)).toContain('header')
  })

  test('lines with commas or TABs without such a header stay texts', () => {
    expect(shown(file('今天,天气好\n明天,也好\n'))).toEqual(['1 今天,天气好', '2 明天,也好'])
    expect(shown(file('甲\t乙\n丙\t丁\n'))).toEqual(['1 甲\t乙', '2 丙\t丁'])
  })

  test('what is broken is told with its line', () => {
    expect(errorOf(() => readTexts(file('text,a\n甲,1\n,2\n')))).toMatchObject({
      code: 'E_DATA_EMPTY_TEXT',
      place: { line: 3 },
    })
    expect(errorOf(() => readTexts(file('text,a\n甲,1\n乙\n')))).toMatchObject({
      code: 'E_DATA_COLUMNS',
      place: { line: 3 },
    })
    expect(errorOf(() => readTexts(file('甲\n乙\n'), { textColumn: 1 })).code).toBe('E_DATA_NO_COLUMNS')
  })
})
