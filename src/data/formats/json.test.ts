import { describe, expect, test } from 'vitest'
import { errorOf, testFolder } from '../_testing.ts'
import { readDataset, readTexts } from '../index.ts'

const { file } = testFolder()
const read = (...objects: unknown[]) =>
  readDataset(
    file(
      objects.map((object) => `${typeof object === 'string' ? object : JSON.stringify(object)}\n`).join(''),
    ),
  )

describe('classes', () => {
  test('labels of any scalar become strings; other fields are noted', () => {
    const { format, records, notes } = read(
      { text: '甲', label: 1 },
      { sentence: '乙', label: ' 好 ', id: 7, extra: 0 },
      { text: '丙', label: true },
    )
    expect(format).toBe('jsonl-class')
    expect(records).toMatchObject([
      { label: '1' },
      { label: '好', origin: { id: '7', line: 2 } },
      { label: 'true' },
    ])
    expect(notes.map(({ code }) => code)).toEqual(['trimmedLabels', 'ignoredFields'])
  })

  test('whole numbers keep all their digits, also as groups and labels', () => {
    const line =
      '{"id": 1234567890123456789,"text":"甲, 98765432109876543210, 乙", "label":[-9007199254740993], "g" :90071992547409931}'
    const other = '{"text":"丙","label":[12345678901234567],"id":1234567890123456788,"g":1}'
    const { records } = readDataset(file(`${line}\n${other}\n`), {
      groupBy: 'g',
      forTraining: false,
      task: 'multi',
    })
    expect(records).toMatchObject([
      {
        text: '甲, 98765432109876543210, 乙',
        labels: ['-9007199254740993'],
        origin: { id: '1234567890123456789', group: '90071992547409931' },
      },
      { labels: ['12345678901234567'], origin: { id: '1234567890123456788', group: '1' } },
    ])
    expect(readTexts(file(`${line}\n${other}\n`)).texts.map(({ origin }) => origin.id)).toEqual([
      '1234567890123456789',
      '1234567890123456788',
    ])
    expect(errorOf(() => read('{"text":12345678901234567,"label":"a"}')).code).toBe('E_DATA_FIELD_TYPE')
    const long = '\\\\n\\"'.repeat(2 ** 17)
    expect(
      read(`{"text":": ${long}","label":"a","id":12345678901234567}`, '{"text":"乙","label":"b"}').records,
    ).toMatchObject([{ origin: { id: '12345678901234567' } }, {}])
    // Numbers that are no whole ones are what they are to JSON, and what is no JSON stays none.
    expect(
      read('{"text":"甲","label":0.12345678901234567890}', '{"text":"乙","label":1e22}').records,
    ).toMatchObject([{ label: String(0.12345678901234568) }, { label: '1e+22' }])
    for (const broken of [
      '{"text":"a","label":01234567890123456789}',
      '{"text":"a","label":"b",12345678901234567:1}',
    ])
      expect(errorOf(() => read({ text: '甲', label: 'a' }, { text: '乙', label: 'b' }, broken)).code).toBe(
        'E_DATA_JSON',
      )
  })

  test.each([
    ['broken JSON', '{"text": ', 'E_DATA_JSON'],
    ['no object', '[1]', 'E_DATA_JSON'],
    ['no text', { label: 'x' }, 'E_DATA_FIELD_MISSING'],
    ['text of another kind', { text: 3, label: 'x' }, 'E_DATA_FIELD_TYPE'],
    ['blank text', { text: ' ', label: 'x' }, 'E_DATA_EMPTY_TEXT'],
    ['no label', { text: 'x' }, 'E_DATA_FIELD_MISSING'],
    ['blank label', { text: 'x', label: '' }, 'E_DATA_EMPTY_LABEL'],
    ['many labels', { text: 'x', label: ['a'] }, 'E_DATA_FIELD_TYPE'],
  ])('%s', (_, broken, code) => {
    const call = () => read({ text: '甲', label: 'a' }, { text: '乙', label: 'b' }, broken)
    expect(errorOf(call)).toMatchObject({ code, place: { line: 3 } })
  })
})

describe('spans', () => {
  test('lists and objects, sorted by start', () => {
    const { format, records } = read(
      {
        text: '张三在北京',
        entities: [
          [3, 5, 'LOC'],
          [0, 2, 'PER'],
        ],
      },
      { text: '李四', label: [{ start: 0, end: 2, label: 'PER' }] },
      { text: '无', entities: [] },
    )
    expect(format).toBe('jsonl-spans')
    expect(records).toMatchObject([
      {
        entities: [
          { start: 0, end: 2, label: 'PER' },
          { start: 3, end: 5, label: 'LOC' },
        ],
      },
      { entities: [{ start: 0, end: 2, label: 'PER' }] },
      { entities: [] },
    ])
  })

  test.each([
    ['beyond the text', [0, 3, 'PER'], 'E_DATA_SPAN'],
    ['empty', [1, 1, 'PER'], 'E_DATA_SPAN_EMPTY'],
    ['negative', [-1, 1, 'PER'], 'E_DATA_SPAN'],
    ['a fraction', [0.5, 1, 'PER'], 'E_DATA_FIELD_TYPE'],
    ['no label', [0, 1], 'E_DATA_FIELD_TYPE'],
  ])('%s', (_, span, code) => {
    const call = () =>
      read({ text: '张三', entities: [[0, 2, 'PER']] }, { id: 'r2', text: '李四', entities: [span] })
    expect(errorOf(call)).toMatchObject({ code, place: { line: 2, record: 'r2' } })
  })
})

describe('CLUENER', () => {
  test('inclusive ends become exclusive, and are noted', () => {
    const { format, records, notes } = read({
      text: '叶老桂在台湾',
      label: { name: { 叶老桂: [[0, 2]] }, address: { 台湾: [[4, 5]] } },
    })
    expect(format).toBe('jsonl-cluener')
    expect(records).toMatchObject([
      {
        entities: [
          { start: 0, end: 3, label: 'name' },
          { start: 4, end: 6, label: 'address' },
        ],
      },
    ])
    expect(notes).toMatchObject([{ code: 'inclusiveEnds', count: 2 }])
  })

  test('a mention that is not at its place', () => {
    const call = () => read({ text: '叶老桂在台湾', label: { name: { 叶老桂: [[1, 3]] } } })
    expect(errorOf(call)).toMatchObject({ code: 'E_DATA_SPAN_TEXT', values: { found: '老桂在' } })
  })
})

test('what nests too deep to be written again is a fault like others', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  const label = file(`{"text":"甲","label":"a"}\n{"text":"乙","label":"b"}\n{"text":"丙","label":${deep}}\n`)
  expect(errorOf(() => readDataset(label))).toMatchObject({
    code: 'E_DATA_FIELD_TYPE',
    values: { value: '[…]' },
    place: { line: 3 },
  })
})
