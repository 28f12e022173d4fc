import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { errorOf, testFolder } from './_testing.ts'
import type { ReadOptions } from './dataset.ts'
import { readDataset } from './read.ts'
import { streamRecords } from './stream.ts'

const { file, folder } = testFolder()

const lines = Array.from({ length: 90_000 }, (_, i) =>
  JSON.stringify({ id: i, text: `第 ${i} 条记录的文本，写得长一些`, label: `l${i % 3}`, from: 'x' }),
)

describe('a large JSONL file', () => {
  const content = `${lines.join('\n')}\n`
  test('comes in several chunks that hold what reading it whole gives', () => {
    const source = file(content)
    const stream = streamRecords(source)
    const chunks = [...stream.chunks()]
    expect(stream.isStreamed).toBe(true)
    expect(chunks.length).toBeGreaterThan(1)
    const whole = readDataset(source)
    expect(chunks.flatMap(({ records }) => [...records])).toEqual(whole.records)
    expect(chunks.every(({ task, format }) => task === whole.task && format === whole.format)).toBe(true)
    expect(stream.notes().map(({ code, text }) => ({ code, text }))).toEqual(
      whole.notes.map(({ code, text }) => ({ code, text })),
    )
    expect(stream.recordOf(lines[7]!)).toMatchObject({ text: whole.records[7]!.text, origin: { id: '7' } })
  })

  test('broken lines are told at the end, with their number', () => {
    const source = file(`${content}{"text": "甲"}\n{]\n`)
    expect(() => [...streamRecords(source).chunks()]).toThrow(
      expect.objectContaining({
        code: 'E_DATA_FIELD_MISSING',
        place: { file: source, line: 90_001 },
        values: expect.objectContaining({ more: 1 }),
      }),
    )
  })

  test('of another task than the one asked for', () => {
    const stream = streamRecords(file(content), { task: 'ner' })
    expect(() => [...stream.chunks()]).toThrow(expect.objectContaining({ code: 'E_DATA_TASK' }))
  })
})

const OBJECTS = '{"text":"甲","label":"x"}\n{"text":"乙","label":"y"}\n'
const BRAT = mkdtempSync(join(folder, 'brat-'))
writeFileSync(join(BRAT, 'a.txt'), '张三\n')
writeFileSync(join(BRAT, 'a.ann'), 'T1\tPER 0 2\t张三\n')

test.each<[ReadOptions, string, string?]>([
  [{ textColumn: 'foo' }, 'E_DATA_JSON_FIELD_UNKNOWN', 'E_DATA_NO_COLUMNS'],
  [{ idColumn: 1 }, 'E_DATA_JSON_FIELD_UNKNOWN', 'E_DATA_NO_COLUMNS'],
  [{ pairColumn: 'foo' }, 'E_DATA_JSON_FIELD_UNKNOWN', 'E_DATA_NO_COLUMNS'],
  [{ sheet: 3 }, 'E_DATA_NO_SHEETS'],
  [{ tokenColumn: 2 }, 'E_DATA_COLUMN_CHOICE'],
  [{ tagColumn: 2 }, 'E_DATA_COLUMN_CHOICE'],
  [{ labelSeparator: '' }, 'E_DATA_LABEL_SEPARATOR'],
])(
  'options that a file has no use for are refused, streamed or whole: %j',
  (options, code, ofBrat = code) => {
    for (const path of [file(OBJECTS), file(`[${OBJECTS.trim().replace('\n', ',')}]`), BRAT]) {
      const expected = path === BRAT ? ofBrat : code
      expect(errorOf(() => [...streamRecords(path, options).chunks()]).code).toBe(expected)
      expect(errorOf(() => readDataset(path, options)).code).toBe(expected)
    }
  },
)

test('a separator of labels is refused where there are no lists of labels', () => {
  for (const path of [file('{"text":"张三","entities":[[0,2,"PER"]]}\n'), BRAT])
    for (const read of [
      readDataset,
      (own: string, options: object) => [...streamRecords(own, options).chunks()],
    ])
      expect(errorOf(() => read(path, { labelSeparator: '|' })).code).toBe('E_DATA_NO_LABEL_LISTS')
})

test.each([
  ['text\tlabel\n甲\tx\n乙\ty\n', 'tsv'],
  ['甲\tB-X\n乙\tO\n', 'bio'],
])('other formats come whole: %j', (content, format) => {
  const stream = streamRecords(file(content))
  expect(stream.isStreamed).toBe(false)
  expect([...stream.chunks()]).toMatchObject([{ format }])
})

test('an empty file, a folder and one that is not there are errors of reading', () => {
  const codeOf = (path: string) => {
    try {
      return [...streamRecords(path).chunks()]
    } catch (error) {
      return (error as { code: string }).code
    }
  }
  expect(codeOf(file(''))).toBe('E_DATA_EMPTY')
  expect(codeOf(mkdtempSync(join(tmpdir(), 'hantune-empty-')))).toBe('E_DATA_FOLDER_EMPTY')
  expect(codeOf('no-such-file')).toBe('E_DATA_NOT_FOUND')
})
