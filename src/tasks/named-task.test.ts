import { expect, test } from 'vitest'
import { tinyTokenizer } from './_testing.case.ts'
import type { TaskDescription } from './build.ts'
import { namedTask, taskFacts } from './named-task.ts'

test('several labels: the threshold of the model is told, whether it was chosen or not', () => {
  const thresholdOf = (more: Partial<TaskDescription>) => {
    const description = { labels: ['甲', '乙'], maxLength: 16, ...more } as TaskDescription
    return taskFacts([namedTask('topics', description, tinyTokenizer(), 1)])[0]!.threshold
  }
  expect(thresholdOf({ kind: 'multi', threshold: 0.3 })).toBe(0.3)
  expect(thresholdOf({ kind: 'multi' })).toBe(0.5)
  expect(thresholdOf({ kind: 'cls' })).toBeUndefined()
})
