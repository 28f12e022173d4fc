import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { errorOf, testFolder } from './_testing.ts'
import { besideNames } from './formats/beside.ts'
import {
  type AnyRecord,
  formatRecords,
  KEEP_FIELDS,
  readDataset,
  type WriteFormat,
  withinLines,
} from './index.ts'

const { file } = testFolder()
const json = (...objects: readonly object[]) => objects.map((one) => `${JSON.stringify(one)}\n`).join('')
const reading = { forTraining: false, keepOthers: true }
const othersOf = (records: readonly AnyRecord[]) => records.map(({ origin }) => origin.others)

describe('fields that are no part of a record are kept where that is asked for', () => {
  const first = { ward: '内科', bed: 3, day: true, tags: ['急'], seen: { at: null }, none: null }

  test.each([
    ['JSONL', json({ text: '甲', label: 'a', ...first }, { text: '乙', label: 'b', ward: '' }), { ward: '' }],
    [
      'a JSON array',
      JSON.stringify([
        { text: '甲', label: 'a', ...first },
        { text: '乙', label: 'b' },
      ]),
      undefined,
    ],
    [
      'Label Studio',
      json(
        ...[first, { title: '甲1' }].map((more, i) => ({
          data: { text: `甲${i}`, ...more },
          annotations: [{ result: [{ type: 'choices', value: { choices: ['a'] } }] }],
        })),
      ),
      { title: '甲1' },
    ],
  ])('%s: values stay as they are', (_, content, second) => {
    const { records, notes } = readDataset(file(content), reading)
    expect(othersOf(records)).toEqual([first, second])
    expect(notes.filter(({ code }) => code.startsWith('ignored'))).toEqual([])
  })

  test.each([',', '\t'])('columns parted by %j', (separator) => {
    const rows = [['ward', 'text', '床 号', 'label'], ['内科', '甲', '03', 'a'], ['', '乙', '', 'b']] // biome-ignore format: a table
    const content = rows.map((row) => `${row.join(separator)}\n`).join('')
    const { records, notes } = readDataset(file(content), reading)
    expect(othersOf(records)).toEqual([{ ward: '内科', '床 号': '03' }, undefined])
    expect(notes.map(({ code }) => code)).toEqual(['header'])
  })

  test('unasked they are noted, and a second label is, too', () => {
    const content = json({ text: '甲', label: 'a', category: 'b', ward: '内科' })
    const { records, notes } = readDataset(file(content), { forTraining: false })
    expect(othersOf(records)).toEqual([undefined])
    expect(notes).toMatchObject([
      { code: 'ignoredFields', count: 2, text: expect.stringMatching(/category, ward/) },
    ])
  })

  test.each([
    [json({ text: '甲', label: 'a', category: 'b', ward: '内科' }), 'category'],
    ['text,label,ward,备注,备注\n甲,a,内科,x,y\n乙,b,外科,x,y\n', '备注'],
  ])('what would be taken for a label, or stands twice, is left out and noted: %#', (content, name) => {
    const { records, notes } = readDataset(file(content), reading)
    expect(othersOf(records)[0]).toEqual({ ward: '内科' })
    expect(notes.find(({ code }) => code.startsWith('ignored'))?.text).toContain(name)
  })

  test('the fields of groups and of slices are not told twice', () => {
    const content = json({ text: '甲', label: 'a', patient: 7, ward: '内科', bed: 3 })
    const { records } = readDataset(file(content), { ...reading, groupBy: 'patient', fields: ['ward'] })
    expect(records[0]!.origin).toMatchObject({ group: '7', fields: { ward: '内科' }, others: { bed: 3 } })
  })
})

