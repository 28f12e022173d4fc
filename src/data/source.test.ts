import { execFileSync } from 'node:child_process'
import { closeSync, ftruncateSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { errorOf, testFolder } from './_testing.ts'
import { readDataset, readTexts } from './index.ts'

const { file, folder } = testFolder()
const bio = '张\tB-PER\n三\tI-PER\n。\tO\n\n'

describe('what is no text file', () => {
  test.each([
    ['gzip', gzipSync(gzipSync('文本'))],
    ['bzip2', Buffer.from('BZh91AY')],
    ['zip', Buffer.from('PK\x03\x04 nothing more')],
    ['PDF', Buffer.from('%PDF-1.7')],
  ])('%s is named', (kind, bytes) => {
    expect(errorOf(() => readDataset(file(bytes)))).toMatchObject({
      code: 'E_DATA_BINARY',
      values: { kind, offset: 0 },
    })
  })

  test('UTF-16 is named, with the command that converts it', () => {
    const error = errorOf(() => readDataset(file(Buffer.from('\uFEFF文本\n', 'utf16le'))))
    expect(error).toMatchObject({ code: 'E_DATA_UTF16', values: { kind: 'UTF-16 LE' } })
    expect(error.fix('zh')).toContain('iconv -f UTF-16')
  })

  test('a workbook that is cut off, read for training and for its texts', () => {
    const path = file('PK\x03\x04 ... xl/workbook.xml')
    expect(errorOf(() => readDataset(path)).code).toBe('E_DATA_XLSX')
    expect(errorOf(() => readTexts(path)).code).toBe('E_DATA_XLSX')
  })

  test('a NUL byte, with its offset', () => {
    const { code, values } = errorOf(() => readDataset(file(`${bio}\0`)))
    expect([code, values.offset]).toEqual(['E_DATA_BINARY', Buffer.byteLength(bio)])
  })

  test('no such file, a folder, an empty file, blank lines only', () => {
    expect(errorOf(() => readDataset(join(folder, 'none.txt'))).code).toBe('E_DATA_NOT_FOUND')
    mkdirSync(join(folder, 'sub'))
    writeFileSync(join(folder, 'sub', 'a.bio'), bio)
    const error = errorOf(() => readTexts(join(folder, 'sub')))
    expect(error.code).toBe('E_DATA_FOLDER')
    expect(error.fix('en')).toContain('a.bio')
    expect(errorOf(() => readDataset(file(''))).code).toBe('E_DATA_EMPTY')
    expect(errorOf(() => readDataset(file('\n \n\n'))).code).toBe('E_DATA_EMPTY')
    expect(errorOf(() => readDataset('a\0b')).code).toBe('E_DATA_UNREADABLE')
    if (process.platform !== 'win32')
      expect(errorOf(() => readTexts('/dev/null')).code).toBe('E_DATA_NOT_FILE')
  })

  test.skipIf(process.platform === 'win32')('a pipe that nobody writes to is refused, not waited for', () => {
    const path = join(folder, 'pipe')
    execFileSync('mkfifo', [path])
    expect(errorOf(() => readDataset(path)).code).toBe('E_DATA_NOT_FILE')
  })

  test('over 2 GiB is refused by size, before any byte is read', () => {
    const path = join(folder, 'sparse.txt')
    const descriptor = openSync(path, 'w')
    ftruncateSync(descriptor, 2 * 2 ** 30 + 1)
    closeSync(descriptor)
    expect(errorOf(() => readDataset(path))).toMatchObject({
      code: 'E_DATA_TOO_LARGE',
      place: { file: path },
    })
  })
})

describe('encoding', () => {
  test('a bad byte is named by offset and line, past the first chunk too', () => {
    const head = bio.repeat(200_000)
    expect(Buffer.byteLength(head)).toBeGreaterThan(5 * 2 ** 20)
    const path = file(Buffer.concat([Buffer.from(head), Buffer.from([0xe5, 0xbc, 0x0a])]))
    const error = errorOf(() => readDataset(path))
    expect(error).toMatchObject({ code: 'E_DATA_NOT_UTF8', place: { file: path, line: 800_001 } })
    expect(error.values).toMatchObject({ offset: Buffer.byteLength(head), byte: '0xE5' })
  })

  test.each([
    ['an encoded surrogate', [0xed, 0xa0, 0xbd]],
    ['an overlong form', [0xc0, 0xaf]],
    ['beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
    ['a lone continuation', [0x80]],
  ])('%s is not UTF-8', (_, bytes) => {
    const path = file(Buffer.concat([Buffer.from('文本\t0\n'), Buffer.from(bytes)]))
    expect(errorOf(() => readDataset(path))).toMatchObject({ code: 'E_DATA_NOT_UTF8', values: { offset: 9 } })
  })

  test('GBK is recognised and its conversion is offered', () => {
    // "中文文本\t正面\n" in GBK.
    const bytes = Buffer.from('d6d0cec4cec4b1be09d5fdc3e60a', 'hex')
    const error = errorOf(() => readDataset(file(bytes)))
    expect(error.code).toBe('E_DATA_GBK')
    expect(error.fix('zh')).toContain('iconv -f GB18030 -t UTF-8 原文件 > 新文件')
    expect(error.fix('en')).toContain('"CSV UTF-8" in Excel')
    const packed = errorOf(() => readDataset(file(gzipSync(bytes))))
    expect(packed.fix('en')).toContain('gunzip -c OLD | iconv -f GB18030 -t UTF-8 > NEW')
  })

  test('BOM and CRLF are read and noted', () => {
    const { records, notes } = readDataset(file(`\uFEFF${bio.replaceAll('\n', '\r\n')}`))
    expect(records).toMatchObject([{ text: '张三。', entities: [{ start: 0, end: 2, label: 'PER' }] }])
    expect(notes.map(({ code, count }) => [code, count])).toEqual([
      ['bom', 1],
      ['crlf', 4],
    ])
  })
})

test('a line over 1 MiB is refused with its number; one of 1 MiB is not', () => {
  const long = 'a'.repeat(2 ** 20)
  expect(readTexts(file(`b\n${long}\n`)).texts).toHaveLength(2)
  for (const end of ['', '\n'])
    expect(errorOf(() => readTexts(file(`b\n${long}a${end}`)))).toMatchObject({
      code: 'E_DATA_LINE_TOO_LONG',
      place: { line: 2 },
    })
  expect(errorOf(() => readTexts(file('字'.repeat(2 ** 21)))).code).toBe('E_DATA_LINE_TOO_LONG')
})

describe('texts for prediction', () => {
  test('one a line, blank lines noted', () => {
    const { texts, notes } = readTexts(file('第一句\n\n第二句, 有 逗号\n'))
    expect(texts.map(({ text, origin }) => [text, origin.line])).toEqual([
      ['第一句', 1],
      ['第二句, 有 逗号', 3],
    ])
    expect(notes).toMatchObject([{ code: 'blankLines', count: 1 }])
  })

  test('JSONL with ids; a broken line is an error', () => {
    const { texts } = readTexts(file('{"id": 7, "text": "甲"}\n{"text": "乙"}\n'))
    expect(texts).toMatchObject([
      { text: '甲', origin: { id: '7', line: 1 } },
      { text: '乙', origin: { line: 2 } },
    ])
    expect(errorOf(() => readTexts(file('{"text": "甲"}\n{"text": \n{"text":" "}')))).toMatchObject({
      code: 'E_DATA_JSON',
      place: { line: 2 },
      values: { more: 1 },
    })
  })
})
