import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RandomStream } from '../../base/random.ts'
import { errorOf } from '../_testing.ts'
import { recordLabels } from '../labels.ts'
import { nearDuplicates } from '../near-duplicates.ts'
import type { AnyRecord, LabelledText, MultiLabelText, TaggedText } from '../records.ts'
import { PART_NAMES } from './assign.ts'
import { type SplitParts, splitParts } from './split-parts.ts'

const CHARACTERS = [...'天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜']

function randomText(random: RandomStream, length = 12): string {
  return Array.from({ length }, () => random.pick(CHARACTERS)).join('')
}

const record = (text: string, label: string, line: number, group?: string): LabelledText => ({
  text,
  label,
  origin: { file: 'f', line, ...(group === undefined ? {} : { group }) },
})

/** Records of labels `l0`, `l1` … with so many of each, all texts different. */
function labelled(counts: readonly number[]): LabelledText[] {
  const random = new RandomStream(1, 'split-test')
  const labels = counts.flatMap((count, label) => new Array<string>(count).fill(`l${label}`))
  return random.shuffle(labels).map((label, i) => record(`${randomText(random)}${i}`, label, i + 1))
}

const sizesOf = ({ parts }: SplitParts<AnyRecord>) => PART_NAMES.map((name) => parts[name].length)

describe('shares', () => {
  test.each([[[8, 1, 1]], [[9, 1]], [[6, 2, 2]], [[1, 1, 1]], [[8, 0, 2]]])(
    '%j of single labels: each within one record of its share',
    (ratio) => {
      const records = labelled([1000, 333, 57, 12, 11])
      const total = ratio.reduce((sum, weight) => sum + weight, 0)
      const { parts, report } = splitParts(records, { ratio, seed: 3 })
      for (const [part, name] of PART_NAMES.entries()) {
        const share = (ratio[part] ?? 0) / total
        for (const { label, records } of report.labels) {
          const reached = parts[name].filter((one) => one.label === label).length
          expect(Math.abs(reached - share * records)).toBeLessThanOrEqual(1)
        }
        expect(Math.abs(parts[name].length - share * records.length)).toBeLessThanOrEqual(2)
      }
    },
  )

  test('many labels of three records each do not all stay in train', () => {
    const [train, dev, testPart] = sizesOf(
      splitParts(labelled(new Array(120).fill(3)), { ratio: [8, 1, 1], seed: 0 }),
    )
    expect(train).toBe(288)
    expect([dev, testPart]).toEqual([36, 36])
  })

  test('several labels a record: all labels near their shares', () => {
    const random = new RandomStream(4, 'multi')
    const records = Array.from({ length: 2000 }, (_, i): MultiLabelText => {
      const labels = ['a', 'b', 'c', 'd', 'e'].filter((_, label) => random.uniform() < 0.5 / (label + 1))
      return { text: `${randomText(random)}${i}`, labels, origin: { file: 'f', line: i + 1 } }
    })
    const { report } = splitParts(records, { ratio: [8, 1, 1], seed: 0 })
    for (const { records, byPart } of report.labels)
      byPart.forEach((count, part) => {
        expect(Math.abs(count / records - report.parts[part]!.wanted)).toBeLessThan(0.02)
      })
    for (const { wanted, share, unlabelled } of report.parts) {
      expect(Math.abs(share - wanted)).toBeLessThan(0.01)
      expect(unlabelled).toBeGreaterThan(0)
    }
  })

  test('entities count by the types present, once a record', () => {
    const random = new RandomStream(4, 'ner')
    const records = Array.from({ length: 300 }, (_, i): TaggedText => {
      const span = (start: number, label: string) => ({ start, end: start + 1, label })
      const entities =
        i % 3 === 0 ? [] : i % 10 === 1 ? [span(0, 'A'), span(1, 'A'), span(2, 'B')] : [span(3, 'A')]
      return { text: `${randomText(random)}${i}`, entities, origin: { file: 'f', line: i + 1 } }
    })
    const { report } = splitParts(records, { ratio: [8, 1, 1], seed: 0 })
    expect(report.labels).toEqual([
      { label: 'A', records: 200, byPart: [160, 20, 20] },
      { label: 'B', records: 20, byPart: [16, 2, 2] },
    ])
    expect(report.parts.map(({ unlabelled }) => unlabelled)).toEqual([80, 10, 10])
    expect(report.absent).toEqual([])
  })
})

const someRecords = fc
  .array(
    fc.record({
      text: fc.integer({ min: 0, max: 25 }),
      label: fc.constantFrom('a', 'b', 'c'),
      group: fc.option(fc.constantFrom('g', 'h', 'i'), { nil: undefined, freq: 2 }),
    }),
    { minLength: 4, maxLength: 60 },
  )
  .map((rows) => {
    const random = new RandomStream(9, 'property')
    const texts = Array.from({ length: 26 }, (_, i) => {
      const text = randomText(random, 50)
      return i % 2 === 0 ? text : `${text.slice(0, 24)}我${text.slice(25)}`
    })
    // An odd text is nearly the one before it.
    for (let i = 1; i < 26; i += 2) texts[i] = `${texts[i - 1]!.slice(0, 24)}我${texts[i - 1]!.slice(25)}`
    return rows.map(({ text, label, group }, i) => record(texts[text]!, label, i + 1, group))
  })

