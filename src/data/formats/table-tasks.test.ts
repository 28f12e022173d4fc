import { describe, expect, test } from 'vitest'
import { errorOf, testFolder } from '../_testing.ts'
import { type AnyRecord, type ReadOptions, readDataset } from '../index.ts'

const { file } = testFolder()

/** Task, then each record as its fields joined by `|`. */
function shown(content: string, options: ReadOptions = {}) {
  const { task, records } = readDataset(file(content), { forTraining: false, ...options })
  return [task, ...(records as readonly AnyRecord[]).map(line)]
}

function line(record: AnyRecord): string {
  const label = 'labels' in record ? record.labels.join('+') : 'label' in record ? record.label : ''
  return [record.text, ...('pair' in record ? [record.pair] : []), label].join('|')
}

describe('columns that options name', () => {
  const content = '正文列,来源,标签列\n很好,甲,1\n太差,乙,0\n'
  const expected = ['cls', '很好|1', '太差|0']

  test('by name, by number, by a number as text', () => {
    expect(shown(content, { textColumn: '正文列', labelColumn: '标签列' })).toEqual(expected)
    expect(shown(content, { textColumn: '正文列', labelColumn: 3 })).toEqual(expected)
    expect(shown('很好,甲,1\n太差,乙,0\n', { textColumn: '1', labelColumn: '3' })).toEqual(expected)
    expect(shown('甲\t很好\t1\n乙\t太差\t0\n', { textColumn: 2, labelColumn: 3 })).toEqual(expected)
  })

  test('what is left out is found by name; two columns need one', () => {
    expect(shown('label\tbody\n1\t很好\n0\t太差\n', { textColumn: 'body' })).toEqual(expected)
    expect(shown('级别\tbody\n1\t很好\n0\t太差\n', { textColumn: 'body' })).toEqual(expected)
    const { records } = readDataset(file(content), { textColumn: '正文列', labelColumn: 3, idColumn: '来源' })
    expect(records.map(({ origin }) => [origin.id, origin.line])).toEqual([
      ['甲', 2],
      ['乙', 3],
    ])
  })

  test('a column chosen among the usual names', () => {
    const both = 'title,content,label\n甲,乙,1\n丙,丁,0\n'
    expect(shown(both, { textColumn: 'content' })).toEqual(['cls', '乙|1', '丁|0'])
    expect(shown(both, { textColumn: 'title', pairColumn: 'content' })).toEqual([
      'pair',
      '甲|乙|1',
      '丙|丁|0',
    ])
  })

  test.each([
    [{ textColumn: '正文例', labelColumn: 3 }, 'E_DATA_COLUMN_UNKNOWN'],
    [{ textColumn: '正文列', labelColumn: 4 }, 'E_DATA_COLUMN_NUMBER'],
    [{ textColumn: 0, labelColumn: 3 }, 'E_DATA_COLUMN_NUMBER'],
    [{ textColumn: '正文列' }, 'E_DATA_COLUMN_NEEDED'],
    [{ textColumn: '正文列', labelColumn: 1 }, 'E_DATA_COLUMN_TWICE'],
    [{ textColumn: '正文列', pairColumn: 2, labelColumn: 3, labelSeparator: '|' }, 'E_DATA_PAIR_LABELS'],
  ])('%o', (options, code) => {
    expect(errorOf(() => shown(content, options)).code).toBe(code)
  })

  test('an unknown name lists the names and the nearest', () => {
    const error = errorOf(() => shown(content, { textColumn: '正文例', labelColumn: 3 }))
    expect(error.values).toMatchObject({ names: '正文列, 来源, 标签列', near: ' (≈ 正文列)' })
    expect(error.place.line).toBe(1)
  })

  test('a file without columns', () => {
    const tagged = '张 B-PER\n三 I-PER\n'
    expect(errorOf(() => shown(tagged, { textColumn: 'text' })).code).toBe('E_DATA_NO_COLUMNS')
  })
})

describe('separators', () => {
  test.each([
    ['text;label\n"甲;乙";1\n丙, 丁;0\n', ['cls', '甲;乙|1', '丙, 丁|0']],
    ['label|text\n1|甲\n0|"第一行\n第二行"\n', ['cls', '甲|1', '第一行\n第二行|0']],
  ])('%j', (content, expected) => expect(shown(content)).toEqual(expected))
})

