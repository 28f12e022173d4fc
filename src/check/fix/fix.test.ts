import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { readDataset, type Span, type TaggedText } from '../../data/index.ts'
import { cls, multi, ner, pair } from '../_testing.case.ts'
import { changesFile, checkData, checkOutput, fixData, writeFixed } from '../index.ts'

const folder = mkdtempSync(join(tmpdir(), 'hantune-fix-'))
afterAll(() => rmSync(folder, { recursive: true }))

const REMOVABLE = /\u00ad|\u180e|\u200b|\u200c|\u200d|\u2060|\ufeff/g
const surfaces = ({ text, entities }: TaggedText) => entities.map(({ start, end }) => text.slice(start, end))
const rules = (changes: readonly { rule: string }[]) => changes.map(({ rule }) => rule)

describe('what is mended', () => {
  test('boundaries', () => {
    const { records, changes } = fixData({ train: [ner('在[北京，|LOC]看[《红楼梦》|BOOK][。|LOC]')] })
    expect(surfaces(records[0] as TaggedText)).toEqual(['北京', '《红楼梦》', '。'])
    expect(changes).toMatchObject([
      {
        rule: 'entity-boundary',
        before: { start: 1, end: 4, text: '北京，' },
        after: { start: 1, end: 3, text: '北京' },
      },
    ])
  })

  test.each([
    ['“北京”', '“北京”'],
    ['“北京', '北京'],
    ['中国（上海）', '中国（上海）'],
    ['（上海）', '（上海）'],
    ['北京）', '北京'],
    ['（北京', '北京'],
    ['Inc.', 'Inc.'],
    ['北京.', '北京'],
    ['.NET', '.NET'],
    ['阿里·云', '阿里·云'],
    ['100%', '100%'],
    ['“蛟龙”号', '“蛟龙”号'],
    ['《甲》和《乙》', '《甲》和《乙》'],
    ['\u3000北京 ', '北京'],
  ])('%s → %s', (before, after) => {
    const { records } = fixData({ train: [ner(`在[${before}|X]`)] })
    expect(surfaces(records[0] as TaggedText)).toEqual([after])
  })

  test('labels take the frequent form, counted over all parts', () => {
    const train = [cls('一', 'loc'), cls('二', 'ＬＯＣ'), cls('三', 'LOC')]
    const { records, changes } = fixData({ train, dev: [cls('四', 'LOC')] })
    expect(records.map((record) => 'label' in record && record.label)).toEqual(['LOC', 'LOC', 'LOC'])
    expect(changes.map(({ before, after }) => [before, after])).toEqual([
      ['loc', 'LOC'],
      ['ＬＯＣ', 'LOC'],
    ])
    const [both] = fixData({ train: [multi('一', 'a', 'Ａ'), multi('二', 'a')] }).records
    expect(both).toMatchObject({ labels: ['a'] })
  })

  test('duplicates with equal labels go, also those that only mending makes equal; others stay', () => {
    const train = [cls('很好', 'a'), cls('很\u200b好', 'a'), cls('很好', 'b'), cls('很好', 'a')]
    const { records, changes } = fixData({ train })
    expect(records.map(({ origin }) => origin)).toEqual([train[0]!.origin, train[2]!.origin])
    expect(changes).toMatchObject([
      {
        rule: 'duplicate',
        origin: train[1]!.origin,
        before: { text: '很\u200b好', label: 'a' },
        after: null,
      },
      { rule: 'duplicate', origin: train[3]!.origin },
    ])
  })

  test('leakage goes only when told', () => {
    const data = { train: [cls('很好', 'a'), cls('不好', 'b')], test: [cls('很\u200b好', 'a')] }
    expect(fixData(data).records).toHaveLength(2)
    const { records, changes } = fixData(data, { fixLeakage: true })
    expect([records.length, rules(changes)]).toEqual([1, ['leakage']])
  })

  test('both texts of a pair', () => {
    const { records, changes } = fixData({ train: [pair('甲\ufeff乙', '丙\u200b丁', '1')] })
    expect([records[0], changes.length]).toEqual([expect.objectContaining({ text: '甲乙', pair: '丙丁' }), 2])
  })

  test('emoji keep their joiners, a text of nothing else is left alone', () => {
    const train = [cls('一家👨‍👩‍👧', 'a'), cls('\u200b', 'b')]
    expect(fixData({ train })).toEqual({ records: train, changes: [] })
  })
})

/** Texts with zero-width characters, blanks and punctuation, dealt out to entities. */
const tagged = fc
  .array(
    fc.tuple(
      fc.constantFrom(
        '张',
        '三',
        'a',
        '7',
        ' ',
        '，',
        '“',
        '”',
        '（',
        '）',
        '.',
        '𠮷',
        '\u200b',
        '\ufeff',
        '\u200d',
        '👨',
      ),
      fc.nat(4),
    ),
    { minLength: 1, maxLength: 25 },
  )
  .map((pieces): TaggedText => {
    const entities: Span[] = []
    let text = ''
    for (const [piece, die] of pieces) {
      const [start, end] = [text.length, text.length + piece.length]
      const last = entities.at(-1)
      if (die === 0) entities.push({ start, end, label: 'X' })
      else if (die < 4 && last?.end === start) entities[entities.length - 1] = { ...last, end }
      text += piece
    }
    return { text, entities, origin: { file: 'f', line: 1 } }
  })

