import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Faults } from '../_faults.ts'
import { Notes } from '../_notes.ts'
import { errorOf, testFolder } from '../_testing.ts'
import { readDataset, readTexts } from '../index.ts'
import { tableFormat } from './_table.ts'

const { file } = testFolder()
const lines = (...objects: object[]) => file(objects.map((object) => `${JSON.stringify(object)}\n`).join(''))
const one = {
  id: 'a',
  tokens: ['张', '三', '在', 'New', 'York'],
  ner_tags: ['B-PER', 'I-PER', 'O', 'B-LOC', 'I-LOC'],
}
const two = { id: 'b', tokens: ['李', '四'], ner_tags: ['B-PER', 'I-PER'] }

describe('JSONL with lists of tokens and tags', () => {
  test('entities, ids and blanks between words', () => {
    const { format, task, records, notes } = readDataset(lines(one, two))
    expect([format, task]).toEqual(['jsonl-tokens', 'ner'])
    expect(records).toMatchObject([
      {
        text: '张三在New York',
        entities: [
          { start: 0, end: 2, label: 'PER' },
          { start: 3, end: 11, label: 'LOC' },
        ],
        origin: { line: 1, id: 'a' },
      },
      { text: '李四', entities: [{ start: 0, end: 2, label: 'PER' }], origin: { line: 2, id: 'b' } },
    ])
    expect(notes).toMatchObject([{ code: 'joinedWithBlank', count: 1 }])
  })

  test('the names `tokens` and `labels`; other fields are noted', () => {
    const { records, notes } = readDataset(lines({ tokens: two.tokens, labels: two.ner_tags, source: 'x' }))
    expect(records).toMatchObject([{ text: '李四' }])
    expect(notes).toMatchObject([{ code: 'ignoredFields' }])
  })

  test('numbers have no names', () => {
    const error = errorOf(() => readDataset(lines({ ...two, ner_tags: [1, 2] })))
    expect(error).toMatchObject({
      code: 'E_DATA_TAG_NUMBERS',
      values: { name: 'ner_tags' },
      place: { line: 1 },
    })
  })

  test.each([
    ['other numbers of tokens and tags', { tokens: ['张', '三'], ner_tags: ['O'] }, 'E_DATA_TAG_COUNT'],
    ['an empty token', { tokens: ['张', ''], ner_tags: ['O', 'O'] }, 'E_DATA_FIELD_TYPE'],
    ['no tags', { tokens: ['张', '三'] }, 'E_DATA_FIELD_MISSING'],
    ['a tag of another scheme', { tokens: ['张'], ner_tags: ['S-PER'] }, 'E_DATA_TAG'],
    ['an entity that begins with I', { tokens: ['张'], ner_tags: ['I-PER'] }, 'E_DATA_TAG_ORDER'],
    ['no token', { tokens: [], ner_tags: [] }, 'E_DATA_EMPTY_TEXT'],
  ])('%s: a fault', (_, object, code) => {
    expect(errorOf(() => readDataset(lines(one, two, { id: 'c', ...object })))).toMatchObject({
      code,
      place: { line: 3, record: 'c' },
    })
  })

  test('words and labels beside a text stay classes', () => {
    const { task } = readDataset(
      lines(
        { text: '心慌胸闷', words: ['心慌', '胸闷'], labels: ['内科', '急'] },
        { text: '骨折', words: ['骨折'], labels: ['外科'] },
      ),
    )
    expect(task).toBe('multi')
  })
})

describe('lists in a table', () => {
  const read = (names: readonly string[], lists: readonly (readonly string[])[]) => {
    const cells = lists.map((list) => list.join(', '))
    const row = (line: number) => ({
      cells,
      line,
      lists: new Map(lists.map((list, column) => [column, list])),
    })
    const rows = [{ cells: names, line: 0 }, row(1), row(2)]
    const [notes, faults] = [new Notes(), new Faults()]
    const reading = { file: 'f.parquet', sample: [], options: {}, notes, faults, lines: () => [] }
    const result = tableFormat(
      'parquet',
      () => false,
      () => ({ separator: 'cells', rows }),
    ).read(reading)
    faults.throwIfAny()
    return result
  }

  test('of tokens and tags are entities, which tables are not read for', () => {
    const error = errorOf(() => read(['tokens', 'ner_tags'], [['张', '三'], ['1', '2']])) // biome-ignore format: two lists
    expect(error).toMatchObject({
      code: 'E_DATA_TOKEN_LISTS',
      values: { tokens: 'tokens', tags: 'ner_tags' },
    })
  })

  test('are no text', () => {
    const error = errorOf(() => read(['text', 'label'], [['张', '三'], ['1', '2']])) // biome-ignore format: two lists
    expect(error).toMatchObject({ code: 'E_DATA_CELL_LIST', values: { name: 'text' }, place: { line: 1 } })
  })

  test('of a real file are no text either, also for prediction', () => {
    const path = join(import.meta.dirname, '../../../test/golden/tables/gzip.parquet')
    const options = { textColumn: 'tags', labelColumn: 'label' }
    expect(errorOf(() => readDataset(path, options)).code).toBe('E_DATA_CELL_LIST')
    expect(errorOf(() => readTexts(path, { textColumn: 'tags' })).code).toBe('E_DATA_CELL_LIST')
  })
})
