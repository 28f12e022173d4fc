import { describe, expect, test } from 'vitest'
import { errorOf, testFolder } from '../_testing.ts'
import { readDataset } from '../index.ts'

const { file } = testFolder()

/** Each record as its text and its entities as `LABEL:mention`. */
function shown(content: string) {
  const dataset = readDataset(file(content))
  if (dataset.task !== 'ner') throw new Error(`read as ${dataset.format}`)
  return dataset.records.map(({ text, entities }) => [
    text,
    ...entities.map(({ start, end, label }) => `${label}:${text.slice(start, end)}`),
  ])
}

const faultOf = (content: string) => errorOf(() => readDataset(file(content)))

describe('a sentence a line', () => {
  const lines = '张 三 在\tB-PER I-PER O\n李 四\tB-PER I-PER\n王 五\tB-PER I-PER\n'

  test('tokens and tags that blanks separate', () => {
    expect(shown(lines)).toEqual([
      ['张三在', 'PER:张三'],
      ['李四', 'PER:李四'],
      ['王五', 'PER:王五'],
    ])
    const dataset = readDataset(file(lines))
    expect([dataset.format, dataset.records.map(({ origin }) => origin.line)]).toEqual([
      'tag-lines',
      [1, 2, 3],
    ])
  })

  test('a header is none of them, and noted', () => {
    const dataset = readDataset(file(`text\tlabels\n${lines}`))
    expect(dataset.records).toHaveLength(3)
    expect(dataset.notes).toMatchObject([{ code: 'header' }])
  })

  test('sequences end with the line; BIOES is told, and IOB tags may be repaired', () => {
    expect(shown('京 沪\tO S-LOC\n张 三\tB-PER E-PER\n')).toEqual([
      ['京沪', 'LOC:沪'],
      ['张三', 'PER:张三'],
    ])
    expect(faultOf('张 三\tB-PER I-PER\n李 四\tI-PER O\n王 五\tB-PER I-PER\n')).toMatchObject({
      code: 'E_DATA_TAG_ORDER',
      place: { line: 2 },
    })
  })

  test('other numbers of tags than of tokens are a fault', () => {
    expect(faultOf(`${lines}李四\tB-PER I-PER\n`)).toMatchObject({
      code: 'E_DATA_TAG_COUNT',
      values: { tokens: 1, tags: 2 },
      place: { line: 4 },
    })
    expect(faultOf('张三在\tB-PER I-PER O\n李四\tB-PER I-PER\n').code).toBe('E_DATA_TAG_COUNT')
  })

  test('a line of one cell is a fault', () => {
    expect(faultOf(`${lines}赵 六\n`)).toMatchObject({ code: 'E_DATA_COLUMNS', place: { line: 4 } })
  })
})

test('an entity type with a blank in it is refused in column files', () => {
  const error = faultOf('张\tB-PER NAME\n三\tI-PER NAME\n在\tO\n')
  expect(error).toMatchObject({ code: 'E_DATA_TAG_BLANK', values: { tag: 'B-PER NAME' }, place: { line: 1 } })
})

describe('sequences of tags are no classes', () => {
  test.each([
    ['CSV', 'text,labels\n张 三 在,B-PER I-PER O\n李 四,B-PER I-PER\n', 2],
    ['JSONL, a string', '{"text":"张 三","label":"B-PER I-PER"}\n{"text":"在 李","label":"O S-PER"}\n', 1],
    [
      'JSONL, a list',
      '{"text":"张三在","label":["B-PER","I-PER","O"]}\n{"text":"李四","label":["B-PER","I-PER"]}\n',
      1,
    ],
    [
      'JSONL, suffixes',
      '{"text":"张三在","label":["PER_B","PER_I","O"]}\n{"text":"李四","label":["PER_B","PER_I"]}\n',
      1,
    ],
  ])('%s', (_, content, line) => {
    expect(faultOf(content)).toMatchObject({ code: 'E_DATA_TAG_SEQUENCE', place: { line } })
  })

  test('classes that only look like single tags are classes', () => {
    const single = readDataset(file('text,label\n头痛,B-1\n咳嗽,S-2\n发热,B-1\n'))
    expect(single.task).toBe('cls')
    const several = readDataset(
      file('{"text":"头痛","labels":["B-1","S-2"]}\n{"text":"咳","labels":["M-3"]}\n'),
    )
    expect(several.task).toBe('multi')
    const one = readDataset(file('{"text":"头痛","label":"B-1 I-1"}\n{"text":"咳","label":"其他"}\n'))
    expect(one.task).toBe('cls')
  })
})
