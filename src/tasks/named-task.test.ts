import { expect, test } from 'vitest'
import { tinyTokenizer } from './_testing.case.ts'
import type { TaskDescription } from './build.ts'
import { namedTask, taskFacts } from './named-task.ts'

test('several labels: the thresholds of the model are told, whether they were chosen or not', () => {
  const thresholdsOf = (more: Partial<TaskDescription>) => {
    const description = { labels: ['甲', '乙'], maxLength: 16, ...more } as TaskDescription
    return taskFacts([namedTask('topics', description, tinyTokenizer(), 1)])[0]!.thresholds
  }
  expect(thresholdsOf({ kind: 'multi', threshold: 0.3 })).toEqual([0.3, 0.3])
  expect(thresholdsOf({ kind: 'multi', thresholds: [0.2, 0.6] })).toEqual([0.2, 0.6])
  expect(thresholdsOf({ kind: 'multi' })).toEqual([0.5, 0.5])
  expect(thresholdsOf({ kind: 'cls' })).toBeUndefined()
})
