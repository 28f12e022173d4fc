import { mkdirSync, writeFileSync } from 'node:fs'
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
    faults: faults.map(({ code, place: { line, element } }) => [code, line, ...(element ? [element] : [])]),
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

  test('arrays: elements of one line are told apart by their number', () => {
    const rows = ['甲', '', '乙', null, '丙'].map((text, i) => ({ text, label: `l${i % 2}` }))
    const array = write('array.json', JSON.stringify([...rows.slice(0, 4), 7, ...rows.slice(4)]))
    expect(read(array)).toEqual({
      texts: ['甲', '乙', '丙'],
      faults: [
        ['E_DATA_EMPTY_TEXT', 1, 2],
        ['E_DATA_FIELD_TYPE', 1, 4],
        ['E_DATA_JSON', 1, 5],
      ],
    })
    const pretty = read(write('pretty.json', JSON.stringify(rows, null, 1)))
    expect(pretty.faults).toEqual([
      ['E_DATA_EMPTY_TEXT', 6],
      ['E_DATA_FIELD_TYPE', 14],
    ])
  })

  test('arrays: JSON that cannot be parsed may hold several records, and stops the reading', () => {
    const rows = [
      '{"text":"甲","label":"a"}',
      '{"text":"","label":"b"}',
      '{"text":"乙",,}',
      '{"text":"丙","label":"b"}',
    ]
    for (const separator of [',', ',\n'])
      expect(() => read(write('broken.json', `[${rows.join(separator)}]`))).toThrowError(/E_DATA_JSON/)
    expect(() => read(write('comma.json', `[${rows[0]},${rows[3]}\n${rows[3]}]`))).toThrowError(/E_DATA_JSON/)
  })

  test('Label Studio: tasks on one line, with a broken result, text or annotation', () => {
    const task = (id: number, text: unknown, choices: unknown, own = {}) => ({
      id,
      data: { text },
      annotations: [{ result: [{ type: 'choices', from_name: 'c', value: { choices } }] }],
      ...own,
    })
    const tasks = [
      task(1, '甲', ['a']),
      task(2, '乙', [1]),
      task(3, '', ['b']),
      task(4, '丙', ['b']),
      task(5, '丁', ['b'], { annotations: [{ result: 1 }] }),
    ]
    expect(read(write('studio.json', JSON.stringify(tasks)))).toEqual({
      texts: ['甲', '丙'],
      faults: [
        ['E_DATA_EMPTY_TEXT', 1, 3],
        ['E_DATA_FIELD_TYPE', 1, 5],
        ['E_DATA_FIELD_TYPE', 1, 2],
      ],
    })
  })

  test('tags: the sentence that holds the line, wherever it stands there', () => {
    const sentences = [
      '北 B-LOC\n京 I-LOC',
      '三 I-PER\n在 O',
      '在 O\n上 X-LOC\n海 O',
      '坏\n在 O',
      '坏',
      '坏 X-Y',
      '去 O\n李 B-PER\n四 I-LOC',
      '张 B-PER',
    ]
    const told = read(write('tags.txt', `${sentences.join('\n\n')}\n`))
    expect(told.texts).toEqual(['北京', '张'])
    expect(told.faults).toEqual([
      ['E_DATA_TAG_ORDER', 4],
      ['E_DATA_TAG', 8],
      ['E_DATA_COLUMNS', 11],
      ['E_DATA_COLUMNS', 14],
      ['E_DATA_TAG', 16],
      ['E_DATA_TAG_ORDER', 20],
    ])
    // Ends of sentences may be among the lost line ends.
    expect(() => read(write('cr.txt', '北 B-LOC\n\n三 O\r\r四 O\n'))).toThrowError(/E_DATA_CR/)
  })

  test('tags: an entity without its end, and a sentence a line', () => {
    const bioes = write('bioes.txt', '北 B-L\n京 E-L\n\n在 O\n李 B-P\n\n四 S-P\n三 B-P\n去 O\n\n海 S-L\n')
    expect(read(bioes)).toEqual({
      texts: ['北京', '海'],
      faults: [
        ['E_DATA_TAG_UNFINISHED', 5],
        ['E_DATA_TAG_UNFINISHED', 9],
      ],
    })
    const lines = write('lines.txt', '张 三\tB-P I-P\n北 京\tB-L\n在\n李 四\tB-P I-L\n他 去\tO O\n')
    expect(read(lines)).toEqual({
      texts: ['张三', '他去'],
      faults: [
        ['E_DATA_TAG_COUNT', 2],
        ['E_DATA_COLUMNS', 3],
        ['E_DATA_TAG_ORDER', 4],
      ],
    })
  })

  test('brat: a document with all of its lines, which a note counts', () => {
    const documents = join(folder, 'brat')
    mkdirSync(documents)
    const document = (name: string, annotations: string, text = '张三在北京\n李四没来\n') => {
      writeFileSync(join(documents, `${name}.txt`), text)
      writeFileSync(join(documents, `${name}.ann`), annotations)
    }
    document('a', 'T1\tPER 0 2\t张三\n')
    document('b', 'T1\tPER 0 2\t李四\nT2\tPER 6 8\t李四\nT3\tLOC 3 99\t北京\n')
    document('c', '??\n')
    document('d', 'T1\tPER 3 8\t北京 李四\n')
    document('e', 'T1\tPER 0 1;6 7\t张 李\n')
    document('f', 'T1\tPER 0 1\t \n', ' \n李四\n')
    document('g', '')
    writeFileSync(join(documents, 'h.txt'), '没有标注\n')
    const { dataset, faults } = readSound(documents, { forTraining: false })
    expect(dataset.records.map(({ text }) => text)).toEqual([
      '张三在北京',
      '李四没来',
      '张三在北京',
      '李四没来',
    ])
    expect(dataset.notes).toMatchObject([{ code: 'leftLines', count: 9 }])
    expect(faults.map(({ code, record }) => [record.file!.slice(-5, -4), code])).toEqual([
      ['c', 'E_DATA_BRAT'],
      ['e', 'E_DATA_PARTED'],
      ['h', 'E_DATA_PAIR'],
      ['b', 'E_DATA_SPAN_TEXT'],
      ['b', 'E_DATA_SPAN'],
      ['d', 'E_DATA_SPAN_LINES'],
      ['f', 'E_DATA_EMPTY_TEXT'],
    ])
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
