import { describe, expect, test } from 'vitest'
import { errorOf, testFolder } from '../_testing.ts'
import { type ReadOptions, readDataset } from '../index.ts'
import { doccano } from './doccano.ts'
import { jsonlSpans } from './jsonl-spans.ts'

const { file } = testFolder()
const write = (objects: readonly unknown[]) =>
  file(objects.map((object) => `${JSON.stringify(object)}\n`).join(''))

function read(objects: readonly unknown[], options: ReadOptions = {}) {
  const dataset = readDataset(write(objects), options)
  if (dataset.task !== 'ner') throw new Error(`read as ${dataset.format}`)
  return {
    ...dataset,
    shown: dataset.records.map(({ text, entities }) =>
      entities.map(({ start, end, label }) => `${label}:${text.slice(start, end)}`),
    ),
    codes: dataset.notes.map(({ code, count }) => [code, count]),
  }
}

describe('names of fields', () => {
  test.each([
    { start: 0, end: 2, label: 'PER' },
    { start_offset: 0, end_offset: 2, type: 'PER' },
    { start_idx: 0, end_idx: 2, entity_type: 'PER', entity: '张三' },
    { begin: 0, end: 2, tag: 'PER', word: '张三' },
    { offset: 0, length: 2, type: 'PER', mention: '张三' },
    { start: 0, end: 2, entity: 'PER', value: 'Zhang' },
    { start: 0, end: 2, labels: ['PER'], text: '张三' },
    { start_pos: 0, end_pos: 2, label_type: 'PER', overlap: 0 },
  ])('%j', (entity) => {
    expect(read([{ text: '张三在北京', entities: [entity] }]).shown).toEqual([['PER:张三']])
  })
})

test('blanks around labels are removed, and told', () => {
  const entity = (label: string) => ({ text: '张三在北京', entities: [{ start: 0, end: 2, label }] })
  const { shown, codes } = read([entity('PER '), entity('PER'), entity('\u3000PER')])
  expect(shown).toEqual([['PER:张三'], ['PER:张三'], ['PER:张三']])
  expect(codes).toEqual([['trimmedLabels', 2]])
  const nested = { text: '张三在北京', label: { ' PER': { 张三: [[0, 1]] } } }
  expect(read([nested])).toMatchObject({
    shown: [['PER:张三']],
    codes: expect.arrayContaining([['trimmedLabels', 1]]),
  })
})

