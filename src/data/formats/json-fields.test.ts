import { describe, expect, test } from 'vitest'
import { errorOf, testFolder } from '../_testing.ts'
import { type ReadOptions, readDataset, readTexts, streamRecords } from '../index.ts'

const { file } = testFolder()
const write = (objects: readonly unknown[]) => file(objects.map((one) => `${JSON.stringify(one)}\n`).join(''))
const read = (objects: readonly unknown[], options: ReadOptions = {}) => readDataset(write(objects), options)

const visits = [
  { 主诉: '咳嗽,三天', 科室: '内科', 编码: 'a' },
  { 主诉: '腹痛', 科室: '外科', 编码: 'b' },
]
const named = { textColumn: '主诉', labelColumn: '科室' }

describe('fields of JSONL that the options name', () => {
  test('classes; ids; the stream reads the same', () => {
    const { task, records, notes } = read(visits, { ...named, idColumn: '编码' })
    expect([task, records]).toMatchObject([
      'cls',
      [
        { text: '咳嗽,三天', label: '内科', origin: { id: 'a' } },
        { text: '腹痛', label: '外科', origin: { id: 'b' } },
      ],
    ])
    expect(notes).toEqual([])
    const stream = streamRecords(write(visits), named)
    expect(stream.isStreamed).toBe(true)
    expect([...stream.chunks()].flatMap((chunk): unknown[] => [...chunk.records])).toMatchObject([
      { label: '内科' },
      { label: '外科' },
    ])
  })

  test('a named field counts before one of a usual name, which is noted', () => {
    const both = visits.map((visit) => ({ ...visit, text: '别的', label: 'x' }))
    const { records, notes } = read(both, named)
    expect(records).toMatchObject([{ text: '咳嗽,三天', label: '内科' }, { text: '腹痛' }])
    expect(notes).toMatchObject([{ code: 'ignoredFields', text: expect.stringContaining('text, label') }])
  })

  test('lists of labels, with and without a separator', () => {
    const lists = [
      { 主诉: '甲', 科室: ['内科', '急'] },
      { 主诉: '乙', 科室: [] },
    ]
    expect(read(lists, named)).toMatchObject({
      task: 'multi',
      records: [{ labels: ['内科', '急'] }, { labels: [] }],
    })
    const joined = [
      { 主诉: '甲', 科室: '内科|急' },
      { 主诉: '乙', 科室: '' },
    ]
    expect(read(joined, { ...named, labelSeparator: '|' })).toMatchObject({
      records: [{ labels: ['内科', '急'] }, { labels: [] }],
    })
  })

  test.each([
    ['a list', [[2, 4, 'PER']], 'doccano'],
    ['objects', [{ start: 2, end: 4, type: 'PER' }], 'jsonl-spans'],
    ['nested', { PER: { 张三: [[2, 3]] } }, 'jsonl-cluener'],
  ])('entities, %s', (_, 实体们, format) => {
    const options = { textColumn: '病历', labelColumn: '实体们' }
    const usual = format === 'doccano' ? 'label' : '实体们'
    const records = [{ 病历: '患者张三', [usual]: 实体们 }]
    expect(read(records, { ...options, labelColumn: usual })).toMatchObject({
      format,
      records: [{ text: '患者张三', entities: [{ start: 2, end: 4, label: 'PER' }] }],
    })
  })

  test('pairs: the second text alone, or both', () => {
    const pairs = [
      { 问: '甲', 答: '乙', label: '1' },
      { 问: '丙', 答: '丁', label: '0' },
    ]
    expect(read(pairs, { textColumn: '问', pairColumn: '答' })).toMatchObject({
      task: 'pair',
      records: [{ text: '甲', pair: '乙', label: '1' }, {}],
    })
    const one = pairs.map(({ 问, 答, label }) => ({ text: 问, 答, label }))
    expect(read(one, { pairColumn: '答' })).toMatchObject({ records: [{ text: '甲', pair: '乙' }, {}] })
    const known = pairs.map(({ 问, 答, label }) => ({ sentence1: 问, sentence2: 答, label }))
    expect(read(known, { pairColumn: 'sentence2' })).toMatchObject({
      records: [{ text: '甲', pair: '乙' }, {}],
    })
    expect(read(known, { textColumn: 'sentence2' })).toMatchObject({
      task: 'cls',
      records: [{ text: '乙' }, {}],
    })
    expect(errorOf(() => read([{ ...pairs[0], 答: 7 }], { textColumn: '问', pairColumn: '答' })).code).toBe(
      'E_DATA_FIELD_TYPE',
    )
  })

  test('texts to predict on', () => {
    expect(readTexts(write(visits), { textColumn: '主诉', idColumn: '编码' }).texts).toMatchObject([
      { text: '咳嗽,三天', origin: { id: 'a' } },
      { text: '腹痛', origin: { id: 'b' } },
    ])
    expect(readTexts(write(visits), { textColumn: '主诉', pairColumn: '科室' }).texts[0]).toMatchObject({
      text: '咳嗽,三天',
      pair: '内科',
    })
    expect(errorOf(() => readTexts(write(visits), { textColumn: '主述' })).code).toBe(
      'E_DATA_JSON_FIELD_UNKNOWN',
    )
    expect(errorOf(() => readTexts(write(visits))).fix('en')).toContain('--text-column')
  })
})