describe('label cells that hold structures as text', () => {
  test.each([
    ['spans of Label Studio', '"[{""start"":0,""end"":2,""labels"":[""PER""]}]"', 'E_DATA_LABEL_OBJECTS'],
    ['choices of Label Studio', '"{""choices"":[""好"",""快""]}"', 'E_DATA_LABEL_OBJECTS'],
    ['a list of Python', `"['内科', '急']"`, 'E_DATA_LABEL_LITERAL'],
    ['a list of JSON', '"[""内科""]"', 'E_DATA_LABEL_LITERAL'],
    ['no label in a list', '[]', 'E_DATA_LABEL_LITERAL'],
  ])('%s', (_, cell, code) => {
    for (const options of [{}, { task: 'multi', labelSeparator: ',' }] as const)
      for (const name of ['label', 'labels']) {
        const error = errorOf(() => shown(`text,${name}\n张三在,${cell}\n`, options))
        expect(error).toMatchObject({ code, place: { line: 2 } })
      }
  })

  test('a list tells how it is written; brackets alone make no list', () => {
    const error = errorOf(() => shown(`text,labels\n发热,"['内科', '急']"\n`))
    expect(error.values).toMatchObject({ joined: '内科|急' })
    expect(shown('text,label\n好,[其他]\n差,{无}\n')).toEqual(['cls', '好|[其他]', '差|{无}'])
  })
})

describe('several labels a text', () => {
  test('a list in one cell', () => {
    const content = 'text,labels\n甲,a|b\n乙,\n丙, b | a \n丁,a|a\n'
    expect(shown(content, { labelSeparator: '|' })).toEqual(['multi', '甲|a+b', '乙|', '丙|b+a', '丁|a'])
    expect(readDataset(file(content), { labelSeparator: '|' }).notes).toContainEqual(
      expect.objectContaining({ code: 'repeatedLabels', count: 1 }),
    )
    expect(shown('text\tlabel\n甲\ta,b\n乙\tc\n', { labelSeparator: ',' })).toEqual([
      'multi',
      '甲|a+b',
      '乙|c',
    ])
    expect(errorOf(() => shown('text,labels\n甲,a||b\n', { labelSeparator: '|' }))).toMatchObject({
      code: 'E_DATA_LABEL_LIST',
      place: { line: 2 },
    })
  })

  test('a separator that is empty, or for a file without lists', () => {
    const content = 'text,labels\n甲,a|b\n'
    expect(errorOf(() => shown(content, { labelSeparator: '' })).code).toBe('E_DATA_LABEL_SEPARATOR')
    const pairs = 'sentence1,sentence2,label\n甲,乙,1\n'
    expect(errorOf(() => shown(pairs, { labelSeparator: '|' })).code).toBe('E_DATA_NO_LABEL_LISTS')
  })

  test('a column of 0 and 1 for each label', () => {
    const content = 'id,text,体育,财经,来源\n1,甲,1,0,x\n2,乙,1,1,y\n3,丙,0,0,x\n'
    expect(shown(content)).toEqual(['multi', '甲|体育', '乙|体育+财经', '丙|'])
    expect(readDataset(file(content)).notes.map(({ code, count }) => [code, count])).toEqual([
      ['header', 1],
      ['flagColumns', 2],
      ['ignoredColumns', 1],
    ])
    const long = `text\ta\tb\n${'甲\t1\t0\n'.repeat(20)}乙\t2\t0\n`
    expect(errorOf(() => shown(long))).toMatchObject({ code: 'E_DATA_FLAG', place: { line: 22 } })
  })

  test('one label alone that not all texts have can be learnt', () => {
    expect(readDataset(file('text,labels\n甲,a\n乙,\n'), { labelSeparator: '|' }).records).toHaveLength(2)
  })
})

describe('pairs', () => {
  test.each([
    'sentence1\tsentence2\tlabel\n甲\t乙\t1\n丙\t丁\t0\n',
    'label,hypothesis,premise\n1,乙,甲\n0,丁,丙\n',
    'id,text_a,text_b,label\nx,甲,乙,1\ny,丙,丁,0\n',
    'query;title;label\n甲;乙;1\n丙;丁;0\n',
    '文本1,文本2,标签\n甲,乙,1\n丙,丁,0\n',
    '前提\t假设\t标签\n甲\t乙\t1\n丙\t丁\t0\n',
  ])('%j', (content) => expect(shown(content)).toEqual(['pair', '甲|乙|1', '丙|丁|0']))

  test('without a header: two texts and a few labels', () => {
    const rows = Array.from({ length: 12 }, (_, i) => [
      `第${i}个问题是什么`,
      `问题之${i}怎么答`,
      String(i % 2),
    ])
    const expected = ['pair', ...rows.map((cells) => cells.join('|'))]
    expect(shown(rows.map((cells) => `${cells.join('\t')}\n`).join(''))).toEqual(expected)
    expect(shown(rows.map((cells) => `${cells.join(',')}\n`).join(''))).toEqual(expected)
    expect(shown(rows.map(([a, b, label]) => `${label}\t${a}\t${b}\n`).join(''))).toEqual(expected)
  })

  test('an id, a text and a label without a header are no pair', () => {
    const content = Array.from({ length: 12 }, (_, i) => `x${i}\t第${i}个问题\t${i % 2}\n`).join('')
    expect(errorOf(() => shown(content)).code).toBe('E_DATA_COLUMNS_UNNAMED')
  })

  test('one text where it is asked for, and where there is but one', () => {
    const content = 'query,title,label\n甲,乙,1\n丙,丁,0\n'
    expect(shown(content, { task: 'cls' })).toEqual(['cls', '乙|1', '丁|0'])
    expect(shown('text_a\tlabel\n甲\t1\n丙\t0\n')[0]).toBe('cls')
  })

  test('no gold label: a fault, or left out and noted', () => {
    const content = 'sentence1,sentence2,label\n甲,乙,-\n丙,丁,0\n戊,己,\n'
    expect(errorOf(() => shown(content))).toMatchObject({
      code: 'E_DATA_NO_GOLD',
      place: { line: 2 },
      values: { more: 1 },
    })
    expect(shown(content, { skipUnlabelled: true })).toEqual(['pair', '丙|丁|0'])
    const { notes } = readDataset(file(content), { skipUnlabelled: true, forTraining: false })
    expect(notes).toContainEqual(expect.objectContaining({ code: 'skippedUnlabelled', count: 2 }))
  })

  test('an empty text', () => {
    expect(errorOf(() => shown('sentence1,sentence2,label\n甲,,1\n'))).toMatchObject({
      code: 'E_DATA_EMPTY_TEXT',
      place: { line: 2 },
    })
  })
})