test('offsets stay true to the text, and nothing is lost', () => {
  const edges = /^[\s，“”（）.]+|[\s，“”（）.]+$/gu
  fc.assert(
    fc.property(fc.array(tagged, { minLength: 1, maxLength: 6 }), (train) => {
      const { records, changes } = fixData({ train })
      const removed = changes.filter(({ rule }) => rule === 'duplicate').length
      expect(records.length + removed).toBe(train.length)
      let at = 0
      for (const record of records as TaggedText[]) {
        while (record.text.replace(REMOVABLE, '') !== train[at]!.text.replace(REMOVABLE, '')) at++
        const { text, entities } = record
        const before = surfaces(train[at]!).map((surface) => surface.replace(REMOVABLE, ''))
        const after = surfaces(record).map((surface) => surface.replace(REMOVABLE, ''))
        for (const { start, end } of entities)
          expect(0 <= start && start < end && end <= text.length).toBe(true)
        // Each entity is the old one, or a part of it that lacks nothing but blanks and punctuation.
        const bare = (list: readonly string[]) =>
          list.map((one) => one.replace(edges, '')).filter((one) => one !== '')
        expect(bare(after)).toEqual(bare(before))
        at++
      }
    }),
    { numRuns: 500 },
  )
})

test('mending twice changes nothing more', () => {
  fc.assert(
    fc.property(fc.array(tagged, { minLength: 1, maxLength: 6 }), (train) => {
      const { records } = fixData({ train })
      expect(fixData({ train: records })).toEqual({ records, changes: [] })
    }),
    { numRuns: 300 },
  )
})

test('what was mended is found no more', () => {
  const train = [ner('在[北京，|LOC]'), ner('在[北\u200b京|loc]'), ner('在[上海|LOC]'), ner('在[上海|LOC]')]
  const mendable = ['entity-boundary', 'invisible', 'duplicate', 'label-form']
  const found = (records: Parameters<typeof checkData>[0]) =>
    new Set(rules(checkData(records).findings).filter((rule) => mendable.includes(rule)))
  expect(found({ train }).size).toBe(4)
  expect(found({ train: fixData({ train }).records })).toEqual(new Set())
})

test('an entity that looks shifted is not trimmed, so that it goes on showing', () => {
  const train = [ner('有[腹痛|SYM]'), ner('腹[痛，|SYM]无发热'), ner('[乏力，|SYM]两天')]
  const { records, changes } = fixData({ train })
  expect(records.map((record) => surfaces(record as TaggedText))).toEqual([['腹痛'], ['痛，'], ['乏力']])
  expect(rules(changes)).toEqual(['entity-boundary'])
})

test('the field of groups stays under its name', () => {
  const record = cls('很好', 'a')
  const train = [{ ...record, origin: { ...record.origin, id: '7', group: 'p1', groupField: 'patient_id' } }]
  const out = join(folder, 'grouped.jsonl')
  writeFixed(out, fixData({ train }))
  expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual({
    id: '7',
    text: '很好',
    label: 'a',
    patient_id: 'p1',
  })
})

describe('files', () => {
  test.each([
    ['ner', [ner('在[北京，|LOC]和[上海|LOC]'), ner('没有')]],
    ['cls', [cls('很\u200b好', 'a'), cls('不好', 'b')]],
  ])('%s: what is written is read back the same', (name, train) => {
    const fixed = fixData({ train })
    const out = join(folder, `${name}.jsonl`)
    writeFixed(out, fixed)
    const { records } = readDataset(out)
    const bare = (list: readonly object[]) => list.map((record) => ({ ...record, origin: undefined }))
    expect(bare(records)).toEqual(bare(fixed.records))
    const [line] = readFileSync(changesFile(out), 'utf8').split('\n')
    expect(JSON.parse(line!)).toMatchObject({
      file: 'f.txt',
      line: expect.any(Number),
      rule: expect.any(String),
    })
  })

  test('neither the source, by whatever name, nor a file that is there is overwritten', () => {
    const source = join(folder, 'source.txt')
    writeFileSync(source, 'x')
    symlinkSync(source, join(folder, 'link.txt'))
    expect(() => checkOutput(join(folder, 'link.txt'), [source])).toThrowError(/E_CHECK_OUT_SOURCE/)
    expect(() => checkOutput(join(folder, 'source.ann'), [source])).toThrowError(/E_CHECK_OUT_SOURCE/)
    expect(() => checkOutput(join(folder, 'new.jsonl'), [folder])).toThrowError(/E_CHECK_OUT_SOURCE/)
    expect(() => checkOutput(source, ['other'])).toThrowError(/E_CHECK_OUT_EXISTS/)
    expect(() => checkOutput(join(folder, 'new.jsonl'), [source])).not.toThrow()
    writeFileSync(join(folder, 'old.jsonl'), 'x')
    expect(() => checkOutput(join(folder, 'old.jsonl'), [source], true)).not.toThrow()
    expect(() => checkOutput(join(folder, 'link.txt'), [source], true)).toThrowError(/E_CHECK_OUT_SOURCE/)
    // Its log would stand where the data are.
    const data = join(folder, 'data.changes.jsonl')
    writeFileSync(data, 'x')
    expect(() => checkOutput(join(folder, 'data'), [data], true)).toThrowError(/E_CHECK_OUT_SOURCE/)
  })
})
