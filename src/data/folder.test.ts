import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { errorOf, testFolder } from './_testing.ts'
import { type ReadOptions, readDataset } from './index.ts'

const { folder } = testFolder()
let folders = 0

/** A new folder with files by name. */
function folderOf(files: Record<string, string | Uint8Array>): string {
  const path = join(folder, `data-${folders++}`)
  mkdirSync(path)
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), content)
  }
  return path
}

/** Notes by code, and records as file, line, text and entities. */
function shown(path: string, options: ReadOptions = {}) {
  const dataset = readDataset(path, options)
  if (dataset.task !== 'ner') throw new Error(`read as ${dataset.format}`)
  return {
    format: dataset.format,
    notes: dataset.notes.map(({ code, count }) => [code, count]),
    records: dataset.records.map(({ text, entities, origin }) => [
      origin.file.slice(path.length + 1),
      origin.line,
      text,
      ...entities.map(({ start, end, label }) => `${label}:${text.slice(start, end)}`),
    ]),
  }
}

describe('a folder', () => {
  test('what systems and programs leave beside data, and the report of a split, are no data', () => {
    const path = folderOf({
      'train.txt': '张 B-PER\n',
      'dev.txt': '李 B-PER\n',
      'split.json': JSON.stringify(
        { files: ['train.txt', 'dev.txt'], seed: 42, ratio: [8, 2] },
        undefined,
        2,
      ),
      'Thumbs.db': '\0',
      'desktop.ini': 'x',
      '~$a.xlsx': '\0',
    })
    const { records, notes } = shown(path)
    expect(records.map(([name]) => name)).toEqual(['dev.txt', 'train.txt'])
    expect(notes).toContainEqual(['skippedFiles', 4])
  })

  test('another file of that name is data', () => {
    const path = folderOf({ 'split.json': '[{"text":"张三","entities":[[0,2,"PER"]]}]' })
    expect(shown(path).records).toHaveLength(1)
  })

  test('its files, sorted by name, sub-folders too; each record keeps its file', () => {
    const path = folderOf({
      'b.txt': '李 B-PER\n',
      'a/2.conll': gzipSync('四 B-PER\n五 E-PER\n'),
      'a/1.conll': '张 B-PER\n三 I-PER\n\n。 O\n',
      '.hidden': '\0',
      'README.md': '# 说明',
      LICENSE: 'MIT',
    })
    symlinkSync(path, join(path, 'loop'))
    expect(shown(path)).toEqual({
      format: 'bio',
      notes: [
        ['skippedFiles', 3],
        ['severalFormats', 1],
        ['severalFiles', 3],
      ],
      records: [
        ['a/1.conll', 1, '张三', 'PER:张三'],
        ['a/1.conll', 4, '。'],
        ['a/2.conll', 1, '四五', 'PER:四五'],
        ['b.txt', 1, '李', 'PER:李'],
      ],
    })
    expect(shown(`${path}/`).records).toHaveLength(4)
  })

  test('files of two formats or tasks are refused', () => {
    const path = folderOf({ 'a.txt': '李 B-PER\n', 'b.tsv': '很好\t1\n不行\t0\n' })
    expect(errorOf(() => readDataset(path))).toMatchObject({
      code: 'E_DATA_FOLDER_MIXED',
      values: { first: join(path, 'a.txt'), otherFormat: 'tsv (cls)' },
    })
  })

  test('faults of all files are counted; a file that is no data is an error, not left out', () => {
    const path = folderOf({ 'a.txt': '李 B-PER\n四 I-LOC\n', 'b.txt': '王 B-PER\n五 I-LOC\n六\n' })
    expect(errorOf(() => readDataset(path))).toMatchObject({
      place: { file: join(path, 'a.txt'), line: 2 },
      values: { more: 2 },
    })
    for (const [content, code] of [
      ['', 'E_DATA_EMPTY'],
      ['没有标注的文本', 'E_DATA_UNLABELLED'],
      ['PK\x03\x04', 'E_DATA_BINARY'],
    ] as const) {
      const other = folderOf({ 'a.txt': '李 B-PER\n', 'b.txt': content })
      expect(errorOf(() => readDataset(other))).toMatchObject({ code, place: { file: join(other, 'b.txt') } })
    }
    expect(errorOf(() => readDataset(folderOf({ 'README.txt': 'x' }))).code).toBe('E_DATA_FOLDER_EMPTY')
  })
})

