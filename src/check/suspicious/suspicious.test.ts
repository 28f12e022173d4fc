import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cls, multi, ner } from '../_testing.case.ts'
import { confidentJoint, suspicionFindings, suspicious } from '../index.ts'

interface Case {
  readonly labels: string[]
  readonly given: number[]
  readonly probabilities: number[][]
  readonly thresholds: (number | null)[]
  readonly joint: number[][]
  readonly ranked: [record: number, suggested: number, margin: number][]
}

const golden: Case[] = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../test/golden/confident/classes.json'), 'utf8'),
)

describe('the confident joint is that of the numpy implementation', () => {
  test.each(golden)('case %#', ({ labels, given, probabilities, thresholds, joint, ranked }) => {
    const found = confidentJoint(given, probabilities, labels.length)
    expect(found.joint).toEqual(joint)
    for (const [k, threshold] of thresholds.entries())
      if (threshold === null) expect(found.thresholds[k]).toBe(Infinity)
      else expect(found.thresholds[k]).toBeCloseTo(threshold, 12)
    expect(found.ranked.map(({ record, suggested }) => [record, suggested])).toEqual(
      ranked.map(([record, suggested]) => [record, suggested]),
    )
    for (const [i, [, , margin]] of ranked.entries()) expect(found.ranked[i]!.margin).toBeCloseTo(margin, 12)
  })

  test('classes: the same, through records and opinions', () => {
    const { labels, given, probabilities, ranked } = golden[2]!
    const records = given.map((g, i) => cls(`文本${i}`, labels[g]!))
    const opinions = probabilities.map((row) => {
      const best = row.indexOf(Math.max(...row))
      const scores = Object.fromEntries(row.map((p, k) => [labels[k]!, p]))
      return { label: labels[best]!, score: row[best]!, scores }
    })
    const found = suspicious(records, opinions)
    expect(found.map(({ index, suggested }) => [index, suggested!.label])).toEqual(
      ranked.map(([record, suggested]) => [record, labels[suggested]]),
    )
    expect(found.length).toBeGreaterThan(3)
  })
})

test('without the scores of all classes the rest is shared out', () => {
  const records = [cls('一', 'a'), cls('二', 'a'), cls('三', 'b'), cls('四', 'b'), cls('五', 'b')]
  const opinions = ['a', 'a', 'b', 'b', 'a'].map((label, i) => ({ label, score: i === 4 ? 0.99 : 0.9 }))
  expect(suspicious(records, opinions)).toEqual([
    {
      index: 4,
      kind: 'class',
      score: expect.closeTo(0.99, 6),
      given: { label: 'b' },
      suggested: { label: 'a' },
    },
  ])
})

test('several labels: each by itself', () => {
  const records = [multi('一', 'a'), multi('二', 'a', 'b'), multi('三', 'b'), multi('四')]
  const opinions = [
    [0.9, 0.1],
    [0.9, 0.9],
    [0.95, 0.9],
    [0.1, 0.1],
  ].map(([a, b]) => ({ labels: [], scores: { a: a!, b: b! } }))
  const found = suspicious(records, opinions)
  expect(found.map(({ index, kind, suggested }) => [index, kind, suggested?.label])).toEqual([
    [2, 'missing', 'a'],
  ])
})

describe('entities', () => {
  const says = (...entities: [number, number, string, number][]) => ({
    entities: entities.map(([start, end, label, score]) => ({ start, end, label, score })),
  })

  test('the four kinds, ranked by score', () => {
    const records = [
      ner('在[北京|LOC]和[上海|LOC]'),
      ner('在[天津|LOC]'),
      ner('在南京的人'),
      ner('在[苏州|ORG]'),
      ner('在[江苏常州|LOC]'),
      ner('有[杭州|LOC]在'),
    ]
    const opinions = [
      says([1, 3, 'LOC', 0.9], [4, 6, 'LOC', 0.8]),
      says([1, 3, 'LOC', 0.7]),
      says([1, 3, 'LOC', 0.95]),
      says([1, 3, 'LOC', 0.97]),
      says([3, 5, 'LOC', 0.85]),
      says(),
    ]
    expect(
      suspicious(records, opinions).map(({ index, kind, score, given, suggested }) => [
        index,
        kind,
        score,
        given?.label,
        suggested?.characters,
      ]),
    ).toEqual([
      [3, 'type', 0.97, 'ORG', [1, 3]],
      [2, 'missing', 0.95, undefined, [1, 3]],
      [4, 'boundary', 0.85, 'LOC', [3, 5]],
      // Three of five places are found.
      [5, 'spurious', 0.6, 'LOC', undefined],
    ])
  })

  test('what the model is not sure of is no suspicion', () => {
    const records = [ner('在[北京|LOC]'), ner('在南京')]
    expect(suspicious(records, [says([1, 3, 'LOC', 0.9]), says([1, 3, 'LOC', 0.8])])).toEqual([])
  })

  test('the finding says what the model thinks', () => {
    const records = [ner('在[北京|LOC]'), ner('在南京')]
    const found = suspicious(records, [says([1, 3, 'LOC', 0.9]), says([1, 3, 'LOC', 0.95])])
    const [finding] = suspicionFindings('train', records, found)
    expect(finding!.records).toMatchObject([
      { index: 1, characters: [1, 3], note: { zh: '没有标，模型认为有 "南京" LOC（0.950）' } },
    ])
  })
})

test('opinions that do not go with the records are refused', () => {
  expect(() => suspicious([cls('一', 'a')], [])).toThrowError(/E_CHECK_OPINIONS/)
  expect(() => suspicious([cls('一', 'a')], [{ entities: [] }])).toThrowError(/E_CHECK_OPINIONS/)
  expect(suspicious([], [])).toEqual([])
})