describe('JSONL', () => {
  const jsonl = (...objects: object[]) => objects.map((object) => `${JSON.stringify(object)}\n`).join('')

  test('lists of labels', () => {
    const content = jsonl(
      { id: 1, text: '甲', label: ['a', 'b'] },
      { id: 2, text: '乙', label: [] },
      { id: 3, text: '丙', label: ['b', 'b'] },
    )
    expect(shown(content)).toEqual(['multi', '甲|a+b', '乙|', '丙|b'])
    expect(shown(content.replaceAll('"label"', '"labels"'))[0]).toBe('multi')
    expect(
      errorOf(() => shown(jsonl({ text: '甲', label: ['a', 'b'] }, { text: '乙', label: ['a', ''] }))).code,
    ).toBe('E_DATA_LABEL_LIST')
    expect(
      errorOf(() => shown(jsonl({ text: '甲', label: ['a', 'b'] }, { text: '乙', label: 'a' }))).code,
    ).toBe('E_DATA_FIELD_TYPE')
  })

  test('one label in each list is one class, unless several are asked for', () => {
    const content = jsonl({ text: '甲', label: ['a'] }, { text: '乙', label: ['b'] })
    expect(shown(content)).toEqual(['cls', '甲|a', '乙|b'])
    expect(readDataset(file(content)).notes).toMatchObject([{ code: 'singleLabels', count: 2 }])
    expect(shown(content, { task: 'multi' })[0]).toBe('multi')
  })

  test('a list in a string', () => {
    const content = jsonl({ text: '甲', label: 'a|b' }, { text: '乙', label: '' })
    expect(shown(content, { labelSeparator: '|' })).toEqual(['multi', '甲|a+b', '乙|'])
  })

  test('pairs', () => {
    const content = jsonl(
      { sentence1: '甲', sentence2: '乙', label: 'entailment', genre: 'lit' },
      { sentence1: '丙', sentence2: '丁', label: 'neutral' },
    )
    expect(shown(content)).toEqual(['pair', '甲|乙|entailment', '丙|丁|neutral'])
    expect(shown(jsonl({ premise: '甲', hypothesis: '乙', gold_label: 1 }))).toEqual(['pair', '甲|乙|1'])
  })

  test.each([
    [{ sentence1: '丙', sentence2: '丁', label: '-' }, 'E_DATA_NO_GOLD'],
    [{ sentence1: '丙', sentence2: '丁' }, 'E_DATA_FIELD_MISSING'],
    [{ sentence1: '丙', label: 'a' }, 'E_DATA_FIELD_MISSING'],
    [{ sentence2: '丙', label: 'a' }, 'E_DATA_FIELD_MISSING'],
    [{ sentence1: '丙', sentence2: ' ', label: 'a' }, 'E_DATA_EMPTY_TEXT'],
    [{ sentence1: '丙', sentence2: 7, label: 'a' }, 'E_DATA_FIELD_TYPE'],
  ])('%j', (broken, code) => {
    const content = jsonl({ sentence1: '甲', sentence2: '乙', label: 'a' }, broken)
    expect(errorOf(() => shown(content))).toMatchObject({ code, place: { line: 2 } })
  })

  test('records without a label are left out where asked', () => {
    const content = jsonl({ text: '甲', label: 'a' }, { text: '乙', label: null }, { text: '丙' })
    expect(errorOf(() => shown(content)).values.more).toBe(1)
    expect(shown(content, { skipUnlabelled: true })).toEqual(['cls', '甲|a'])
  })
})
