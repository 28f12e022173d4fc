import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { readDataset, readSound } from './read.ts'

const folder = temporaryFolder()
const write = (name: string, content: string): string => {
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}
const read = (file: string) => {
  const { dataset, faults } = readSound(file, { forTraining: false })
  return {
    texts: dataset.records.map(({ text }) => text),
    faults: faults.map(({ code, place }) => [code, place.line]),
  }
}

describe('records that cannot be read are left out and told', () => {
  test('doccano: an entity outside of its text; the other entities of the record go with it', () => {
    const rows = [
      { id: 1, text: '甲在北京', label: [[2, 4, 'LOC']] },
      {
        id: 2,
        text: '乙在北京',
        label: [
          [0, 1, 'PER'],
          [2, 9, 'LOC'],
        ],
      },
      { id: 3, text: '丙在上海', label: [[2, 4, 'LOC']] },
    ]
    const file = write('doccano.jsonl', rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
    expect(read(file)).toEqual({ texts: ['甲在北京', '丙在上海'], faults: [['E_DATA_SPAN', 2]] })
    expect(() => readDataset(file)).toThrowError(/E_DATA_SPAN/)
  })

  test('tables: rows of too many cells, rows without a label', () => {
    const file = write('rows.csv', 'text,label\n甲,a\n乙,b,c\n丙,\n"丁\n丁",b\n')
    expect(read(file)).toEqual({
      texts: ['甲', '丁\n丁'],
      faults: [
        ['E_DATA_COLUMNS', 3],
        ['E_DATA_EMPTY_LABEL', 4],
      ],
    })
  })

  test('nothing is left out where records share lines, or lines make records', () => {
    const array = write('array.json', '[{"text":"甲","label":"a"},{"text":"","label":"b"}]')
    expect(() => read(array)).toThrowError(/E_DATA_EMPTY_TEXT/)
    const tags = write('tags.txt', '北 B-LOC\n京 I-LOC\n\n三 I-PER\n在 O\n')
    expect(() => read(tags)).toThrowError(/E_DATA_TAG_ORDER/)
  })

  test('a file without any sound record is refused with its first fault', () => {
    const file = write('none.jsonl', '{"text":"","label":"a"}\n{"text":"","label":"b"}\n')
    expect(() => read(file)).toThrowError(/E_DATA_EMPTY_TEXT[\s\S]*1/)
  })

  test('how far it is, some thousand lines at a time', () => {
    const row = `${JSON.stringify({ text: '甲'.repeat(1000), label: 'a' })}\n`
    const file = write('long.jsonl', row.repeat(3000))
    const lines: number[] = []
    readSound(file, { forTraining: false }, (count) => lines.push(count))
    expect(lines.length).toBeGreaterThan(1)
    expect(lines).toEqual([...lines].sort((a, b) => a - b))
    expect(lines.at(-1)).toBe(3000)
  })
})
