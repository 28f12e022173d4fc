import { describe, expect, test } from 'vitest'
import { errorOf, testFolder } from '../_testing.ts'
import { type ReadOptions, readDataset } from '../index.ts'

const { file } = testFolder()

/** Format, task, and each record as its labels; entities as `LABEL:mention`. */
function shown(content: unknown, options: ReadOptions = {}) {
  const dataset = readDataset(file(JSON.stringify(content, null, 2)), options)
  const records =
    dataset.task === 'ner'
      ? dataset.records.map(({ text, entities }) =>
          entities.map(({ start, end, label }) => `${label}:${text.slice(start, end)}`),
        )
      : dataset.records.map((record) => ('labels' in record ? record.labels : record.label))
  return [dataset.format, dataset.task, ...records]
}

const notesOf = (content: unknown) =>
  readDataset(file(JSON.stringify(content))).notes.map(({ code, count }) => [code, count])

const span = (start: number, end: number, text: string, ...labels: string[]) => ({
  id: 'x1',
  from_name: 'label',
  to_name: 'text',
  type: 'labels',
  value: { start, end, text, labels },
})
const choice = (...choices: string[]) => ({
  from_name: 'topic',
  to_name: 'text',
  type: 'choices',
  value: { choices },
})
const task = (id: number, text: string, ...results: unknown[][]) => ({
  id,
  data: { text },
  annotations: results.map((result, i) => ({
    id: 10 + i,
    was_cancelled: false,
    ground_truth: false,
    result,
  })),
  predictions: [],
})

describe('JSON, entities', () => {
  const tasks = [
    task(1, '👍张三在北京', [span(5, 7, '北京', 'LOC'), span(2, 4, '张三', 'PER')]),
    task(2, '无', []),
  ]

  test('offsets count UTF-16 units; origins name id and line', () => {
    expect(shown(tasks)).toEqual(['label-studio', 'ner', ['PER:张三', 'LOC:北京'], []])
    const written = JSON.stringify(tasks, null, 1)
    const { records, notes } = readDataset(file(written))
    const line = written.split('\n').lastIndexOf(' {') + 1
    expect(records[1]!.origin).toMatchObject({ id: '2', line })
    expect(notes).toEqual([])
  })

  test('a group is a field of the task, or of its data', () => {
    const [first, second] = tasks
    const grouped = [
      { ...first, patient_id: 7 },
      { ...second, data: { text: '无', patient_id: 'p8' } },
    ]
    const { records } = readDataset(file(JSON.stringify(grouped)), { groupBy: 'patient_id' })
    expect(records.map(({ origin }) => origin.group)).toEqual(['7', 'p8'])
  })

  test('exports whose offsets count code points show so', () => {
    expect(shown([task(1, '👍张三', [span(1, 3, '张三', 'PER')])])).toEqual([
      'label-studio',
      'ner',
      ['PER:张三'],
    ])
  })

  test('which annotation counts, and what is noted', () => {
    const several = task(1, '张三', [], [span(0, 2, '张三', 'PER')], [span(0, 1, '张', 'PER')])
    several.annotations[0]!.was_cancelled = true
    const truth = task(2, '李四', [], [span(0, 2, '李四', 'PER')])
    truth.annotations[1]!.ground_truth = true
    const cancelled = task(3, '王五', [])
    cancelled.annotations[0]!.was_cancelled = true
    const all = [several, truth, cancelled, task(4, '赵六')]
    expect(shown(all)).toEqual(['label-studio', 'ner', ['PER:张三'], ['PER:李四']])
    expect(notesOf(all)).toEqual([
      ['cancelledAnnotations', 2],
      ['severalAnnotations', 2],
      ['unannotatedTasks', 2],
    ])
  })

  test('relations and other results are noted; several labels give several entities', () => {
    const relation = { type: 'relation', from_id: 'a', to_id: 'b', direction: 'right' }
    const all = [task(1, '张三', [span(0, 2, '张三', 'PER', 'VIP'), relation, choice('好')])]
    expect(shown(all)).toEqual(['label-studio', 'ner', ['PER:张三', 'VIP:张三']])
    expect(notesOf(all)).toEqual([['unusedResults', 2]])
    expect(shown([...all, task(2, '李', [choice('坏')])], { task: 'cls' })).toEqual([
      'label-studio',
      'cls',
      '好',
      '坏',
    ])
  })

  test.each([
    ['text at another place', task(7, '张三在', [span(1, 3, '张三', 'PER')]), 'E_DATA_SPAN_TEXT'],
    ['beyond the text', task(7, '张三', [span(1, 9, '三', 'PER')]), 'E_DATA_SPAN'],
    ['no label', task(7, '张三', [span(0, 2, '张三')]), 'E_DATA_FIELD_TYPE'],
    [
      'a place in a web page',
      task(7, '张三', [
        { type: 'hypertextlabels', value: { start: '/p[1]', end: '/p[1]', hypertextlabels: ['PER'] } },
      ]),
      'E_DATA_FIELD_TYPE',
    ],
    [
      'no text',
      { ...task(7, '', [span(0, 2, '张三', 'PER')]), data: { a: 'x', b: 'y' } },
      'E_DATA_FIELD_MISSING',
    ],
    ['a blank text', task(7, ' ', [span(0, 1, ' ', 'PER')]), 'E_DATA_EMPTY_TEXT'],
    ['broken results', { ...task(7, '张三'), annotations: [{ result: 3 }] }, 'E_DATA_FIELD_TYPE'],
    ['no annotations', { id: 7, data: { text: '张三' } }, 'E_DATA_FIELD_MISSING'],
  ])('%s', (_, broken, code) => {
    expect(errorOf(() => shown([...tasks, broken]))).toMatchObject({ code, place: { record: '7' } })
  })
})

