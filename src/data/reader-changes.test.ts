import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import type { ReadOptions } from './dataset.ts'
import { readDataset, readSound } from './read.ts'
import { readerChanges } from './reader-changes.ts'

const folder = temporaryFolder()

/** What reading a file changed, and the notes of the same kinds. */
function changesOf(name: string, content: string, options: ReadOptions = {}) {
  const file = join(folder, name)
  writeFileSync(file, content)
  const asked = { forTraining: false, ...options }
  const { records, notes } = readDataset(file, asked)
  return {
    changes: readerChanges(file, asked, records),
    counts: notes.map(({ code, count }) => [code, count]),
  }
}
const jsonl = (...rows: unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

describe('what readers change is known record by record', () => {
  test('repaired tags: the line, and the record as it was read', () => {
    const { changes, counts } = changesOf(
      'tags.txt',
      '在 O\n北 B-LOC\n\n李 B-PER\n四 I-LOC\n。 O\n\n三 I-PER\n',
      { repairTags: true },
    )
    expect(counts).toContainEqual(['repairedTags', 2])
    expect(changes).toMatchObject([
      {
        kind: 'repairedTags',
        origin: { line: 5 },
        before: '四 I-LOC',
        after: { text: '李四。', entities: [{ label: 'PER' }, { start: 1, end: 2, label: 'LOC' }] },
        reason: { en: expect.stringContaining('I-LOC') },
      },
      { origin: { line: 8 }, before: '三 I-PER', after: { text: '三' } },
    ])
  })

  test('records left out: JSONL and tables', () => {
    const rows = [
      { id: 'r1', text: '甲', label: 'a' },
      { id: 'r2', text: '乙', label: null },
      { id: 'r3', text: null, label: 'b' },
      { id: 'r4', text: '丙', label: 'b' },
    ]
    const lines = changesOf('left.jsonl', jsonl(...rows), { skipUnlabelled: true, skipEmpty: true })
    expect(lines.changes).toMatchObject([
      {
        kind: 'skippedUnlabelled',
        origin: { line: 2, id: 'r2' },
        before: JSON.stringify(rows[1]),
        after: null,
      },
      { kind: 'skippedEmpty', origin: { line: 3, id: 'r3' }, before: JSON.stringify(rows[2]), after: null },
    ])
    const table = changesOf('left.csv', 'text,label\n甲,a\n乙,\n丙,b\n', { skipUnlabelled: true })
    expect(table.changes).toMatchObject([{ origin: { line: 3 }, before: '乙,', after: null }])
  })

  test('labels that JSON lines hold with blanks, or twice', () => {
    const lines = [
      { text: '甲', labels: ['a', 'b'] },
      { text: '乙', labels: ['a ', 'b'] },
      { text: '丙', labels: ['a', 'a'] },
    ]
    const { changes, counts } = changesOf('trimmed.jsonl', jsonl(...lines))
    expect(counts).toEqual([
      ['trimmedLabels', 1],
      ['repeatedLabels', 1],
    ])
    expect(changes).toMatchObject([
      { kind: 'trimmedLabels', origin: { line: 2 }, after: { labels: ['a', 'b'], origin: { line: 2 } } },
      {
        kind: 'repeatedLabels',
        origin: { line: 3 },
        before: JSON.stringify(lines[2]),
        after: { labels: ['a'] },
      },
    ])
  })

  test('entities of several parts, by the line of their annotation', () => {
    const documents = join(folder, 'brat')
    mkdirSync(documents)
    writeFileSync(join(documents, 'a.txt'), '北京和上海市')
    writeFileSync(join(documents, 'a.ann'), 'T1\tLOC 0 2\t北京\nT2\tLOC 0 2;5 6\t北京 市\n')
    const options = { discontinuous: 'skip' } as const
    const { records } = readDataset(documents, options)
    expect(readerChanges(documents, options, records)).toMatchObject([
      { kind: 'discontinuous', origin: { line: 2 }, before: 'T2\tLOC 0 2;5 6\t北京 市', after: null },
    ])
  })

  test('records that were left out: each line at fault; what options mend in them is none', () => {
    const name = join(folder, 'faulty.txt')
    writeFileSync(name, '在 O\n北 B-LOC\n\n坏\n三 I-PER\n四 X-Y\n\n去 O\n三 I-PER\n')
    const options = { forTraining: false, repairTags: true }
    const { dataset, faults } = readSound(name, options)
    expect(readerChanges(name, options, dataset.records as never, faults)).toMatchObject([
      { kind: 'faulty-record', origin: { line: 4 }, before: '坏', after: null },
      { kind: 'faulty-record', origin: { line: 6 }, before: '四 X-Y', after: null },
      { kind: 'repairedTags', origin: { line: 9 }, before: '三 I-PER', after: { text: '去三' } },
    ])
  })

  test('elements of an array on one line', () => {
    const rows = ['甲', '', '乙', null, '丙'].map((text, i) => ({ text, label: i === 4 ? '' : 'a' }))
    const name = join(folder, 'array.json')
    writeFileSync(name, JSON.stringify(rows))
    const options = { forTraining: false, skipUnlabelled: true }
    const { dataset, faults } = readSound(name, options)
    expect(dataset.records.map(({ text }) => text)).toEqual(['甲', '乙'])
    expect(readerChanges(name, options, dataset.records as never, faults)).toMatchObject([
      { kind: 'faulty-record', origin: { line: 1, element: 2 }, before: JSON.stringify(rows[1]) },
      { kind: 'faulty-record', origin: { line: 1, element: 4 }, before: JSON.stringify(rows[3]) },
      { kind: 'skippedUnlabelled', origin: { line: 1, element: 5 }, before: JSON.stringify(rows[4]) },
    ])
  })

  test('nothing where nothing was changed', () => {
    const { changes } = changesOf('plain.jsonl', jsonl({ text: '甲', label: 'a' }), { skipEmpty: true })
    expect(changes).toEqual([])
  })
})