describe('what is kept together', () => {
  test('near-duplicates and groups are never parted; every label is in train; nothing is lost', () => {
    let splits = 0
    fc.assert(
      fc.property(
        someRecords,
        fc.constantFrom([8, 1, 1], [1, 1], [2, 3, 1]),
        fc.nat(),
        (records, ratio, seed) => {
          let split: SplitParts<LabelledText>
          try {
            split = splitParts(records, { ratio, seed })
          } catch (error) {
            expect(error).toMatchObject({ code: 'E_DATA_PART_EMPTY' })
            return
          }
          splits++
          const { parts, report } = split
          const partOf = new Map(PART_NAMES.flatMap((name) => parts[name].map((one) => [one, name] as const)))
          expect(partOf.size).toBe(records.length)
          expect(sizesOf(split).reduce((sum, size) => sum + size, 0)).toBe(records.length)
          for (const name of PART_NAMES)
            expect(parts[name]).toEqual(records.filter((one) => partOf.get(one) === name))
          nearDuplicates(records.map(({ text }) => text)).forEach((first, index) => {
            expect(partOf.get(records[index]!)).toBe(partOf.get(records[first]!))
          })
          for (const one of records) {
            const other = records.find(
              ({ origin }) => origin.group !== undefined && origin.group === one.origin.group,
            )
            if (other) expect(partOf.get(one)).toBe(partOf.get(other))
            expect(parts.train.some(({ label }) => label === one.label)).toBe(true)
          }
          expect(report.parts.map(({ records }) => records)).toEqual(sizesOf(split).slice(0, ratio.length))
          expect(report.absent.every(({ parts }) => !parts.includes('train'))).toBe(true)
        },
      ),
      { numRuns: 300 },
    )
    expect(splits).toBeGreaterThan(50)
  })

  test('the report counts what was kept', () => {
    const random = new RandomStream(2, 'kept')
    const [a, b] = [randomText(random, 60), randomText(random, 60)]
    const near = `${a.slice(0, 30)}我${a.slice(31)}`
    const records = [a, near, `${a}。`, b, ...labelled([20]).map(({ text }) => text)].map((text, i) =>
      record(text, 'x', i + 1, i === 3 || i === 4 ? 'p' : undefined),
    )
    expect(splitParts(records, { ratio: [8, 1, 1], seed: 0 }).report.kept).toEqual({
      equalTexts: { groups: 1, records: 2, largest: 2 },
      nearDuplicates: { groups: 1, records: 3, largest: 3 },
      groups: { groups: 1, records: 2, largest: 2 },
    })
    const equalOnly = splitParts(records, { ratio: [8, 1, 1], seed: 0, near: 1 }).report.kept
    expect(equalOnly.nearDuplicates).toEqual(equalOnly.equalTexts)
  })
})

describe('few pieces', () => {
  test.each([3, 4, 5, 8])('%i records of one label: no part stays empty', (count) => {
    const sizes = sizesOf(splitParts(labelled([count]), { ratio: [8, 1, 1], seed: 0 }))
    expect(sizes).toEqual([count - 2, 1, 1])
  })

  test('five groups of twenty records each', () => {
    const records = labelled([100]).map((one, i) => record(one.text, one.label, i + 1, `g${i % 5}`))
    expect(sizesOf(splitParts(records, { ratio: [8, 1, 1], seed: 0 }))).toEqual([60, 20, 20])
  })
})

describe('seeds', () => {
  test('the same seed gives the same parts, another seed others', () => {
    const records = labelled([60, 30, 10])
    const once = splitParts(records, { ratio: [8, 1, 1], seed: 5 })
    expect(splitParts(records, { ratio: [8, 1, 1], seed: 5 })).toEqual(once)
    expect(splitParts(records, { ratio: [8, 1, 1], seed: 6 }).parts).not.toEqual(once.parts)
  })
})

describe('refused', () => {
  test.each([[[1]], [[0, 1]], [[8, 0]], [[8, -1]], [[8, Number.NaN]], [[1, 1, 1, 1]], [[]]])(
    'the ratio %j',
    (ratio) => {
      expect(errorOf(() => splitParts(labelled([9]), { ratio, seed: 0 })).code).toBe('E_DATA_RATIO')
    },
  )

  test('too few pieces: what cannot be parted is named', () => {
    const records = labelled([1, 1, 1])
    const error = errorOf(() => splitParts(records, { ratio: [8, 1, 1], seed: 0 }))
    expect(error.code).toBe('E_DATA_PART_EMPTY')
    const oneGroup = labelled([50]).map((one) => record(one.text, one.label, one.origin.line, 'g'))
    expect(errorOf(() => splitParts(oneGroup, { ratio: [8, 1, 1], seed: 0 })).values).toEqual({
      part: 'dev',
      records: 50,
      units: 1,
    })
  })

  test('a record without its group', () => {
    const records = labelled([9])
    const error = errorOf(() => splitParts(records, { ratio: [8, 1, 1], seed: 0, groupBy: 'patient' }))
    expect(error).toMatchObject({ code: 'E_DATA_GROUP_MISSING', place: { file: 'f', line: 1 } })
  })
})

test('a rare label is in train, and the report says where it is not', () => {
  const { parts, report } = splitParts(labelled([40, 1, 2]), { ratio: [1, 8, 1], seed: 0 })
  const labels = (records: readonly AnyRecord[]) => new Set(records.flatMap(recordLabels))
  expect(labels(parts.train)).toEqual(new Set(['l0', 'l1', 'l2']))
  expect(report.absent).toEqual([
    { label: 'l1', parts: ['dev', 'test'] },
    { label: 'l2', parts: ['test'] },
  ])
})
