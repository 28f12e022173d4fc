import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { errorOf, testFolder } from '../_testing.ts'
import {
  type AnyRecord,
  formatRecords,
  type ReadOptions,
  readDataset,
  type Span,
  type TaggedText,
  type WriteFormat,
} from '../index.ts'

const { file } = testFolder()
const origin = { file: 'f', line: 7 }

const character = fc.oneof(
  fc.constantFrom('张', '三', 'a', '7', ' ', '\t', '\r', '\n', '"', ',', '|', ';', '\u3000', '\uFEFF', '𠮷', '😀', '👨‍👩‍👧', '\u2028', '{', '['),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
) // biome-ignore format: a list to read across
const textOf = (barred: RegExp, maxLength = 12) =>
  fc
    .array(character, { minLength: 1, maxLength })
    .map((characters) => characters.join('').replaceAll(new RegExp(barred, 'gu'), ''))
    .filter((text) => text.trim() !== '')
const BARRED = {
  jsonl: /\0/,
  csv: /\0|\r\n|\p{Surrogate}/u,
  tsv: /[\0\t\n]|\p{Surrogate}/u,
  bio: /[\n\r\0]|\p{Surrogate}/u,
}

const label = fc.constantFrom('好评', '差评', '中 评', 'a"b', 'a,b', '1', '__proto__', '😀')
const id = fc.option(fc.constantFrom('a-1', '7', '编号 3', '"q"'), { nil: undefined })
const originOf = (value: string | undefined) => ({ ...origin, ...(value === undefined ? {} : { id: value }) })
const many = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 6 })
type Kind = keyof typeof BARRED
const single = (kind: Kind) => fc.record({ text: textOf(BARRED[kind]), label, origin: id.map(originOf) })
const multi = (kind: Kind) =>
  fc.record({
    text: textOf(BARRED[kind]),
    labels: fc.uniqueArray(label, { maxLength: 3 }),
    origin: id.map(originOf),
  })
const pair = (kind: Kind) =>
  fc.record({ text: textOf(BARRED[kind]), pair: textOf(BARRED[kind]), label, origin: id.map(originOf) })
/** Texts whose characters are dealt out to entities and gaps. */
const tagged = (kind: Kind) =>
  fc
    .tuple(textOf(BARRED[kind]), fc.array(fc.nat(5), { minLength: 12, maxLength: 12 }), id)
    .map(([text, dice, ownId]): TaggedText => {
      const entities: Span[] = []
      let at = 0
      ;[...text].forEach((one, i) => {
        const end = at + one.length
        const last = entities.at(-1)
        const die = dice[i % 12]!
        if (die < 2) entities.push({ start: at, end, label: die ? 'PER' : 'x.y-z' })
        else if (die < 4 && last?.end === at) entities[entities.length - 1] = { ...last, end }
        at = end
      })
      return { text, entities, origin: originOf(ownId) }
    })

/** The fields of a record that a format keeps. */
function kept(record: AnyRecord, withId: boolean) {
  const { origin: from, ...fields } = record
  return withId && from.id !== undefined ? { ...fields, id: from.id } : fields
}

function comesBack(
  records: readonly AnyRecord[],
  format: Exclude<WriteFormat, 'brat'>,
  options: ReadOptions,
): void {
  const read = readDataset(file(formatRecords(records, format)), { forTraining: false, ...options })
  const withId = !['bio', 'bioes', 'bmes'].includes(format)
  const all = read.records as readonly AnyRecord[]
  expect(all.map((record) => kept(record, withId))).toEqual(records.map((record) => kept(record, withId)))
}

