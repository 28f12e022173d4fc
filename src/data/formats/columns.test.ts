import { describe, expect, test } from 'vitest'
import { errorOf, testFolder } from '../_testing.ts'
import { type Dataset, readDataset } from '../index.ts'

const { file } = testFolder()

function ner(content: string, options = {}): Extract<Dataset, { task: 'ner' }> {
  const dataset = readDataset(file(content), options)
  if (dataset.task !== 'ner') throw new Error(`read as ${dataset.format}`)
  return dataset
}

/** Each record as its text and its entities as `LABEL:mention`. */
function shown(content: string, options = {}) {
  return ner(content, options).records.map(({ text, entities }) => [
    text,
    ...entities.map(({ start, end, label }) => `${label}:${text.slice(start, end)}`),
  ])
}

describe('schemes', () => {
  test('BIO: neighbouring entities, and origins', () => {
    const { format, records } = ner('京 B-LOC\n沪 B-LOC\n线 I-LOC\n\n\n去 O\n\n\n')
    expect(format).toBe('bio')
    expect(records.map(({ entities }) => entities)).toEqual([
      [
        { start: 0, end: 1, label: 'LOC' },
        { start: 1, end: 3, label: 'LOC' },
      ],
      [],
    ])
    expect(records.map(({ origin }) => origin.line)).toEqual([1, 6])
  })

  test('BIOES and BMES are told apart by content', () => {
    const text = '王 B-PER\n小 I-PER\n明 E-PER\n在 O\n京 S-LOC\n'
    expect([ner(text).format, shown(text)]).toEqual(['bioes', [['王小明在京', 'PER:王小明', 'LOC:京']]])
    const bmes = text.replace('I-', 'M-')
    expect([ner(bmes).format, shown(bmes)]).toEqual(['bmes', [['王小明在京', 'PER:王小明', 'LOC:京']]])
  })

  test('one stray tag does not change the scheme, and is named', () => {
    const error = errorOf(() => ner(`${'张 B-PER\n三 I-PER\n\n'.repeat(5)}李 B-PER\n四 E-PER\n`))
    expect(error).toMatchObject({
      code: 'E_DATA_TAG',
      values: { tag: 'E-PER', scheme: 'BIO' },
      place: { line: 17, column: 3 },
    })
  })

  test('offsets are UTF-16 units', () => {
    expect(ner('𠮷 O\n田 B-PER\n').records[0]!.entities).toEqual([{ start: 2, end: 3, label: 'PER' }])
  })
})

describe('illegal tags', () => {
  test.each([
    ['I after O', '他 O\n张 I-PER\n', 'E_DATA_TAG_ORDER', 2],
    ['I of another type', '京 B-LOC\n张 I-PER\n', 'E_DATA_TAG_ORDER', 2],
    ['I first in a sentence', '京 B-LOC\n\n张 I-LOC\n', 'E_DATA_TAG_ORDER', 3],
    ['M without B', '张 B-PER\n三 E-PER\n李 M-PER\n四 M-PER\n', 'E_DATA_TAG_ORDER', 3],
    ['E without B', '张 B-PER\n三 M-PER\n李 E-PER\n四 E-PER\n', 'E_DATA_TAG_ORDER', 4],
    ['B without E at O', '王 S-PER\n张 B-PER\n三 M-PER\n去 O\n', 'E_DATA_TAG_UNFINISHED', 4],
    ['B without E at the end', '王 S-PER\n张 B-PER\n三 M-PER\n', 'E_DATA_TAG_UNFINISHED', 3],
    ['an unknown prefix', '张 B-PER\n三 X-PER\n', 'E_DATA_TAG', 2],
    ['a tag without a type', '张 B-PER\n三 B-\n', 'E_DATA_TAG', 2],
  ])('%s', (_, content, code, line) => {
    expect(errorOf(() => ner(content))).toMatchObject({ code, place: { line } })
  })

  test('all are counted, the first is thrown, and the fix names repairTags', () => {
    const error = errorOf(() => ner('他 O\n张 I-PER\n三 I-PER\n\n李 I-PER\n坏\n'))
    expect(error).toMatchObject({
      code: 'E_DATA_TAG_ORDER',
      values: { more: 2, faultCounts: 'E_DATA_TAG_ORDER × 2, E_DATA_COLUMNS × 1' },
    })
    expect(error.what('zh')).toContain('另外还有 2 处错误')
    expect(error.fix('en')).toContain('repairTags')
  })

  // Expected spans: seqeval 1.2.2 get_entities in its default mode on the same tags.
  test.each([
    ['O I-PER I-PER O', ['PER:bc']],
    ['B-LOC I-PER I-LOC', ['LOC:a', 'PER:b', 'LOC:c']],
    ['I-PER B-PER I-PER', ['PER:a', 'PER:bc']],
  ])('repairTags reads "%s" as seqeval does', (tags, expected) => {
    const content = tags
      .split(' ')
      .map((tag, i) => `${'abcd'[i]} ${tag}\n`)
      .join('')
    const { notes } = ner(content, { repairTags: true })
    expect(shown(content, { repairTags: true })[0]!.slice(1)).toEqual(expected)
    expect(notes).toMatchObject([{ code: 'repairedTags' }])
  })

  test('repairs in BMES end an entity where its tags end', () => {
    const content = '张 B-PER\n三 M-PER\n去 O\n京 E-LOC\n王 S-PER\n'
    expect(shown(content, { repairTags: true })).toEqual([['张三去京王', 'PER:张三', 'LOC:京', 'PER:王']])
    expect(ner(content, { repairTags: true }).notes).toMatchObject([{ code: 'repairedTags', count: 2 }])
  })
})

