import fc from 'fast-check'
import { expect, test } from 'vitest'
import { errorOf } from './_testing.ts'
import { describe as describeRecords, type LabelledText, labelsOf, splitDataset } from './index.ts'

const record = (text: string, label: string, line = 1): LabelledText => ({
  text,
  label,
  origin: { file: 'f', line },
})

const manyRecords = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.constantFrom('a', 'b', 'c')), {
    minLength: 1,
    maxLength: 60,
  })
  .map((pairs) => pairs.map(([text, label], i) => record(`t${text}`, label, i + 1)))

test('every record lands on one side, in order; equal texts together; every label in train', () => {
  let splits = 0
  fc.assert(
    fc.property(
      manyRecords,
      fc.double({ min: 0.05, max: 0.6, noNaN: true }),
      fc.nat(),
      (records, share, seed) => {
        let split: ReturnType<typeof splitDataset<LabelledText>>
        try {
          split = splitDataset(records, share, seed)
        } catch {
          return // too few records: tested below
        }
        splits++
        const { train, dev } = split
        expect(train.length).toBeGreaterThan(0)
        expect(dev.length).toBeGreaterThan(0)
        for (const side of [train, dev]) expect(side).toEqual(records.filter((r) => side.includes(r)))
        expect(train.length + dev.length).toBe(records.length)
        const trainTexts = new Set(train.map(({ text }) => text))
        expect(dev.some(({ text }) => trainTexts.has(text))).toBe(false)
        expect(labelsOf(train)).toEqual(labelsOf(records))
        expect(splitDataset(records, share, seed)).toEqual(split)
      },
    ),
  )
  expect(splits).toBeGreaterThan(50)
})

test('the share is met where nothing hinders, and another seed splits otherwise', () => {
  const records = Array.from({ length: 1000 }, (_, i) => record(`t${i}`, i % 2 ? 'a' : 'b'))
  expect(splitDataset(records, 0.1, 1).dev).toHaveLength(100)
  expect(splitDataset(records, 0.1, 1).dev).not.toEqual(splitDataset(records, 0.1, 2).dev)
})

test('dev holds the same share of each label, however rare', () => {
  const sizes = { a: 800, b: 150, c: 50 }
  const records = Object.entries(sizes).flatMap(([label, size]) =>
    Array.from({ length: size }, (_, i) => record(`${label}${i}`, label)),
  )
  for (let seed = 0; seed < 10; seed++) {
    const counts = describeRecords(splitDataset(records, 0.1, seed).dev).labels
    expect(counts.map(({ count }) => count)).toEqual([80, 15, 5])
  }
})

test('near-duplicates and groups stay on one side; data of near-duplicates alone are split all the same', () => {
  const sentence = (mark: string) =>
    `${'天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜'}${mark}`
  const near = ['甲', '乙'].map((mark) => record(sentence(mark), 'a'))
  const others = Array.from({ length: 18 }, (_, i) => record(`${i}`, 'a'))
  for (let seed = 0; seed < 20; seed++) {
    const { dev } = splitDataset([...near, ...others], 0.3, seed)
    expect([0, 2]).toContain(near.filter((one) => dev.includes(one)).length)
  }
  expect(splitDataset(near, 0.5).dev).toHaveLength(1)
  const grouped = others.map((one, i) => ({
    ...one,
    origin: { ...one.origin, group: `g${Math.floor(i / 2)}` },
  }))
  const { dev } = splitDataset(grouped, 0.3)
  const groups = dev.map(({ origin }) => origin.group)
  expect(groups.length).toBe(2 * new Set(groups).size)
})

test('what cannot be split says so', () => {
  const [x, y] = [record('x', 'a'), record('y', 'b')]
  const { file } = x.origin
  expect(errorOf(() => splitDataset([x, y]))).toMatchObject({ code: 'E_DATA_SPLIT', place: { file } })
  expect(errorOf(() => splitDataset([record('x', 'a'), record('x', 'a')])).code).toBe('E_DATA_SPLIT')
  for (const share of [0, 1, -1, Number.NaN])
    expect(errorOf(() => splitDataset([record('x', 'a'), record('y', 'a')], share)).code).toBe('E_DATA_SHARE')
})

test('labels: numbers by value and first, the rest by code units', () => {
  const labels = ['好', '10', 'b', '2', 'B', '-1', '02']
  expect(labelsOf(labels.map((label) => record('x', label)))).toEqual(['-1', '02', '2', '10', 'B', 'b', '好'])
})

test('describe counts pairs where records are pairs', () => {
  const pair = (text: string, second: string) => ({ ...record(text, 'a'), pair: second })
  expect(describeRecords([pair('x', 'y'), pair('x', 'z'), pair('x', 'y')]).distinctTexts).toBe(2)
})

test('describe counts lengths, labels and duplicates', () => {
  const records = Array.from({ length: 100 }, (_, i) => record('字'.repeat(i + 1), i < 30 ? 'a' : 'b'))
  expect(describeRecords([...records, records[0]!])).toEqual({
    records: 101,
    distinctTexts: 100,
    characters: { total: 5051, min: 1, mean: 5051 / 101, p50: 50, p90: 90, p95: 95, p99: 99, max: 100 },
    labels: [
      { label: 'a', count: 31 },
      { label: 'b', count: 70 },
    ],
    unlabelled: 0,
  })
  expect(describeRecords([])).toMatchObject({
    records: 0,
    characters: { total: 0, mean: 0, max: 0 },
    labels: [],
  })
  const tagged = { text: 'ab', entities: [{ start: 0, end: 1, label: 'X' }], origin: { file: 'f', line: 1 } }
  expect(describeRecords([tagged, { ...tagged, entities: [] }])).toMatchObject({
    labels: [{ label: 'X', count: 1 }],
    unlabelled: 1,
  })
})