describe('brat', () => {
  const text = '👍张三在北京。\n\n李四没来。\n'
  const annotations =
    'T1\tPER 1 3\t张三\nT2\tLOC 4 6\t北京\nR1\tin Arg1:T1 Arg2:T2\nT3\tPER 9 11\t李四\n#1\tAnnotatorNotes T1\t?\n'

  test('a record a line, offsets counted in code points', () => {
    const path = folderOf({
      '1.txt': text,
      '1.ann': annotations,
      'annotation.conf': '[entities]',
      'x/2.txt': '无',
      'x/2.ann': '',
    })
    expect(shown(path)).toEqual({
      format: 'brat',
      notes: [
        ['skippedFiles', 1],
        ['unusedAnnotations', 2],
        ['codepointOffsets', 1],
        ['blankLines', 1],
      ],
      records: [
        ['1.txt', 1, '👍张三在北京。', 'PER:张三', 'LOC:北京'],
        ['1.txt', 3, '李四没来。', 'PER:李四'],
        ['x/2.txt', 1, '无'],
      ],
    })
    for (const name of ['1.txt', '1.ann']) expect(shown(join(path, name)).records).toHaveLength(2)
  })

  test('a byte order mark and CRLF count in offsets, and are no text', () => {
    const path = folderOf({
      '1.txt': '\uFEFF张三\r\n李四\r\n',
      '1.ann': 'T1\tPER 1 3\t张三\r\nT2\tPER 5 7\t李四\r\n',
    })
    expect(shown(path).records).toEqual([
      ['1.txt', 1, '张三', 'PER:张三'],
      ['1.txt', 2, '李四', 'PER:李四'],
    ])
  })

  test('a line separator of Unicode (U+2028) parts no lines, of a text or of an annotation', () => {
    const path = folderOf({ '1.txt': '张\u2028三在\n', '1.ann': 'T1\tPER 0 3\t张\u2028三\n' })
    expect(shown(path).records).toEqual([['1.txt', 1, '张\u2028三在', 'PER:张\u2028三']])
  })

  test('UTF-16 offsets show by the texts', () => {
    const path = folderOf({ '1.txt': text, '1.ann': 'T1\tPER 2 4\t张三\n' })
    expect(shown(path).records[0]!.at(-1)).toBe('PER:张三')
  })

  test('discontinuous entities are faults, or skipped as asked', () => {
    const path = folderOf({ '1.txt': text, '1.ann': `${annotations}T4\tLOC 1 2;4 6\t张 北京\n` })
    expect(errorOf(() => readDataset(path))).toMatchObject({
      code: 'E_DATA_PARTED',
      place: { file: join(path, '1.ann'), line: 6 },
    })
    expect(shown(path, { discontinuous: 'skip' }).notes).toContainEqual(['discontinuous', 1])
  })

  test.each([
    ['over a line end', 'T1\tX 4 11\t北京。  李四', 'E_DATA_SPAN_LINES', { file: '1.txt', line: 1 }],
    ['of a line end', 'T1\tX 7 8\t ', 'E_DATA_SPAN_LINES', { file: '1.txt', line: 1 }],
    ['of blank lines at the end', 'T1\tX 14 15\t ', 'E_DATA_SPAN_LINES', { file: '1.txt', line: 3 }],
    ['with another text', 'T1\tX 1 3\t李四', 'E_DATA_SPAN_TEXT', { file: '1.ann', line: 1 }],
    ['beyond the text', 'T1\tX 1 99\t张三', 'E_DATA_SPAN', { file: '1.ann', line: 1 }],
    ['without a text', 'T1\tX 1 3', 'E_DATA_BRAT', { file: '1.ann', line: 1 }],
    ['of no kind', 'x', 'E_DATA_BRAT', { file: '1.ann', line: 1 }],
  ])('an entity %s', (_, line, code, { file, line: number }) => {
    const path = folderOf({ '1.txt': text, '1.ann': line })
    expect(errorOf(() => readDataset(path))).toMatchObject({
      code,
      place: { file: join(path, file), line: number },
    })
  })

  test('a file without its other', () => {
    const path = folderOf({ '1.txt': text, '1.ann': annotations, '2.txt': 'x', '3.ann': '' })
    expect(errorOf(() => readDataset(path))).toMatchObject({
      code: 'E_DATA_PAIR',
      place: { file: join(path, '2.txt') },
      values: { missing: join(path, '2.ann'), more: 1 },
    })
    expect(errorOf(() => readDataset(join(path, '3.ann'))).code).toBe('E_DATA_PAIR')
  })
})