describe('columns', () => {
  test.each([
    ['three columns', '张 B-PER\n三 x I-PER\n', 'E_DATA_COLUMNS', 2],
    ['one column', '张 B-PER\n三\n', 'E_DATA_COLUMNS', 2],
    ['a missing token', '张\tB-PER\n\tO\n', 'E_DATA_COLUMNS', 2],
    ['a space in a TAB file', '张\tB-PER\n三\tI-PER\n。 O\n', 'E_DATA_SEPARATOR_SPACE', 3],
    ['a TAB in a file with spaces', '张 B-PER\n三 I-PER\n。\tO\n', 'E_DATA_SEPARATOR_TAB', 3],
  ])('%s', (_, content, code, line) => {
    expect(errorOf(() => ner(content))).toMatchObject({ code, place: { line } })
  })

  test('tokens that are white space survive, with either separator', () => {
    for (const [content, text] of [
      ['a\tB-X\n \tI-X\n\u3000\tO\n', 'a \u3000'],
      ['\t\tO\nb\tB-X\n', '\tb'],
      ['a B-X\n  O\n', 'a '],
      ['a   B-X\n\t O\n', 'a\t'],
    ] as const)
      expect(ner(content).records[0]!.text).toBe(text)
  })

  test('a sentence of white space only is an empty text', () => {
    expect(errorOf(() => ner('张\tB-PER\n\n \tO\n'))).toMatchObject({
      code: 'E_DATA_EMPTY_TEXT',
      place: { line: 3 },
    })
  })

  test('words are joined with a blank, characters are not, and offsets follow', () => {
    const { records, notes } = ner('买 O\nNew B-LOC\nYork I-LOC\n5 O\n0 O\n0 O\n元 O\nA O\nB O\né1 O\n')
    expect(records[0]!.text).toBe('买New York 500元AB é1')
    expect(records[0]!.entities).toEqual([{ start: 1, end: 9, label: 'LOC' }])
    expect(notes).toMatchObject([{ code: 'joinedWithBlank', count: 3 }])
  })

  test('blanks at line ends, blank lines with spaces and document marks are noted', () => {
    const { records, notes } = ner('-DOCSTART- O\n\n张\tB-PER \n \t\n三\tB-PER\n')
    expect(records.map(({ text }) => text)).toEqual(['张', '三'])
    expect(notes.map(({ code, count }) => [code, count])).toEqual([
      ['blankLinesWithSpaces', 1],
      ['blanksAfterTag', 1],
      ['documentMarks', 1],
    ])
  })
})