const NAMES = [
  'ward', '床号', 'title', 'query', 'content', 'pair', 'text_b', 'premise', 'hypothesis', 'Label', 'category', 'spans',
  'data', 'annotations', 'annotator', 'relations', '__proto__', 'constructor', 'a,b', '"q"', '标签', '类型', 'id', 'guid',
] // biome-ignore format: a list to read across
const origin = { file: 'f', line: 1 }
const RECORDS: Readonly<Record<string, AnyRecord>> = {
  ner: { text: '在北京', entities: [{ start: 1, end: 3, label: 'LOC' }], origin },
  cls: { text: '很好', label: '好评', origin },
  multi: { text: '很好', labels: ['好评', '快'], origin },
  pair: { text: '很好', pair: '不错', label: '近', origin },
}
const OWN_NAMES = ['text', 'entities', 'label', 'labels']
/** As JSON keeps it: no whole numbers beyond 2^53, which become strings, and no -0. */
const value = fc
  .oneof(fc.constantFrom('0', '1', '内科', ' x ', 'a|b', '"', 'label', true, 3.5), fc.jsonValue())
  .map((one): unknown => JSON.parse(JSON.stringify(one)))
  .filter((one) => !/\d{16}/.test(JSON.stringify(one)))

test('whatever stands beside a record, it is read back as the same record with the same beside it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(RECORDS)),
      fc.constantFrom(...KEEP_FIELDS),
      fc.array(fc.dictionary(fc.constantFrom(...NAMES), value, { noNullPrototype: true }), {
        minLength: 1,
        maxLength: 4,
      }),
      (task, format, fields) => {
        const isTable = format === 'csv' || format === 'tsv'
        if (!formatsOf(task).includes(format)) return
        const records = fields.map((own) => {
          const entries = Object.entries(own).filter(
            ([name, one]) =>
              (!isTable ||
                (one !== '' &&
                  !/[\t\r\n\0]|\p{Surrogate}/u.test(
                    `${name}${typeof one === 'object' ? JSON.stringify(one) : one}`,
                  ))) &&
              besideNames([...OWN_NAMES, ...Object.keys(own)]).has(name),
          )
          return {
            ...RECORDS[task]!,
            origin: { ...origin, ...(entries.length > 0 && { others: Object.fromEntries(entries) }) },
          }
        })
        const read = readDataset(
          file(formatRecords(records, format as Exclude<WriteFormat, 'brat'>)),
          reading,
        )
        expect(read.task).toBe(task)
        const shown = (one: unknown) =>
          !isTable ? one : typeof one === 'object' ? JSON.stringify(one) : String(one)
        expect(read.records.map(({ origin: _, ...rest }) => rest)).toEqual(
          records.map(({ origin: _, ...rest }) => rest),
        )
        expect(othersOf(read.records)).toEqual(
          records.map(
            ({ origin: { others } }) =>
              others && Object.fromEntries(Object.entries(others).map(([name, one]) => [name, shown(one)])),
          ),
        )
      },
    ),
    { numRuns: 500 },
  )
})

const formatsOf = (task: string): readonly string[] =>
  task === 'ner'
    ? ['jsonl', 'doccano', 'label-studio', 'cluener']
    : task === 'pair'
      ? ['jsonl', 'csv', 'tsv']
      : ['jsonl', 'csv', 'tsv', 'doccano', 'label-studio']

test('a table takes no names that differ in case alone', () => {
  const records = ['ward', 'Ward'].map((name) => ({
    ...RECORDS.cls!,
    origin: { ...origin, others: { [name]: '内科' } },
  }))
  expect(formatRecords(records, 'jsonl')).toContain('Ward')
  expect(errorOf(() => formatRecords(records, 'csv'))).toMatchObject({ code: 'E_WRITE_FIELD' })
})

test('fields that would make a line too long to be read are left out and noted', () => {
  const record = { ...RECORDS.cls!, origin: { ...origin, others: { note: '注'.repeat(4e5), ward: '内科' } } }
  const { records, notes } = withinLines([record, RECORDS.cls!])
  expect(othersOf(records)).toEqual([undefined, undefined])
  expect(notes).toMatchObject([{ code: 'longFields', count: 1 }])
  expect(readDataset(file(formatRecords(records, 'jsonl')), reading).records).toHaveLength(2)
})

test('a table that cannot hold a value names record and field', () => {
  const record = { ...RECORDS.cls!, origin: { file: 'f.jsonl', line: 7, others: { note: 'a\tb' } } }
  expect(formatRecords([record], 'csv')).toContain('a\tb')
  expect(errorOf(() => formatRecords([record], 'tsv'))).toMatchObject({
    code: 'E_WRITE_FIELD',
    values: { field: 'note', format: 'tsv' },
    place: { file: 'f.jsonl', line: 7 },
  })
})