describe('what is refused', () => {
  test.each<[string, ReadOptions, string]>([
    ['a field that is not there', { ...named, textColumn: '主述' }, 'E_DATA_JSON_FIELD_UNKNOWN'],
    ['a number for a name', { textColumn: 1, labelColumn: 2 }, 'E_DATA_JSON_FIELD_UNKNOWN'],
    ['one field for two', { textColumn: '主诉', labelColumn: '主诉' }, 'E_DATA_JSON_FIELD_TWICE'],
    ['nothing named', {}, 'E_DATA_JSON_FIELDS'],
    ['the label not named', { textColumn: '主诉' }, 'E_DATA_JSON_FIELDS'],
  ])('%s', (_, options, code) => {
    expect(errorOf(() => read(visits, options)).code).toBe(code)
  })

  test('the nearest name and all names are told', () => {
    const error = errorOf(() => read(visits, { ...named, textColumn: '主述' }))
    expect(error.values).toMatchObject({ option: 'textColumn', names: '主诉, 科室, 编码' })
    expect(error.what('zh')).toContain('主诉')
  })

  test('what is not known is told, and a text alone is still a text without a label', () => {
    expect(errorOf(() => read(visits, { textColumn: '主诉' })).what('zh')).toContain('哪个字段是标签')
    expect(errorOf(() => read([{ id: 1, text: '甲' }])).code).toBe('E_DATA_UNLABELLED')
    const missing = errorOf(() => read([{ 正题: '甲', label: '1' }]))
    expect([missing.code, missing.fix('zh')]).toMatchObject([
      'E_DATA_FIELD_MISSING',
      expect.stringContaining('--text-column'),
    ])
  })

  test('a pair where the file has none', () => {
    const spans = [{ text: '张三', 别名: '李四', entities: [[0, 2, 'PER']] }]
    expect(errorOf(() => read(spans, { pairColumn: '别名' })).code).toBe('E_DATA_NO_PAIR')
  })

  test('columns of files that have no fields', () => {
    expect(errorOf(() => readDataset(file('张 B-PER\n三 I-PER\n'), { textColumn: '主诉' })).code).toBe(
      'E_DATA_NO_COLUMNS',
    )
  })
})

describe('Label Studio', () => {
  const span = {
    type: 'labels',
    from_name: 'ner',
    value: { start: 2, end: 4, text: '张三', labels: ['PER'] },
  }
  const choice = (from_name: string, name: string) => ({
    type: 'choices',
    from_name,
    value: { choices: [name] },
  })
  const task = (id: number, data: object, ...result: unknown[]) => ({
    id,
    data,
    annotations: [{ id, result }],
  })

  test('the text among the data, and an id', () => {
    const tasks = [task(1, { 病历: '患者张三', 病区: '三', no: 'x9' }, span)]
    expect(errorOf(() => read(tasks)).fix('en')).toContain('--text-column')
    expect(read(tasks, { textColumn: '病历', idColumn: 'no' })).toMatchObject({
      records: [{ text: '患者张三', entities: [{ label: 'PER' }], origin: { id: 'x9' } }],
      notes: [{ code: 'ignoredFields', text: expect.stringMatching(/病区$/) }],
    })
    expect(errorOf(() => read(tasks, { textColumn: '病史' })).values).toMatchObject({
      names: '病历, 病区, no',
    })
  })

  test('of several questions the one that is named', () => {
    const tasks = [
      task(1, { text: '好' }, choice('情感', '正'), choice('紧急', '是')),
      task(2, { text: '坏' }, choice('情感', '负'), choice('紧急', '否')),
    ]
    expect(errorOf(() => read(tasks))).toMatchObject({ code: 'E_DATA_QUESTIONS' })
    const { records, notes } = read(tasks, { labelColumn: '情感' })
    expect(records).toMatchObject([{ label: '正' }, { label: '负' }])
    expect(notes).toMatchObject([{ code: 'unusedResults', count: 2 }])
    expect(errorOf(() => read(tasks, { labelColumn: '情' })).values).toMatchObject({ names: '情感, 紧急' })
  })

  test('JSON-MIN: text, label, and an id that several rows share', () => {
    const about = { annotator: 1, annotation_id: 5, created_at: '2024', updated_at: '2024', lead_time: 1.5 }
    const row = (id: number, 情感: string) => ({ id, 病历: `甲${id}`, dept: '内科', 情感, ...about })
    const rows = [row(1, '正'), row(2, '负'), row(2, '正')]
    expect(errorOf(() => read(rows, { textColumn: '病历' })).code).toBe('E_DATA_QUESTIONS')
    const { format, records, notes } = read(rows, {
      textColumn: '病历',
      labelColumn: '情感',
      idColumn: 'dept',
    })
    expect(format).toBe('label-studio-min')
    expect(records).toMatchObject([
      { text: '甲1', label: '正', origin: { id: '内科' } },
      { text: '甲2', label: '负' },
    ])
    expect(notes).toMatchObject([{ code: 'repeatedTasks', count: 1 }])
  })
})
