import { appendFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { errorOf, testFolder } from '../_testing.ts'
import type { ReadOptions } from '../dataset.ts'
import type { AnyRecord } from '../records.ts'
import { FileRecords } from './file-records.ts'
import { type SoundRecords, soundRecords } from './sound-records.ts'

const { file } = testFolder()

function read(path: string, options: ReadOptions, largeBytes: number): SoundRecords {
  const steps = soundRecords(path, { forTraining: false, ...options, largeBytes })
  let step = steps.next()
  while (!step.done) step = steps.next()
  return step.value
}

/** What two readings of a file must agree in. */
function told({ task, format, records, notes, faults }: SoundRecords) {
  const sorted = notes.map(({ code, count, text }) => [code, count, text]).sort()
  return { task, format, records: [...records], notes: sorted, faults }
}

const streamedOf = (path: string, options: ReadOptions = {}) => read(path, options, 0)
const wholeOf = (path: string, options: ReadOptions = {}) => read(path, options, Infinity)

/** Lines for more than one piece of 4 MiB. */
const many = (make: (i: number) => object, count = 20_000): string =>
  Array.from({ length: count }, (_, i) => `${JSON.stringify(make(i))}\n`).join('')
const PAD = '一段写得长一些的文字，好让文件分成几块来读；'.repeat(3)
const span = (i: number) => ({ text: `张三去了${i}，${PAD}`, entities: [[0, 2, 'PER']] })

/** The last piece shows what the first ones do not, so that all must be known at once. */
const WHOLE = 'entities with the end inside, as texts show in the last piece'

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
    expect(streamed.records instanceof FileRecords).toBe(name !== WHOLE)
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

test('a file that changes in between is refused', () => {
  const path = file(many(span, 100))
  const { records } = streamedOf(path)
  appendFileSync(path, '{"text":"乙","entities":[]}\n')
  expect(errorOf(() => [...records]).code).toBe('E_DATA_CHANGED')
  const other = file(many(span, 100))
  const gone = streamedOf(other).records as Iterable<AnyRecord> & SoundRecords['records']
  appendFileSync(other, 'x')
  expect(errorOf(() => [...gone]).code).toBe('E_DATA_CHANGED')
})
