import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { errorOf, testFolder } from './_testing.ts'
import { readDataset, readTexts } from './index.ts'

const { file } = testFolder()
const rows = [
  { id: 'a', text: '甲', label: 'x' },
  { id: 'b', text: '乙]},"', label: 'y' },
  { text: '丙\\', label: 'x' },
]
const plain = [
  { text: '甲', label: 'x' },
  { text: '乙]},"', label: 'y' },
  { text: '丙\\', label: 'x' },
]

describe('a JSON array of records', () => {
  test('reads like JSONL, whatever its layout; origins name the line on which a record begins', () => {
    for (const space of [0, 2, 8]) {
      const { format, records } = readDataset(file(JSON.stringify(rows, null, space)))
      expect([format, records]).toMatchObject(['jsonl-class', plain])
      expect(records.map(({ origin }) => origin.line)).toEqual(space === 0 ? [1, 1, 1] : [2, 7, 12])
      expect(records[1]!.origin.id).toBe('b')
    }
    const { records, notes } = readDataset(
      file(`\uFEFF\r\n [\r\n${rows.map((r) => JSON.stringify(r)).join('\r\n,')}]\r\n`),
    )
    expect(records.map(({ origin }) => origin.line)).toEqual([3, 4, 5])
    expect(notes).toMatchObject([{ code: 'bom' }])
    expect(readTexts(file(JSON.stringify(rows))).texts).toHaveLength(3)
  })

  test('any strings survive, over chunks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', minLength: 1 }), { minLength: 2, maxLength: 9 }),
        (strings) => {
          const list = strings.map((text, i) => ({ text: `${i}${text}`, label: i }))
          const { records } = readDataset(file(JSON.stringify(list).replaceAll('\\u0000', '\\u0001')))
          expect(records.map(({ text }) => text)).toEqual(
            list.map(({ text }) => text.replaceAll('\0', '\u0001')),
          )
        },
      ),
    )
    const long = Array.from({ length: 30 }, (_, i) => ({ text: `${i}“字”\\`.repeat(60_000), label: i % 2 }))
    expect(readDataset(file(JSON.stringify(long))).records).toMatchObject(long.map(({ text }) => ({ text })))
  })

  test.each([
    ['cut in a record', '[{"text":"甲","label":1},\n{"text":"乙"', 'E_DATA_ARRAY_CUT', 2],
    ['cut after a record', '[{"text":"甲","label":1}\n\n', 'E_DATA_ARRAY_CUT', 1],
    ['two arrays', '[{"text":"甲","label":1}]\n[{"text":"乙","label":0}]', 'E_DATA_ARRAY_REST', 2],
    ['a comma too many', '[{"text":"甲","label":1},\n]', 'E_DATA_ARRAY_EMPTY', 2],
    [
      'no comma',
      '[{"text":"甲","label":1},\n{"text":"乙","label":0} {"text":"丙","label":0}]',
      'E_DATA_JSON',
      2,
    ],
    ['no object', '[{"text":"甲","label":1},{"text":"乙","label":0},\n[1]]', 'E_DATA_JSON', 2],
    [
      'a raw line end in a string',
      '[{"text":"甲","label":1},{"text":"乙","label":0},\n{"text":"\n","label":0}]',
      'E_DATA_JSON',
      2,
    ],
    [
      'brackets that do not match',
      '[{"text":"甲","label":1},{"text":"乙","label":0},\n{"a":[}]]',
      'E_DATA_JSON',
      2,
    ],
    [
      'bad UTF-8',
      Buffer.concat([
        Buffer.from('[{"text":"甲","label":1},\n{"text":"'),
        Buffer.from([0xff]),
        Buffer.from('"}]'),
      ]),
      'E_DATA_NOT_UTF8',
      2,
    ],
  ])('%s', (_, content, code, line) => {
    expect(errorOf(() => readDataset(file(content)))).toMatchObject({ code, place: { line } })
  })

  test('a record over 16 MiB', () => {
    const content = `[{"text":"${'a'.repeat(2 ** 24)}","label":1}]`
    expect(errorOf(() => readDataset(file(content)))).toMatchObject({
      code: 'E_DATA_ELEMENT_TOO_LONG',
      place: { line: 1 },
    })
  })
})