describe('JSON, choices', () => {
  test('one each is cls, more is multi; the text may have any name', () => {
    const ones = [task(1, '很好', [choice('好')]), task(2, '不行', [choice('坏')])]
    expect(shown(ones)).toEqual(['label-studio', 'cls', '好', '坏'])
    expect(shown(ones, { task: 'multi' })).toEqual(['label-studio', 'multi', ['好'], ['坏']])
    const more = { ...task(3, '', [choice('好', '快')]), data: { my_comment: '又快又好' } }
    expect(shown([...ones, more, task(4, '嗯', [])])).toEqual([
      'label-studio',
      'multi',
      ['好'],
      ['坏'],
      ['好', '快'],
      [],
    ])
    expect(errorOf(() => shown([...ones, more], { task: 'cls' })).code).toBe('E_DATA_FIELD_TYPE')
    expect(errorOf(() => shown([...ones, task(4, '嗯', [])]))).toMatchObject({
      code: 'E_DATA_EMPTY_LABEL',
      place: { record: '4' },
    })
  })

  test('texts without a choice are left out where that is asked for', () => {
    const tasks = [task(1, '很好', [choice('好')]), task(2, '不行', [choice('坏')]), task(3, '嗯', [])]
    const options = { skipUnlabelled: true }
    expect(shown(tasks, options)).toEqual(['label-studio', 'cls', '好', '坏'])
    const { notes } = readDataset(file(JSON.stringify(tasks)), options)
    expect(notes).toMatchObject([{ code: 'skippedUnlabelled', count: 1 }])
    expect(shown(tasks, { ...options, task: 'multi' })).toEqual(['label-studio', 'multi', ['好'], ['坏'], []])
  })

  test('an id among the data is that of the text, where it is a string; the tool numbers its tasks', () => {
    const tasks = [
      { ...task(1, '很好', [choice('好')]), data: { text: '很好', id: 'a1' } },
      { ...task(2, '不行', [choice('坏')]), data: { id: 'b2', text_a: '不行' } },
      { ...task(3, '嗯', [choice('坏')]), data: { text: '嗯', id: 7 } },
    ]
    const { records } = readDataset(file(JSON.stringify(tasks)))
    expect(records.map(({ text, origin }) => [text, origin.id])).toEqual([
      ['很好', 'a1'],
      ['不行', 'b2'],
      ['嗯', '3'],
    ])
  })

  test('answers to several questions are refused', () => {
    const other = { ...choice('快'), from_name: 'speed' }
    expect(errorOf(() => shown([task(1, '很好', [choice('好'), other])]))).toMatchObject({
      code: 'E_DATA_QUESTIONS',
      values: { names: 'topic, speed' },
    })
  })
})

