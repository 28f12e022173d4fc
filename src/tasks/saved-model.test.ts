import { expect, test } from 'vitest'
import { parseSavedModel } from './saved-model.ts'

const task = { name: 'ner', kind: 'ner', labels: ['LOC'], maxLength: 64, granularity: 'character' }

test.each([
  ['{}', 'format: missing, expected 1 | 2'],
  ['{"format": 3}', 'format: Invalid option: expected one of 1|2'],
  ['{"format": 2, "version": "1"}', 'tasks: missing, expected array'],
  [JSON.stringify({ format: 2, version: '1', tasks: [task] }), 'tasks.0.samples: missing, expected array'],
  ['[]', 'Invalid input: expected object, received array'],
])('%s is refused by the field that is wrong', (text, en) => {
  const values = { reason: expect.objectContaining({ en }) }
  const refusal = expect.objectContaining({ code: 'E_RUN_DESCRIPTION', values })
  expect(() => parseSavedModel(() => text, 'hantune.json')).toThrow(refusal)
})
