import { appendFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { drain } from '../../base/drain.ts'
import { errorOf, testFolder } from '../_testing.ts'
import type { ReadOptions } from '../dataset.ts'
import { FileRecords } from './file-records.ts'
import { type SoundRecords, soundRecords } from './sound-records.ts'

const { file } = testFolder()

function read(path: string, options: ReadOptions, largeBytes: number): SoundRecords {
  return drain(soundRecords(path, { forTraining: false, ...options, largeBytes }))
}

/** What two readings of a file must agree in. */
function told({ task, format, records, notes, faults }: SoundRecords) {
  const told = notes.map(({ code, count, text }) => [code, count, text])
  return { task, format, records: [...records], notes: told, faults }
}

const streamedOf = (path: string, options: ReadOptions = {}) => read(path, options, 0)
const wholeOf = (path: string, options: ReadOptions = {}) => read(path, options, Infinity)

/** Lines for more than one piece of 4 MiB. */
const many = (make: (i: number) => object, count = 20_000): string =>
  Array.from({ length: count }, (_, i) => `${JSON.stringify(make(i))}\n`).join('')
const PAD = '一段写得长一些的文字，好让文件分成几块来读；'.repeat(3)
const span = (i: number) => ({ text: `张三去了${i}，${PAD}`, entities: [[0, 2, 'PER']] })

/** An entity of a character beyond U+FFFF, of which the two units tell different ranges. */
const astral = (more: object) => ({
  text: `😀张三，${PAD}`,
  entities: [{ start: 1, end: 3, label: 'PER', ...more }],
})

/** The last piece shows what the first ones do not, so that all must be known at once. */
const WHOLE = 'entities with the end inside, as texts show in the last piece'
const PROVEN = 'offsets that only the last piece proves'
const SURE = 'an end that only the last piece proves'
const READ_WHOLE = [WHOLE, PROVEN, SURE]

const FILES: Readonly<Record<string, readonly [string, ReadOptions?]>> = {
  classes: [
    many((i) => ({ id: i, text: `第 ${i} 条，${PAD}`, label: ` l${i % 3}`, from: 'x', [`f${i % 2}`]: 1 })),
  ],
  'lists of one label each': [many((i) => ({ text: `第 ${i} 条，${PAD}`, label: [`l${i % 3}`] }))],
  'lists of several labels in the last piece': [
    many((i) => ({ text: `第 ${i} 条，${PAD}`, label: i < 19_990 ? ['a'] : ['a', 'b'] })),
  ],
  pairs: [many((i) => ({ sentence1: `甲 ${i}，${PAD}`, sentence2: `乙 ${i}`, label: `${i % 2}` }))],
  entities: [many(span)],
  'entities with the end inside, as texts show in all pieces': [
    many((i) => ({
      text: `张三去了${i}，${PAD}`,
      entities: [{ start: 0, end: 1, label: 'PER', text: '张三' }],
    })),
  ],
  [WHOLE]: [
    many((i) => ({
      text: `张三去了${i}，${PAD}`,
      entities: [{ start: 0, end: 1, label: 'PER', ...(i > 19_900 && { text: '张三' }) }],
    })),
  ],
  [PROVEN]: [
    many((i) => ({ ...astral(i > 19_900 ? { text: '张三' } : {}), id: i })),
    { ends: 'exclusive', task: 'ner', labelColumn: 'entities' },
  ],
  [SURE]: [
    many((i) => ({
      text: `张三去了${i}，${PAD}`,
      entities: i === 7 ? [[1, 1, 'PER']] : [[0, 2, 'PER', ...(i > 19_900 ? ['张三'] : [])]],
    })),
  ],
  'lists of one label each, and pieces without a sound record': [
    many(
      (i) => (i < 9000 || i > 19_990 ? { text: `第 ${i} 条，${PAD}`, label: ['a'] } : { text: PAD, of: i }),
      30_000,
    ),
  ],
  'faults of entities before those of lines': [
    `${JSON.stringify({ text: '甲', entities: [[0, 9, 'X']] })}\n${many(span)}{]\n`,
  ],
  'code points beyond U+FFFF in one piece': [
    many((i) => ({
      text: `${i > 19_900 ? '😀' : '好'}张三，${PAD}`,
      entities: [{ start: 1, end: 3, label: 'PER', ...(i > 19_900 && { text: '张三' }) }],
    })),
  ],
  'groups of the file': [many(span), { groupBy: '@file' }],
  'groups of a field': [many((i) => ({ ...span(i), pid: i % 100 })), { groupBy: 'pid' }],
  'broken lines': [
    `${many(span)}{"text": "甲"}\n{]\n${JSON.stringify({ text: '甲', entities: [[0, 9, 'X']] })}\n${many(span, 10)}`,
  ],
  'CRLF and blank lines': [many(span).replaceAll('\n', '\r\n\r\n')],
}

describe.each(Object.entries(FILES))('%s', (name, [content, options]) => {
  const path = file(content)

  test('read piece by piece is as read whole', () => {
    const [streamed, whole] = [streamedOf(path, options), wholeOf(path, options)]
    expect(streamed.records instanceof FileRecords).toBe(!READ_WHOLE.includes(name))
    expect(told(streamed)).toEqual(told(whole))
    // Again, and by number.
    const records = [...streamed.records]
    expect(records).toEqual([...whole.records])
    for (const at of [0, 1, records.length >> 1, records.length - 1])
      expect(streamed.records.at(at)).toEqual(records[at])
    expect(streamed.records.at(records.length)).toBeUndefined()
    streamed.close()
  })
})

test('fields that are kept, arrays, tables and small files are read whole', () => {
  const isStreamed = (content: string, options?: ReadOptions, largeBytes = 0) =>
    read(file(content), { ...options }, largeBytes).records instanceof FileRecords
  const content = many(span, 10)
  expect(isStreamed(content)).toBe(true)
  expect(isStreamed(content, {}, 2 ** 20)).toBe(false)
  expect(isStreamed(content, { keepOthers: true })).toBe(false)
  expect(isStreamed(`[${JSON.stringify(span(1))}]`)).toBe(false)
  expect(isStreamed('text,label\n甲,x\n乙,y\n')).toBe(false)
})

test.each<[string, ReadOptions, string]>([
  ['', {}, 'E_DATA_EMPTY'],
  ['{"text": "甲"}\n{]\n', {}, 'E_DATA_UNLABELLED'],
  ['{"text": "甲", "label": "x"}\n', { task: 'ner' }, 'E_DATA_TASK'],
  ['{"text": "甲", "label": "x"}\n', { textColumn: 'txt' }, 'E_DATA_JSON_FIELD_UNKNOWN'],
  ['{"text": "甲", "label": "x"}\n', { groupBy: 'pid' }, 'E_DATA_GROUP_MISSING'],
  ['{"text": "甲", "label": "B-PER O"}\n{"text": "乙", "label": "O O"}\n', {}, 'E_DATA_TAG_SEQUENCE'],
])('what is wrong with the whole file: %j', (content, options, code) => {
  const path = file(content)
  for (const reading of [streamedOf, wholeOf]) expect(errorOf(() => reading(path, options)).code).toBe(code)
})

describe('a file that changes in between is refused', () => {
  test.each<[string, (path: string) => void]>([
    ['another line', (path) => appendFileSync(path, '{"text":"乙","entities":[]}\n')],
    [
      'other content of the same length',
      (path) => writeFileSync(path, many(span, 100).replaceAll('PER', 'LOC')),
    ],
    ['gone', (path) => rmSync(path)],
  ])('%s', (_, change) => {
    const path = file(many(span, 100))
    // A file system may count time in steps longer than this test.
    utimesSync(path, 1, 1)
    const { records, close } = streamedOf(path)
    expect(records.at(3)).toBeDefined()
    const pass = records[Symbol.iterator]()
    pass.next()
    change(path)
    for (const again of [
      () => [...records],
      () => records.at(3),
      () => [...{ [Symbol.iterator]: () => pass }],
    ])
      expect(errorOf(again).code).toBe('E_DATA_CHANGED')
    close()
  })

  test('while it is read first', () => {
    const path = file(many(span))
    const steps = soundRecords(path, { forTraining: false, largeBytes: 0 })
    steps.next()
    utimesSync(path, 1, 1)
    const { records } = drain(steps)
    expect(errorOf(() => [...records]).code).toBe('E_DATA_CHANGED')
  })
})
