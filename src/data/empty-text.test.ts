import { describe, expect, test } from 'vitest'
import { errorOf, testFolder } from './_testing.ts'
import { readDataset } from './index.ts'

const { file } = testFolder()
const json = (...objects: readonly object[]) => objects.map((one) => `${JSON.stringify(one)}\n`).join('')
const studio = (text: string | null) => ({
  data: { text, note: '一' },
  annotations: [{ result: [{ type: 'choices', value: { choices: ['a'] } }] }],
})

/** Files of two records and, between them, one whose text is empty. */
const FILES = {
  JSONL: json({ text: '甲', label: 'a' }, { text: '  ', label: 'b' }, { text: '丙', label: 'b' }),
  'JSONL with null': json({ text: '甲', label: 'a' }, { text: null, label: 'b' }, { text: '丙', label: 'b' }),
  entities: json(
    { text: '甲', entities: [[0, 1, 'X']] },
    { text: '', entities: [] },
    { text: '丙', entities: [] },
  ),
  pairs: json(
    { sentence1: '甲', sentence2: '乙', label: 'a' },
    { sentence1: '甲', sentence2: '', label: 'a' },
    { sentence1: '丙', sentence2: '丁', label: 'b' },
  ),
  CSV: 'text,label\n甲,a\n ,b\n丙,b\n',
  'CSV of pairs': 'sentence1,sentence2,label\n甲,乙,a\n甲,,a\n丙,丁,b\n',
  'Label Studio': json(studio('甲'), studio(' '), studio('丙')),
  columns: '甲 B-X\n\n\u3000 O\n\n丙 O\n',
}

describe('records whose text is empty', () => {
  test.each(Object.entries(FILES))('%s: refused, or left out and counted as asked', (name, content) => {
    const error = errorOf(() => readDataset(file(content), { forTraining: false }))
    expect(error.code).toBe(name === 'JSONL with null' ? 'E_DATA_FIELD_TYPE' : 'E_DATA_EMPTY_TEXT')
    if (error.code === 'E_DATA_EMPTY_TEXT') expect(error.texts.en.fix).toContain('--skip-empty')
    const { records, notes } = readDataset(file(content), { forTraining: false, skipEmpty: true })
    expect(records.map(({ text }) => text)).toEqual(['甲', '丙'])
    expect(notes).toContainEqual(expect.objectContaining({ code: 'skippedEmpty', count: 1 }))
  })

  test('a file of nothing else stays empty', () => {
    const content = json({ text: '', label: 'a' })
    const read = () => readDataset(file(content), { skipEmpty: true, forTraining: false })
    expect(errorOf(read).code).toBe('E_DATA_EMPTY')
  })
})