describe('ends', () => {
  const exclusive = [
    { text: '张三在北京', entities: [{ start: 0, end: 2, label: 'PER', text: '张三' }] },
    { text: '去北京', entities: [{ start: 1, end: 3, label: 'LOC' }] },
  ]
  const inclusive = [
    { text: '张三在北京', entities: [{ start: 0, end: 1, label: 'PER', text: '张三' }] },
    { text: '去北京', entities: [{ start: 1, end: 2, label: 'LOC' }] },
  ]

  test('inclusive ends are told by the texts of entities, for the whole file', () => {
    expect(read(exclusive)).toMatchObject({ shown: [['PER:张三'], ['LOC:北京']], codes: [] })
    expect(read(inclusive)).toMatchObject({
      shown: [['PER:张三'], ['LOC:北京']],
      codes: [['inclusiveEnds', 2]],
    })
  })

  test('records that do not agree are faults', () => {
    const error = errorOf(() => read([...inclusive, inclusive[0], { id: 'odd', ...exclusive[0] }]))
    expect(error).toMatchObject({
      code: 'E_DATA_SPAN_TEXT',
      place: { line: 4, record: 'odd', characters: [0, 3] },
      values: { found: '张三在', expected: '张三' },
    })
    const neither = { text: '张三在北京', entities: [{ start: 1, end: 4, label: 'PER', text: '张三' }] }
    expect(errorOf(() => read([neither])).code).toBe('E_DATA_SPAN_TEXT')
  })

  test('an option says so where no text does', () => {
    const bare = [
      { text: '张三在北京', entities: [[0, 1, 'PER']] },
      { text: '李', entities: [[0, 0, 'PER']] },
    ]
    expect(read(bare, { ends: 'inclusive' })).toMatchObject({
      shown: [['PER:张三'], ['PER:李']],
      codes: [['inclusiveEnds', 2]],
    })
    const error = errorOf(() => read(bare))
    expect(error).toMatchObject({ code: 'E_DATA_SPAN_EMPTY', values: { start: 0, end: 0, label: 'PER' } })
    expect(error.fix('en')).toContain('ends seem to be inclusive')
    const beyond = errorOf(() => read([{ text: '李', entities: [[0, 1, 'PER']] }], { ends: 'inclusive' }))
    expect(beyond.code).toBe('E_DATA_SPAN')
    expect(beyond.render('en')).toMatch(/\[0, 1\].*read as inclusive here, else set ends: exclusive/s)
  })

  test('an option that texts contradict is strict', () => {
    for (const [records, ends] of [
      [exclusive, 'inclusive'],
      [inclusive, 'exclusive'],
    ] as const) {
      expect(errorOf(() => read(records, { ends })).code).toBe('E_DATA_SPAN_TEXT')
      expect(read(records, { ends: ends === 'inclusive' ? 'exclusive' : 'inclusive' }).shown).toEqual([
        ['PER:张三'],
        ['LOC:北京'],
      ])
    }
  })

  test('where texts or the caller say that ends are exclusive, an empty entity is no sign of the other', () => {
    const empty = { text: '李在沪', entities: [[0, 0, 'PER']] }
    expect(errorOf(() => read([...exclusive, empty])).code).toBe('E_DATA_SPAN')
    expect(errorOf(() => read([empty], { ends: 'exclusive' })).code).toBe('E_DATA_SPAN')
    const length = { text: '李在沪', entities: [{ offset: 0, length: 0, type: 'PER' }] }
    expect(errorOf(() => read([length])).code).toBe('E_DATA_SPAN')
  })

  test('CLUENER with exclusive ends, where the texts show it or the option says so', () => {
    const nested = (end: number, mention = '张三') => ({
      text: '张三在北京',
      label: { name: { [mention]: [[0, end]] } },
    })
    expect(read([nested(2)])).toMatchObject({ shown: [['name:张三']], codes: [['exclusiveEnds', 1]] })
    expect(read([nested(1), nested(1)])).toMatchObject({ codes: [['inclusiveEnds', 2]] })
    expect(errorOf(() => read([nested(1), nested(2), nested(1)])).code).toBe('E_DATA_SPAN_TEXT')
    expect(errorOf(() => read([nested(2)], { ends: 'inclusive' })).code).toBe('E_DATA_SPAN_TEXT')
  })

  test('a length has no inclusive end; line ends may be written as blanks', () => {
    expect(
      read([{ text: '去北\n京', entities: [{ offset: 1, length: 3, type: 'LOC', text: '北 京' }] }]).shown,
    ).toEqual([['LOC:北\n京']])
  })
})