test('a document mark ends the sentence before it, also without a blank line', () => {
  const content = '甲 B-PER\n说 O\n-DOCSTART- O\n乙 B-PER\n来 O\n'
  expect(shown(content)).toEqual([
    ['甲说', 'PER:甲'],
    ['乙来', 'PER:乙'],
  ])
  expect(ner(content).records.map(({ origin }) => origin.line)).toEqual([1, 4])
  // An entity is not continued over it, and what is unfinished stands where it ended.
  expect(errorOf(() => ner('甲 B-PER\n-DOCSTART- O\n乙 I-PER\n'))).toMatchObject({
    code: 'E_DATA_TAG_ORDER',
    place: { line: 3 },
  })
  expect(errorOf(() => ner('王 S-PER\n张 B-PER\n-DOCSTART- O\n李 S-PER\n'))).toMatchObject({
    code: 'E_DATA_TAG_UNFINISHED',
    place: { line: 2 },
  })
})

describe('word positions', () => {
  const word = Array.from('abcdefghijkl', (letter, i) => `${letter}${i}\tO\n`).join('')

  test('are stripped when the whole file has them', () => {
    const { records, notes } = ner(`科0\tB-ORG\n技1\tI-ORG\n10\tO\n21\tO\n${word}\n好0\tO\n`)
    expect(records.map(({ text }) => text)).toEqual(['科技12abcdefghijkl', '好'])
    expect(notes).toMatchObject([{ code: 'segmentation', count: 17 }])
  })

  test('are stripped before a bad line is told', () => {
    const head = '科0\tB-ORG\n技1\tI-ORG\n全0\tO\n方1\tO\n位2\tO\n\n'
    for (const [bad, code] of [
      ['李0\tX-PER', 'E_DATA_TAG'],
      ['李0', 'E_DATA_COLUMNS'],
    ] as const)
      expect(
        errorOf(() => ner(`${head}${bad}\n四${code === 'E_DATA_TAG' ? 1 : 0}\tO\n说0\tO\n`)),
      ).toMatchObject({
        code,
        place: { line: 7 },
      })
  })

  test('stay when one token has none', () => {
    expect(ner('科0\tB-ORG\n技1\tI-ORG\n好0\tO\n坏0\tO\n。\tO\n').records[0]!.text).toBe('科0技1好0坏0。')
  })
})

test('no entity at all is an error for training only', () => {
  expect(errorOf(() => ner('a O\nb O\n'))).toMatchObject({
    code: 'E_DATA_NO_ENTITIES',
    values: { records: 1 },
  })
  expect(ner('a O\nb O\n', { forTraining: false }).records).toHaveLength(1)
})

test('the reason is told in the language of the user', () => {
  const before = process.env.HANTUNE_LANG
  process.env.HANTUNE_LANG = 'zh'
  expect(ner('张 B-PER\n').reason).toBe('每行两列、用空格分隔，第二列是 BIO 标签，空行分句')
  process.env.HANTUNE_LANG = 'en'
  expect(ner('张 B-PER\n').reason).toContain('two columns')
  if (before === undefined) delete process.env.HANTUNE_LANG
  else process.env.HANTUNE_LANG = before
})

describe('a first column of running numbers', () => {
  test.each([
    ['from 0, with spaces', '0 张 B-PER\n1 三 I-PER\n2 在 O\n\n0 李 B-PER\n1 四 I-PER\n', ['张三在', '李四']],
    [
      'CoNLL-U, with comments',
      '# sent_id = 1\n1\t张三\t_\tNR\tB-PER\n2\t在\t_\tP\tO\n\n1\t李四\t_\tNR\tB-PER\n2\t走\t_\tV\tO\n',
      ['张三在', '李四走'],
    ],
  ])('%s: the next one holds the tokens, which is noted', (_, content, texts) => {
    const { records, notes } = ner(content)
    expect(records.map(({ text }) => text)).toEqual(texts)
    expect(notes.map(({ code }) => code)).toContain('numberColumn')
  })

  test('holds the tokens when it is asked for', () => {
    const { records, notes } = ner('1 m B-X\n2 m I-X\n3 m O\n', { tokenColumn: 1 })
    expect(records.map(({ text }) => text)).toEqual(['123'])
    expect(notes.map(({ code }) => code)).not.toContain('numberColumn')
  })

  test.each([
    ['two columns', '1 B-X\n2 I-X\n3 O\n', '123'],
    ['other tokens among them', '2 m B-X\n3 m I-X\n4 m O\n', '234'],
    ['numbers that jump', '1 m B-X\n5 m I-X\n6 m O\n', '156'],
  ])('%s: is one of tokens', (_, content, text) => {
    expect(ner(content).records.map((record) => record.text)).toEqual([text])
  })
})
