import { describe, expect, test } from 'vitest'
import { errorOf, testFolder } from './_testing.ts'
import { readDataset, readTexts } from './index.ts'
import { streamRecords } from './stream.ts'

const { file } = testFolder()

describe('lines that end in CR alone', () => {
  test.each([
    ['columns', '张 B-PER\r三 I-PER\r\r在 O\r', 4],
    ['CSV', 'id,text,label\r1,"心慌, 胸闷",内科\r2,腹痛,外科\r', 3],
    ['TSV', 'text\tlabel\r心慌\t内科\r腹痛\t外科', 3],
    ['JSONL', '{"text":"张三","entities":[[0,2,"PER"]]}\r{"text":"李","entities":[[0,1,"PER"]]}\r', 2],
  ])('%s: are read as with LF, and noted', (_, content, count) => {
    const shown = (text: string) => {
      const { records, notes } = readDataset(file(text))
      return { notes, records: records.map((record) => ({ ...record, origin: record.origin.line })) }
    }
    const [cr, lf] = [shown(content), shown(content.replaceAll('\r', '\n'))]
    expect(cr.records).toEqual(lf.records)
    expect(cr.records).toHaveLength(2)
    expect(cr.notes).toMatchObject([{ code: 'crEnds', count }, ...lf.notes])
  })

  test('a JSONL file of them is not streamed by lines that end in LF', () => {
    const path = file('{"text":"心慌","label":"内科"}\r{"text":"腹痛","label":"外科"}\r')
    const stream = streamRecords(path)
    expect(stream.isStreamed).toBe(false)
    expect([...stream.chunks()].map(({ records }) => records.length)).toEqual([2])
  })

  test('are texts for prediction, too', () => {
    expect(readTexts(file('心慌\r腹痛\r')).texts.map(({ text }) => text)).toEqual(['心慌', '腹痛'])
  })

  test('and LF after 4 MiB of them are refused', () => {
    const error = errorOf(() => readTexts(file(`${`${'一'.repeat(100_000)}\r`.repeat(16)}在\n`)))
    expect(error.code).toBe('E_DATA_LINE_ENDS')
  })
})

describe('a CR inside a line', () => {
  test('is refused in columns: only the first of its tokens would count', () => {
    const error = errorOf(() => readDataset(file('张 B-PER\r三 I-PER\r在 O\n李 B-PER\n四 I-PER\n')))
    expect(error).toMatchObject({ code: 'E_DATA_CR', place: { line: 1 } })
  })

  test('stays in a quoted cell of CSV', () => {
    const { records } = readDataset(file('text,label\r\n"心慌\r胸闷",内科\r\n腹痛,外科\r\n'))
    expect(records.map(({ text }) => text)).toEqual(['心慌\r胸闷', '腹痛'])
  })
})