describe('what offsets count', () => {
  const text = '👍张三在𠮷林'
  const points = [1, 3, 'PER']
  const units = [2, 4, 'PER']

  test('plain JSONL counts UTF-16 units, doccano code points; the option decides', () => {
    expect(read([{ text, entities: [units] }])).toMatchObject({
      shown: [['PER:张三']],
      codes: [['unverifiedOffsets', 1]],
    })
    const doccano = read([{ text, label: [points] }])
    expect(doccano).toMatchObject({
      format: 'doccano',
      shown: [['PER:张三']],
      codes: [['unverifiedOffsets', 1]],
    })
    expect(doccano.notes[0]!.text).toMatch(/read as code points|按码点（Python 的字符）计数/)
    expect(read([{ text, entities: [points] }], { offsets: 'codepoint' })).toMatchObject({
      shown: [['PER:张三']],
      codes: [['codepointOffsets', 1]],
    })
    expect(read([{ text, label: [units] }], { offsets: 'utf16' })).toMatchObject({
      shown: [['PER:张三']],
      codes: [],
    })
  })

  test('entity texts decide against the usual unit, for the whole file', () => {
    const told = {
      text,
      entities: [
        [...points, '张三'],
        [4, 6, 'LOC', '𠮷林'],
      ],
    }
    expect(read([told, { text, entities: [points] }])).toMatchObject({
      shown: [['PER:张三', 'LOC:𠮷林'], ['PER:张三']],
      codes: [['codepointOffsets', 2]],
    })
    expect(read([{ text, label: [[...units, '张三']] }])).toMatchObject({ shown: [['PER:张三']], codes: [] })
  })

  test('both inclusive ends and code points', () => {
    expect(
      read([
        {
          text,
          entities: [
            [1, 2, 'PER', '张三'],
            [4, 5, 'LOC', '𠮷林'],
          ],
        },
      ]).shown,
    ).toEqual([['PER:张三', 'LOC:𠮷林']])
  })

  test('a span that cuts a character', () => {
    expect(errorOf(() => read([{ text, entities: [[1, 3, 'PER']] }]))).toMatchObject({
      code: 'E_DATA_SPAN_CUT',
    })
  })

  test('beyond the text, as the unit counts', () => {
    expect(errorOf(() => read([{ text, label: [[5, 7, 'LOC']] }]))).toMatchObject({
      code: 'E_DATA_SPAN',
      values: { length: 6 },
    })
  })
})

describe('doccano', () => {
  const text = '张三在北京'
  const entities = [
    { id: 7, label: 'LOC', start_offset: 3, end_offset: 5 },
    { id: 6, label: 'PER', start_offset: 0, end_offset: 2 },
  ]

  test.each([
    [
      'old',
      {
        id: 1,
        text,
        meta: {},
        annotation_approver: null,
        labels: [
          [3, 5, 'LOC'],
          [0, 2, 'PER'],
        ],
      },
    ],
    [
      'new',
      {
        id: 1,
        text,
        label: [
          [3, 5, 'LOC'],
          [0, 2, 'PER'],
        ],
        Comments: [],
      },
    ],
    ['new with relations', { id: 1, text, entities, relations: [], Comments: [] }],
  ])('%s', (_, record) => {
    const { format, shown, records } = read([record])
    expect([format, shown]).toEqual(['doccano', [['PER:张三', 'LOC:北京']]])
    expect(records[0]!.origin.id).toBe('1')
  })

  test('texts under `data`, as some versions export them', () => {
    const spans = { id: 1, data: text, label: [[0, 2, 'PER']] }
    expect(read([spans])).toMatchObject({ format: 'doccano', shown: [['PER:张三']], codes: [] })
    const classes = ['好', '坏'].map((label) => JSON.stringify({ id: 1, data: '甲', label: [label] }))
    expect(readDataset(file(classes.join('\n'))).records).toMatchObject([
      { text: '甲', label: '好' },
      { text: '甲', label: '坏' },
    ])
    expect(read([{ ...spans, text: '张三' }]).records[0]!.text).toBe('张三')
  })

  test('relations are noted', () => {
    const relations = [{ id: 1, from_id: 6, to_id: 7, type: 'in' }]
    expect(read([{ id: 1, text, entities, relations }]).codes).toEqual([['unusedRelations', 1]])
  })

  test('label ids instead of names', () => {
    const record = {
      id: 1,
      text,
      annotations: [{ label: 5, start_offset: 0, end_offset: 2, user: 1 }],
      meta: {},
    }
    const error = errorOf(() => read([record]))
    expect(error).toMatchObject({ code: 'E_DATA_LABEL_ID', values: { id: 5 }, place: { record: '1' } })
    const classes = { id: 1, text, annotations: [{ label: 2, user: 1 }] }
    expect(errorOf(() => read([classes])).code).toBe('E_DATA_LABEL_ID')
  })

  test('lists of strings, and lists that are all empty, are no spans', () => {
    for (const labels of [
      [['好'], ['好', '坏']],
      [[], []],
      [[], ['好']],
    ]) {
      const sample = labels.map((label) => JSON.stringify({ text, label }))
      expect([doccano, jsonlSpans].some((format) => format.recognises(sample, {}))).toBe(false)
    }
  })
})
