import { expect, test } from 'vitest'
import type { EvaluationReport } from '../evaluation/index.ts'
import { worseText } from './threshold.ts'

const here = (half: number, global: number, perLabel: number) => {
  const of = (microF1: number) => ({ microF1, macroF1: 0 })
  return {
    thresholds: { here: { half: of(half), global: of(global), perLabel: of(perLabel) } },
  } as unknown as EvaluationReport
}

test('thresholds that do less than 0.5 on the data that are evaluated are told', () => {
  expect(worseText(here(0.8, 0.8, 0.75), 'each')).toMatch(/75\.00%.*80\.00%.*--save-thresholds half/)
  expect(worseText(here(0.8, 0.79, 0.85), 'one')).toMatch(/79\.00%.*80\.00%/)
  expect(worseText(here(0.8, 0.8, 0.85), 'each')).toBeUndefined()
  expect(worseText(here(0.8, 0.8, 0.75), 'one')).toBeUndefined()
  expect(worseText(here(0.8, 0.1, 0.1), 'half')).toBeUndefined()
  expect(worseText({} as EvaluationReport, 'each')).toBeUndefined()
})
