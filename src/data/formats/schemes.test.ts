import { describe, expect, test } from 'vitest'
import { errorOf, testFolder } from '../_testing.ts'
import { type ReadOptions, readDataset } from '../index.ts'

const { file } = testFolder()

/** The format of a column file, and each record as its entities `LABEL:mention`. */
function shown(content: string, options: ReadOptions = {}) {
  const dataset = readDataset(file(content), options)
  if (dataset.task !== 'ner') throw new Error(`read as ${dataset.format}`)
  const records = dataset.records.map(({ text, entities }) =>
    entities.map(({ start, end, label }) => `${label}:${text.slice(start, end)}`),
  )
  return [dataset.format, ...records]
}

describe('IOB1', () => {
  const some = '甲 I-PER\n乙 O\n丙 I-LOC\n丁 I-LOC\n\n戊 I-PER\n\n'

  test('I- begins entities, B- parts touching ones of a type', () => {
    expect(shown(`${some}己 I-PER\n庚 I-PER\n辛 B-PER\n壬 I-PER\n癸 I-LOC\n`)).toEqual([
      'iob1',
      ['PER:甲', 'LOC:丙丁'],
      ['PER:戊'],
      ['PER:己庚', 'PER:辛壬', 'LOC:癸'],
    ])
  })

  test('a stray B- is a fault, and reads with repairTags', () => {
    const content = `${some.repeat(10)}己 O\n庚 B-PER\n辛 I-PER\n`
    expect(errorOf(() => shown(content))).toMatchObject({
      code: 'E_DATA_TAG_IOB1',
      place: { line: 72, column: 3 },
      values: { tag: 'B-PER', before: 'O' },
    })
    expect(shown(content, { repairTags: true }).at(-1)).toEqual(['PER:庚辛'])
  })

  test('BIO with slips stays BIO', () => {
    const content = `${some}己 B-PER\n庚 I-PER\n`
    expect(errorOf(() => shown(content)).code).toBe('E_DATA_TAG_ORDER')
    expect(errorOf(() => shown('甲 O\n乙 I-PER\n\n丙 I-PER\n')).code).toBe('E_DATA_TAG_ORDER')
  })
})

describe('styles of tags', () => {
  const text = '王 B-PER\n小 I-PER\n明 E-PER\n在 O\n京 S-LOC\n'
  const expected = ['bioes', ['PER:王小明', 'LOC:京']]

  test('underscores, suffixes, both', () => {
    expect(shown(text.replaceAll('-', '_'))).toEqual(expected)
    const suffixed = text.replace(/(\w)-(\w+)/g, '$2-$1')
    expect(suffixed).toContain('PER-B')
    expect(shown(suffixed)).toEqual(expected)
    expect(shown(suffixed.replaceAll('-', '_'))).toEqual(expected)
  })

  test('labels keep further dashes and underscores', () => {
    expect(shown('王 B_PER_x-y\n小 I_PER_x-y\n在 O\n')).toEqual(['bio', ['PER_x-y:王小']])
    expect(shown('王 x-y_z-B\n小 x-y_z-I\n在 O\n')).toEqual(['bio', ['x-y_z:王小']])
  })

  test('messages speak the style of the file', () => {
    expect(
      errorOf(() => shown('王 PER-B\n小 PER-I\n明 PER-E\n李 PER-B\n四 PER-I\n在 O\n京 LOC-S\n')),
    ).toMatchObject({
      code: 'E_DATA_TAG_UNFINISHED',
      values: { tag: 'PER-B', end: 'PER-E' },
    })
    expect(errorOf(() => shown(`${'王 B_PER\n小 I_PER\n在 O\n'.repeat(3)}京 E_LOC\n`)).fix('en')).toContain(
      'B_X, I_X, O',
    )
    expect(errorOf(() => shown(`${'王 B_PER\n小 I_PER\n在 O\n'.repeat(3)}京 B-LOC\n`)).code).toBe(
      'E_DATA_TAG',
    )
  })

  test('words that end like a suffix are no tags: without O, or beside others', () => {
    for (const content of ['很好\tplan-B\n不行\tgrade-S\n', '很好\tplan-B\n不行\tO\n一般\tother\n'.repeat(5)])
      expect(readDataset(file(content)).task).toBe('cls')
  })
})

describe('more than two columns', () => {
  const spaces =
    '-DOCSTART- -X- O O\n\nEU NNP B-NP B-ORG\nrejects VBZ B-VP O\nGerman JJ B-NP B-MISC\n\nPeter NNP B-NP B-PER\n'
  const expected = ['bio', ['ORG:EU', 'MISC:German'], ['PER:Peter']]

  test('the first holds tokens, the last tags, with spaces or TABs', () => {
    expect(shown(spaces)).toEqual(expected)
    expect(shown(spaces.replaceAll(' ', '\t'))).toEqual(expected)
    expect(readDataset(file(spaces)).reason).toContain('4')
  })

  test('options choose others', () => {
    expect(shown(spaces, { tagColumn: 3 })).toEqual([
      'bio',
      ['NP:EU', 'VP:rejects', 'NP:German'],
      ['NP:Peter'],
    ])
    const numbered = '1\t李\tB-PER\tx\n2\t四\tI-PER\tx\n\n1\t。\tO\tx\n'
    expect(shown(numbered, { tokenColumn: 2, tagColumn: 3 })).toEqual(['bio', ['PER:李四'], []])
    expect(shown('B-PER 李\nO 。\n', { tokenColumn: 2, tagColumn: 1 })).toEqual(['bio', ['PER:李']])
  })

  test.each([
    [{ tagColumn: 9 }],
    [{ tagColumn: 1 }],
    [{ tokenColumn: 4 }],
    [{ tokenColumn: 9 }],
    [{ tokenColumn: 0 }],
    [{ tagColumn: 1.5 }],
    [{ tagColumn: -1 }],
  ])('%j is refused', (options) => {
    expect(errorOf(() => shown(spaces, options)).code).toBe('E_DATA_COLUMN_CHOICE')
  })

  test('options for a file without columns are refused', () => {
    const json = '{"text":"张三","entities":[[0,2,"PER"]]}'
    expect(errorOf(() => shown(json, { tagColumn: 2 })).code).toBe('E_DATA_COLUMN_CHOICE')
  })

  test('a line with another number of columns, or without a token', () => {
    expect(errorOf(() => shown(`${spaces}x NNP O\n`))).toMatchObject({
      code: 'E_DATA_COLUMNS',
      place: { line: 8 },
      values: { expected: 4, found: 3 },
    })
    expect(errorOf(() => shown(`${spaces.replaceAll(' ', '\t')}\tNNP\tx\tO\n`)).code).toBe('E_DATA_COLUMNS')
  })

  test('comments are noted', () => {
    const dataset = readDataset(file(`# id 1\tdomain=en\n${spaces.slice(20)}# x O O\n`))
    expect(dataset.notes[0]).toMatchObject({ code: 'commentLines', count: 1 })
    expect(dataset.records[1]!.text).toBe('Peter#')
  })
})
