import { describe, expect, test } from 'vitest'
import { errorOf, testFolder } from '../_testing.ts'
import { type ReadOptions, readDataset } from '../index.ts'

const { file } = testFolder()
const read = (content: unknown, options: ReadOptions = {}) =>
  readDataset(file(JSON.stringify(content, null, 1)), { forTraining: false, ...options })

const task = (id: number, text: string, ...result: unknown[]) => ({
  id,
  data: { text },
  annotations: [{ id, result }],
})
const result = (type: string, value: unknown, from_name = type) => ({
  type,
  value,
  from_name,
  to_name: 'text',
})
const taxonomy = (...paths: string[][]) => result('taxonomy', { taxonomy: paths })
const about = { annotator: 1, annotation_id: 5, created_at: '2024', updated_at: '2024', lead_time: 1.5 }

describe('results of which none can be used', () => {
  const rating = result('rating', { rating: 4 })
  const range = result('choices', { start: 0, end: 1, text: '好', choices: ['确认'] })
  test.each([
    ['ratings', [task(1, '好', rating), task(2, '坏', rating)], 'rating × 2'],
    [
      'several types',
      [task(1, '好', rating, result('textarea', { text: ['备注'] })), task(2, '坏')],
      'rating × 1, textarea × 1',
    ],
    ['choices about a range alone', [task(1, '好', range)], 'choices (start–end) × 1'],
  ])('%s: the types that are there are named', (_, tasks, found) => {
    for (const options of [{}, { task: 'cls' as const }, { forTraining: true }]) {
      const error = errorOf(() => read(tasks, options))
      expect(error.code).toBe('E_DATA_STUDIO_RESULTS')
      expect(error.what('en')).toContain(found)
      expect(error.what('zh')).toContain(found.replaceAll(', ', '、'))
    }
  })

  test.each([
    ['a number', { rating: 4 }, 'rating'],
    ['a list of answers', { stars: [{ rating: 4 }] }, 'stars (rating)'],
    ['answers about ranges', { notes: [{ start: 0, end: 1, rating: 4 }] }, 'notes (rating)'],
  ])('JSON-MIN, %s', (_, answer, found) => {
    const rows = [
      { id: 1, text: '好', ...answer, ...about },
      { id: 2, text: '坏', ...answer, ...about },
    ]
    const error = errorOf(() => read(rows))
    expect(error.code).toBe('E_DATA_STUDIO_RESULTS')
    expect(error.what('en')).toContain(found)
  })

  test('texts in which nothing was marked are no such file', () => {
    expect(read([task(1, '好'), task(2, '坏')]).records).toMatchObject([{ entities: [] }, { entities: [] }])
  })

  test('beside results that can be used they are noted', () => {
    const span = result('labels', { start: 0, end: 1, text: '好', labels: ['X'] })
    const { task: kind, notes } = read([task(1, '好', span), task(2, '坏', rating)])
    expect([kind, notes]).toMatchObject(['ner', [{ code: 'unusedResults', count: 1 }]])
  })
})

describe('a taxonomy', () => {
  test('gives a class for each path, its steps joined', () => {
    const one = read([task(1, '坏', taxonomy(['设备', ' 电机 '])), task(2, '好', taxonomy(['无']))])
    expect(one).toMatchObject({ task: 'cls', records: [{ label: '设备/电机' }, { label: '无' }] })
    expect(one.notes).toMatchObject([{ code: 'taxonomyPaths', count: 2 }])
    const several = [
      task(1, '坏', taxonomy(['设备', '电机'], ['设备', '电机', '轴承'])),
      task(2, '好', taxonomy()),
    ]
    expect(read(several)).toMatchObject({
      task: 'multi',
      records: [{ labels: ['设备/电机', '设备/电机/轴承'] }, { labels: [] }],
    })
  })

  test.each([
    ['in lists of answers', (paths: string[][]) => [{ taxonomy: paths }]],
    ['as an answer', (paths: string[][]) => ({ taxonomy: paths })],
    ['as paths', (paths: string[][]) => paths],
  ])('JSON-MIN, %s', (_, answer) => {
    const rows = [
      { id: 1, text: '坏', where: answer([['设备', '电机']]), ...about },
      { id: 2, text: '好', where: answer([['设备', '阀']]), ...about },
    ]
    expect(read(rows)).toMatchObject({
      format: 'label-studio-min',
      records: [{ label: '设备/电机' }, { label: '设备/阀' }],
    })
  })

  test('steps that hold what joins them, and broken paths, are faults', () => {
    for (const path of [['输入/输出', '模块'], [''], []]) {
      const error = errorOf(() => read([task(1, '好', taxonomy(['无'])), task(2, '坏', taxonomy(path))]))
      expect(error).toMatchObject({ code: 'E_DATA_FIELD_TYPE', place: { record: '2' } })
    }
  })

  test('beside a choice it is another question', () => {
    const both = [task(1, '坏', taxonomy(['设备']), result('choices', { choices: ['急'] }))]
    expect(errorOf(() => read(both)).values).toEqual({ names: 'taxonomy, choices' })
  })
})

test('several questions are none of the business of entities', () => {
  const span = result('labels', { start: 0, end: 1, text: '坏', labels: ['X'] })
  const choice = (name: string) => result('choices', { choices: ['急'] }, name)
  const { records } = read([task(1, '坏', span, choice('a'), choice('b'))], { task: 'ner' })
  expect(records).toMatchObject([{ entities: [{ label: 'X' }] }])
})
