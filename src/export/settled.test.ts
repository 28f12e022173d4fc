import { expect, test } from 'vitest'
import { settledSamples } from './_compare.ts'

const sample = (text: string, label: string, score: number) => ({ text, prediction: { text, label, score } })

test('of entities the unlikely ones are no samples, where there are others', () => {
  const tagged = (text: string, ...scores: number[]) => ({
    text,
    prediction: {
      text,
      entities: scores.map((score, i) => ({ text: 'x', start: i, end: i + 1, label: 'X', score })),
    },
  })
  const all = [tagged('甲乙', 0.9, 0.3), tagged('丙', 0.8), tagged('丁')]
  expect(settledSamples([all], [all])[0]).toEqual(all.slice(1))
  expect(settledSamples([all.slice(0, 1)], [all.slice(0, 1)])[0]).toEqual(all.slice(0, 1))
})

test('samples that few bits turn to another label are no samples of the export, unless all are', () => {
  const trained = [
    [sample('甲', 'a', 0.9), sample('乙', 'b', 0.51), sample('丙', 'b', 0.8)],
    [sample('丁', 'a', 0.5)],
    [],
  ]
  const found = [
    [sample('甲', 'a', 0.7), sample('乙', 'a', 0.5), sample('丙', 'b', 0.81)],
    [sample('丁', 'b', 0.5)],
    [],
  ]
  const settled = settledSamples(trained, found)
  expect(settled.map((own) => own.map(({ text }) => text))).toEqual([['甲', '丙'], ['丁'], []])
})