describe('written and read back, the records are the same', () => {
  test.each(['bio', 'bioes', 'bmes'] as const)('%s', (format) => {
    fc.assert(fc.property(many(tagged('bio')), (records) => comesBack(records, format, { task: 'ner' })))
  })

  test.each(['jsonl', 'doccano', 'cluener'] as const)('%s: entities', (format) => {
    // Lists that are all empty do not tell doccano's entities from its classes.
    const isTelling = (records: readonly TaggedText[]) =>
      format !== 'doccano' || records.some(({ entities }) => entities.length > 0)
    fc.assert(
      fc.property(many(tagged('jsonl')).filter(isTelling), (records) =>
        comesBack(records, format, { task: 'ner' }),
      ),
    )
  })

  test.each(['jsonl', 'csv', 'tsv', 'doccano'] as const)('%s: classes', (format) => {
    const kind = format === 'doccano' ? 'jsonl' : format
    fc.assert(fc.property(many(single(kind)), (records) => comesBack(records, format, { task: 'cls' })))
  })

  test.each(['jsonl', 'csv', 'tsv', 'doccano'] as const)('%s: several classes', (format) => {
    const kind = format === 'doccano' ? 'jsonl' : format
    const options: ReadOptions = kind === 'jsonl' ? { task: 'multi' } : { labelSeparator: '|' }
    fc.assert(fc.property(many(multi(kind)), (records) => comesBack(records, format, options)))
  })

  test.each(['jsonl', 'csv', 'tsv'] as const)('%s: pairs', (format) => {
    fc.assert(fc.property(many(pair(format)), (records) => comesBack(records, format, { task: 'pair' })))
  })
})

describe('shapes', () => {
  const person: TaggedText = {
    text: '😀张三在北京',
    entities: [
      { start: 2, end: 4, label: 'PER' },
      { start: 5, end: 7, label: 'LOC' },
    ],
    origin: { ...origin, id: '12' },
  }

  test('brat: two files a record, offsets in characters', () => {
    const files = formatRecords(
      [person, { ...person, origin }, { ...person, entities: [], origin: { ...origin, id: 'a/b' } }],
      'brat',
    )
    expect([...files]).toEqual([
      ['12.txt', '😀张三在北京'],
      ['12.ann', 'T1\tPER 1 3\t张三\nT2\tLOC 4 6\t北京\n'],
      ['record-2.txt', '😀张三在北京'],
      ['record-2.ann', 'T1\tPER 1 3\t张三\nT2\tLOC 4 6\t北京\n'],
      ['record-3.txt', '😀张三在北京'],
      ['record-3.ann', ''],
    ])
  })

  test('brat: an id too long for the name of a file becomes a number', () => {
    const long = { ...person, entities: [], origin: { ...origin, id: '病历'.repeat(40) } }
    expect([...formatRecords([long], 'brat').keys()]).toEqual(['record-1.txt', 'record-1.ann'])
    const fits = { ...long, origin: { ...origin, id: '病历'.repeat(30) } }
    expect([...formatRecords([fits], 'brat').keys()][0]).toBe(`${'病历'.repeat(30)}.txt`)
    // Small, this letter takes three bytes instead of two.
    const grows = { ...long, origin: { ...long.origin, id: 'İ'.repeat(90) } }
    expect([...formatRecords([grows], 'brat').keys()][0]).toBe('record-1.txt')
  })

  test('brat: an id that is named as a numbered record is does not lose one', () => {
    const named = { ...person, origin: { ...origin, id: 'record-2' } }
    const files = formatRecords([named, { ...named, entities: [], origin }], 'brat')
    expect([...files.keys()]).toEqual(['record-2.txt', 'record-2.ann', 'record-2-2.txt', 'record-2-2.ann'])
  })

  test('Label Studio: tasks with one annotation', () => {
    expect(
      JSON.parse(formatRecords([{ ...person, entities: person.entities.slice(0, 1) }], 'label-studio')),
    ).toEqual([
      {
        id: 12,
        data: { text: '😀张三在北京' },
        annotations: [
          {
            result: [
              {
                id: 'e1',
                from_name: 'label',
                to_name: 'text',
                type: 'labels',
                value: { start: 2, end: 4, text: '张三', labels: ['PER'] },
              },
            ],
          },
        ],
      },
    ])
    const [task] = JSON.parse(
      formatRecords([{ text: '甲', labels: ['a', 'b'], origin: { ...origin, id: 'x' } }], 'label-studio'),
    )
    expect(task.data).toEqual({ text: '甲', id: 'x' })
    expect(task.annotations[0].result[0]).toMatchObject({ type: 'choices', value: { choices: ['a', 'b'] } })
  })

  test('CLUENER and JSONL', () => {
    expect(formatRecords([person], 'cluener')).toBe(
      '{"id":"12","text":"😀张三在北京","label":{"PER":{"张三":[[2,3]]},"LOC":{"北京":[[5,6]]}}}\n',
    )
    expect(formatRecords([{ text: '甲', pair: '乙', label: '1', origin }], 'jsonl')).toBe(
      '{"sentence1":"甲","sentence2":"乙","label":"1"}\n',
    )
  })

  test('nothing gives nothing', () => {
    expect([formatRecords([], 'csv'), formatRecords([], 'brat').size]).toEqual(['', 0])
  })
})

