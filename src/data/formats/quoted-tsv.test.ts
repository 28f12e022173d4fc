import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { errorOf, testFolder } from '../_testing.ts'
import {
  formatRecords,
  type LabelledPair,
  type LabelledText,
  readDataset,
  readTexts,
  splitFile,
} from '../index.ts'
import { isQuotedTsv } from './quoted-tsv.ts'

const { file, folder } = testFolder()

const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`
/** As pandas and spreadsheets do it: only where it is needed. */
const quoteNeeded = (cell: string) => (/["\t\r\n]/.test(cell) ? quote(cell) : cell)
const written = (rows: readonly (readonly string[])[], cell = quoteNeeded) =>
  rows.map((cells) => `${cells.map(cell).join('\t')}\n`).join('')
const codes = (notes: readonly { readonly code: string }[]) => notes.map(({ code }) => code)

const HEADER = ['text', 'label']
const many = (text: (index: number) => string) =>
  Array.from({ length: 6 }, (_, i) => [text(i), i % 2 ? '内科' : '外科'])

describe('TSV with quotes around cells', () => {
  test.each([
    ['doubled quotes', (i: number) => `第${i}个病人说"疼"`],
    ['doubled quotes inside alone', (i: number) => `第${i}个"病人"说`],
    ['line ends', (i: number) => `第${i}个症状：\n\n第二行`],
    ['TABs', (i: number) => `第${i}个\t症状`],
  ])('%s', (_, text) => {
    const rows = many(text)
    const { records, notes, format, reason } = readDataset(file(written([HEADER, ...rows])))
    expect(records).toMatchObject(rows.map(([text, label]) => ({ text, label })))
    expect([format, codes(notes)]).toEqual(['tsv', ['quotedTsv', 'header']])
    expect(reason).toMatch(/TAB/)
    let line = 2
    for (const [index, { origin }] of records.entries()) {
      expect(origin.line).toBe(line)
      line += rows[index]![0]!.split('\n').length
    }
    const texts = readTexts(file(written([HEADER, ...rows])))
    expect(texts.texts.map(({ text }) => text)).toEqual(rows.map(([text]) => text))
  })

  test('without a header, and with every cell quoted', () => {
    const rows = many((i) => `第${i}个症状：\n第二行`)
    const headless = file(written(rows))
    expect(readDataset(headless).records).toMatchObject(rows.map(([text, label]) => ({ text, label })))
    expect(readTexts(headless, { textColumn: 1 }).texts.map(({ text }) => text)).toEqual(
      rows.map(([text]) => text),
    )
    const plain = many((i) => `第${i}个症状`)
    const { records } = readDataset(file(written([HEADER, ...plain], quote)))
    expect(records).toMatchObject(plain.map(([text, label]) => ({ text, label })))
    expect(readTexts(file(written([HEADER, ...plain], quote))).texts).toHaveLength(6)
  })

  test('pairs, columns by name, columns of flags, several labels', () => {
    const pairs = many((i) => `甲\n${i}`).map(([text, label]) => [text!, '乙"丙"', label!])
    expect(readDataset(file(written([['sentence1', 'sentence2', 'label'], ...pairs]))).task).toBe('pair')
    const odd = file(written([['主诉', '科室'], ...many((i) => `第${i}\n行`)]))
    expect(readDataset(odd, { textColumn: '主诉', labelColumn: '科室' }).records).toHaveLength(6)
    const flags = many((i) => `甲\n${i}`).map(([text], i) => [text!, String(i % 2), '1'])
    const flagged = readDataset(file(written([['text', '急', '重'], ...flags])))
    expect([flagged.task, flagged.records[1]]).toMatchObject(['multi', { labels: ['急', '重'] }])
  })

  test('a broken row is named by the line where it begins', () => {
    const rows = written([HEADER, ['甲\n乙', '内科'], ['丙\n丁', '外科'], ['戊\n己', '']])
    expect(errorOf(() => readDataset(file(rows)))).toMatchObject({
      code: 'E_DATA_EMPTY_LABEL',
      place: { line: 6 },
    })
  })

  test('a split writes JSONL, as a part need not show that it is quoted', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => [
      i === 7 ? '他说"疼"\n又走了' : `第${i}位"病人"走进了${'门诊病房药店'.slice(i % 6)}`,
      i % 2 ? '内科' : '外科',
    ])
    const source = file(written([HEADER, ...rows]))
    const { files, copied } = await splitFile(source, join(folder, 'parts'), { ratio: [8, 1, 1], seed: 1 })
    expect(copied).toBe(false)
    const parts = Object.values(files).flatMap((part) => [
      ...(readDataset(part, { forTraining: false }).records as LabelledText[]),
    ])
    expect(parts.map(({ text }) => text).sort()).toEqual(rows.map(([text]) => text!).sort())
    expect(readFileSync(Object.values(files)[0]!, 'utf8')).toMatch(/^\{/)
  })
})

describe('TSV whose quotes are text', () => {
  test.each([
    ['some texts in quotes', 'text\tlabel\n"甲"\t1\n乙\t0\n"丙"\t1\n'],
    ['all texts in quotes', '"甲"\t1\n"乙"\t0\n"丙"\t1\n'],
    ['quotes side by side', 'text\tlabel\n"甲""乙"\t1\n"丙""丁""戊"\t0\n己\t1\n'],
    ['a quotation over two rows', 'text\tlabel\n"甲\t1\n乙"\t0\n丙\t1\n'],
    ['strings of Python', 'text\tlabel\n"""甲"""\t1\n"""乙"""\t0\n丙\t1\n'],
    ['a quote inside', 'text\tlabel\n"甲"说\t1\n"乙""说"""\t0\n丙\t1\n'],
  ])('%s', (_, content) => {
    const rows = content.split('\n').flatMap((line) => (line ? [line.split('\t')[0]] : []))
    const { records, notes } = readDataset(file(content))
    expect(rows.slice(rows[0] === 'text' ? 1 : 0)).toEqual(records.map((one) => (one as LabelledText).text))
    expect(codes(notes)).not.toContain('quotedTsv')
  })

  test('a row without a label between two quotes is a fault still', () => {
    expect(errorOf(() => readDataset(file('text\tlabel\n"甲\t1\n乙\n丙"\t0\n丁\t1\n')))).toMatchObject({
      code: 'E_DATA_COLUMNS',
      place: { line: 3 },
    })
  })

  test('a text that a reader would take for a quoted cell is not written', () => {
    const records = ['甲', '"他说""疼"""'].map((text, i) => ({
      text,
      label: String(i),
      origin: { file: 'f', line: i + 1 },
    }))
    expect(errorOf(() => formatRecords(records, 'tsv'))).toMatchObject({
      code: 'E_WRITE_TEXT',
      place: { line: 2 },
    })
  })
})

const characters = (...more: string[]) =>
  fc
    .array(fc.constantFrom('甲', 'a', '"', '"', '""', ' ', '\u3000', '🙂', ',', '1', '-', ...more), {
      minLength: 1,
      maxLength: 8,
    })
    .map((parts) => parts.join(''))
    .filter((text) => text.trim() !== '' && !text.includes('\r\n'))
const label = fc.constantFrom('内科', '外"科', '"x"')

test('any cells, all of them quoted, are read back', () => {
  const row = fc.tuple(characters('\t', '\n', '\r'), characters('\t', '\n', '\r'), label)
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 6 }), (rows) => {
      const content = written([['sentence1', 'sentence2', 'label'], ...rows], quote)
      const read = readDataset(file(content), { forTraining: false })
      const cells = (read.records as LabelledPair[]).map(({ text, pair, label }) => [text, pair, label])
      expect(cells).toEqual(rows)
    }),
  )
})

test('any cells, quoted where needed, are read back where a row spans lines', () => {
  const row = fc.tuple(characters('\t', '\n', '\r'), label)
  fc.assert(
    fc.property(fc.array(row, { maxLength: 6 }), (rows) => {
      const all = [['甲\n乙', '内科'], ...rows]
      const read = readDataset(file(written([HEADER, ...all])), { forTraining: false })
      expect((read.records as LabelledText[]).map(({ text, label }) => [text, label])).toEqual(all)
    }),
  )
})

test('what is written as TSV is read as it is', () => {
  const row = fc.tuple(characters('\r'), characters('\r'), label)
  let refused = 0
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 8 }), (rows) => {
      const records = rows.map(([text, pair, label], i) => ({
        text,
        pair,
        label,
        origin: { file: 'f', line: i + 1 },
      }))
      const content = rows.map((cells) => `${cells.join('\t')}\n`).join('')
      if (isQuotedTsv([{ lines: `sentence1\tsentence2\tlabel\n${content}`.trimEnd().split('\n') }])) {
        refused++
        expect(errorOf(() => formatRecords(records, 'tsv')).code).toBe('E_WRITE_TEXT')
        return
      }
      const { records: read } = readDataset(file(formatRecords(records, 'tsv')), { forTraining: false })
      expect((read as LabelledPair[]).map(({ text, pair, label }) => [text, pair, label])).toEqual(rows)
    }),
  )
  expect(refused).toBeLessThan(20)
})
