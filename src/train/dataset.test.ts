import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { writeTiny } from '../../test/support/tiny.ts'
import { type DataSources, loadAll, readRecords } from './dataset.ts'
import type { TrainEvent } from './events.ts'

const OPTIONS = { devShare: 0.25, seed: 1 }
const files = writeTiny(temporaryFolder())

function load(sources: DataSources, options: object = {}) {
  const events: TrainEvent[] = []
  const [data] = loadAll(sources, { ...OPTIONS, ...options }, (event) => events.push(event))
  return { events, data: data! }
}

describe('the data of a run', () => {
  test('without a dev file: a part of training, by seed', () => {
    const { data, events } = load({ train: files.bio })
    expect(data.task).toBe('ner')
    expect([data.train.length, data.dev.length]).toEqual([30, 10])
    const texts = ({ train }: typeof data) => train.map(({ text }) => text)
    expect(texts(load({ train: files.bio }).data)).toEqual(texts(data))
    expect(texts(load({ train: files.bio }, { seed: 2 }).data)).not.toEqual(texts(data))
    expect(data.test).toBeUndefined()
    expect(events).toMatchObject([
      { event: 'data', role: 'train', file: files.bio, format: 'bio', records: 40 },
    ])
  })

  test('labels are those of training, in their order', () => {
    expect(load({ train: files.tsv }).data.labels).toEqual(['好评', '差评'].sort())
    expect(() => load({ train: files.tsv }, { numLabels: 3 })).toThrow(`[E_LABELS_COUNT] ${files.tsv}: `)
    expect(() => load({ train: files.tsv }, { numLabels: 2 })).not.toThrow()
  })

  test('of another task than training is refused', () => {
    expect(() => load({ train: files.bio, dev: files.tsv })).toThrow('E_DATA_TASK')
    expect(() => load({ train: files.bio, test: files.tsv })).toThrow('E_DATA_TASK')
    expect(() => load({ train: files.bio, task: 'cls' })).toThrow('E_DATA_TASK')
  })

  test('may be records in memory', () => {
    const origin = { file: 'memory', line: 1 }
    const train = [{ text: '北京', entities: [{ start: 0, end: 2, label: 'LOC' }], origin }]
    const { data, events } = load({ task: 'ner', train, dev: train, test: train })
    expect(data).toEqual({
      name: 'ner',
      task: 'ner',
      labels: ['LOC'],
      train,
      dev: train,
      test: train,
      whole: train,
    })
    expect(events).toEqual([])
    expect(load({ train, dev: train }).data.task).toBe('ner')
    expect(() => load({ train: [] })).toThrow('E_TASK_UNCLEAR')
  })

  test('in memory, of another task, are refused by their place', () => {
    const tagged = { text: '北京', entities: [{ start: 0, end: 2, label: 'LOC' }] }
    const origin = { file: 'valData', line: 2, id: 'b' }
    const labelled = { text: '很好', label: '好评', origin }
    const mistake = expect.objectContaining({
      code: 'E_RECORDS_TASK',
      values: { task: 'ner', found: 'cls' },
      place: { file: 'valData', line: 2, record: 'b' },
    })
    expect(() => load({ train: files.bio, dev: [{ ...tagged, origin }, labelled] })).toThrow(mistake)
    expect(() => load({ train: files.bio, test: [labelled] })).toThrow(mistake)
    expect(() => load({ train: [labelled], task: 'ner' })).toThrow(mistake)
    expect(() => readRecords('test', [labelled], { task: 'ner' }, () => {})).toThrow(mistake)
    expect(() => load({ train: files.tsv, dev: [{ ...tagged, origin }] })).toThrow('E_RECORDS_TASK')
  })

  test('broken tags are repaired where that is asked for, in every file', () => {
    const path = join(temporaryFolder(), 'broken.bio')
    writeFileSync(path, '我 O\n京 I-LOC\n\n北 B-LOC\n京 I-LOC\n')
    expect(() => load({ train: path, dev: path })).toThrow(/E_DATA/)
    const { data } = load({ train: path, dev: path }, { reading: { repairTags: true } })
    const entities = [{ start: 1, end: 2, label: 'LOC' }]
    expect(data.dev[0]).toMatchObject({ entities })
    expect(() => readRecords('test', path, { task: 'ner' }, () => {})).toThrow(/E_DATA/)
    expect(readRecords('test', path, { task: 'ner', repairTags: true }, () => {})[0]).toMatchObject({
      entities,
    })
  })
})

test('a test file may be without what training needs', () => {
  const path = join(temporaryFolder(), 'plain.bio')
  writeFileSync(path, '我 O\n在 O\n')
  expect(() => load({ train: path })).toThrow('E_DATA_NO_ENTITIES')
  const events: TrainEvent[] = []
  expect(readRecords('test', path, { task: 'ner' }, (event) => events.push(event))).toHaveLength(1)
  expect(events).toMatchObject([{ role: 'test', records: 1 }])
})