describe('what a format cannot hold is refused, and the record named', () => {
  const text = '张三'
  const entity = (start: number, end: number, name = 'X') => ({
    text,
    entities: [{ start, end, label: name }],
    origin,
  })
  test.each<[WriteFormat, AnyRecord, string]>([
    ['csv', entity(0, 1), 'E_WRITE_TASK'],
    ['bio', { text, label: 'a', origin }, 'E_WRITE_TASK'],
    ['doccano', { text, pair: text, label: 'a', origin }, 'E_WRITE_TASK'],
    ['csv', { text: 'a\r\nb', label: 'a', origin }, 'E_WRITE_TEXT'],
    ['csv', { text: 'a\0', label: 'a', origin }, 'E_WRITE_TEXT'],
    ['tsv', { text: 'a\tb', label: 'a', origin }, 'E_WRITE_TEXT'],
    ['tsv', { text, pair: '\n', label: 'a', origin }, 'E_WRITE_TEXT'],
    ['tsv', { text, label: 'a', origin: { ...origin, id: 'a\tb' } }, 'E_WRITE_TEXT'],
    ['jsonl', { text: ' ', label: 'a', origin }, 'E_WRITE_TEXT'],
    ['jsonl', { text, label: ' a', origin }, 'E_WRITE_LABEL'],
    ['jsonl', { text, pair: text, label: '-', origin }, 'E_WRITE_LABEL'],
    ['csv', { text, labels: ['a|b'], origin }, 'E_WRITE_LABEL'],
    ['jsonl', entity(0, 3), 'E_WRITE_SPAN'],
    ['cluener', entity(1, 1), 'E_WRITE_SPAN'],
    ['doccano', { text: '张😀三', entities: [{ start: 0, end: 2, label: 'X' }], origin }, 'E_WRITE_SPAN'],
    ['jsonl', { text: '张😀三', entities: [{ start: 2, end: 4, label: 'X' }], origin }, 'E_WRITE_SPAN'],
    ['label-studio', entity(0, 1, ''), 'E_WRITE_LABEL'],
    ['brat', entity(0, 1, 'a b'), 'E_WRITE_LABEL'],
    ['brat', { text: '张\n三', entities: [{ start: 0, end: 3, label: 'X' }], origin }, 'E_WRITE_TEXT'],
    ['brat', { text: '\uFEFF张三', entities: [], origin }, 'E_WRITE_TEXT'],
    ['bmes', entity(0, 3), 'E_DATA_NOT_BIO_SPAN'],
  ])('%s %j', (format, record, code) => {
    expect(errorOf(() => formatRecords([record], format))).toMatchObject({
      code,
      place: { file: 'f', line: 7 },
    })
  })

  test('records of two tasks', () => {
    const records = [{ text, label: 'a', origin }, entity(0, 1)]
    expect(errorOf(() => formatRecords(records, 'jsonl')).code).toBe('E_WRITE_MIXED')
  })
})