describe('JSON-MIN', () => {
  const about = { annotator: 1, annotation_id: 5, created_at: '2024', updated_at: '2024', lead_time: 1.5 }
  const value = (start: number, end: number, text: string, label: string) => ({
    start,
    end,
    text,
    labels: [label],
  })

  test('entities under any field; a repeated id is noted', () => {
    const rows = [
      { id: 1, text: '张三在北京', ner_tags: [value(0, 2, '张三', 'PER')], ...about },
      { id: 1, text: '张三在北京', ner_tags: [value(3, 5, '北京', 'LOC')], ...about },
      { id: 2, text: '无', ...about },
    ]
    expect(shown(rows)).toEqual(['label-studio-min', 'ner', ['PER:张三'], []])
    expect(notesOf(rows)).toEqual([['repeatedTasks', 1]])
    expect(
      errorOf(() => shown([...rows, { id: 3, text: '李', ner_tags: [{ start: 0, end: 1 }], ...about }])).code,
    ).toBe('E_DATA_FIELD_TYPE')
  })

  test('the answer stands between the id and what tells about the annotation', () => {
    const answers = { sentiment: '好', ...about }
    const rows = [
      { text: '很好', source: 'web', id: 1, ...answers },
      { text: '不行', source: 'app', id: 2, ...answers, sentiment: '坏' },
    ]
    expect(shown(rows)).toEqual(['label-studio-min', 'cls', '好', '坏'])
    expect(notesOf(rows)).toEqual([['ignoredFields', 1]])
    expect(shown([...rows, { text: '嗯', source: 'web', id: 3, ...about }], { task: 'multi' })).toEqual([
      'label-studio-min',
      'multi',
      ['好'],
      ['坏'],
      [],
    ])
    // Keys that something has sorted do not show where the answers are.
    const sorted = rows.map((row) => Object.fromEntries(Object.entries({ ...row, source: 1 }).sort()))
    expect(shown(sorted)).toEqual(['label-studio-min', 'cls', '好', '坏'])
  })

  test('of several answers one has a usual name, or none is taken', () => {
    const row = (name: string) => ({ text: '很好', id: 1, source: 'web', [name]: '好', ...about })
    expect(shown([row('label'), { ...row('label'), id: 2, label: '坏' }])).toEqual([
      'label-studio-min',
      'cls',
      '好',
      '坏',
    ])
    expect(errorOf(() => shown([row('sentiment')]))).toMatchObject({
      code: 'E_DATA_QUESTIONS',
      values: { names: 'source, sentiment' },
    })
    const spans = [value(0, 1, '很', 'X')]
    const two = { text: '很好', id: 1, first: spans, second: spans, ...about }
    expect(errorOf(() => shown([two]))).toMatchObject({
      code: 'E_DATA_QUESTIONS',
      values: { names: 'first, second' },
    })
  })

  test('choices', () => {
    const rows = [
      { id: 1, text: '很好', sentiment: '好', ...about },
      { id: 2, text: '不行', sentiment: '坏', ...about },
    ]
    expect(shown(rows)).toEqual(['label-studio-min', 'cls', '好', '坏'])
    const several = [
      ...rows,
      { id: 3, text: '嗯', sentiment: { choices: ['好', '快'] }, ...about },
      { id: 4, text: '哦', ...about },
    ]
    expect(shown(several)).toEqual(['label-studio-min', 'multi', ['好'], ['坏'], ['好', '快'], []])
    expect(errorOf(() => shown([...rows, { id: 3, text: '嗯', sentiment: 5, ...about }])).code).toBe(
      'E_DATA_FIELD_TYPE',
    )
  })
})
