import { expect, test } from 'vitest'
import { crfChecksum } from './_saved-faults.ts'
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

const samples = [{ text: '我', prediction: { text: '我', entities: [] } }]
const graph = { file: 'onnx/model.onnx', precision: 'fp32', kept: [], tolerance: 0.001 }
const crf = { transitions: [0.5, -1, 2, 0, 1, 1, -0.25, 0, 3], start: [1, 0, -2], end: [0, 0.125, 1] }
const parse = (fields: object, more: object = { graph }) =>
  parseSavedModel(
    () => JSON.stringify({ format: 2, version: '1', ...more, tasks: [{ ...task, samples, ...fields }] }),
    'hantune.json',
  )

test('the numbers of a CRF come back as they were saved, with a checksum or, of an earlier version, without', () => {
  for (const crc32c of [crfChecksum(crf), undefined])
    expect(parse({ decoder: 'crf', crf: { ...crf, crc32c } }).tasks[0]!.crf).toMatchObject(crf)
  // Of a model that is no graph they stand among the weights.
  expect(parse({ decoder: 'crf' }, {}).tasks[0]!.crf).toBeUndefined()
})

const { transitions, ...ends } = crf
test.each<readonly [string, object, string]>([
  ['one number short', { ...crf, transitions: transitions.slice(1) }, '9, 3, 3 numbers and hold 8, 3, 3'],
  ['of two sizes', { transitions, ...ends, end: [0] }, '9, 3, 3 numbers and hold 9, 3, 1'],
  ['of other labels', { transitions: [1], start: [1], end: [1] }, '9, 3, 3 numbers and hold 1, 1, 1'],
  ['with another digit', { ...crf, start: [1, 0, -3], crc32c: crfChecksum(crf) }, 'checksum'],
])('numbers of a CRF that are %s are refused', (_, numbers, en) => {
  const values = { reason: expect.objectContaining({ en: expect.stringContaining(en) }) }
  const refusal = expect.objectContaining({ code: 'E_RUN_DESCRIPTION', values })
  expect(() => parse({ decoder: 'crf', crf: numbers })).toThrow(refusal)
})

test.each<readonly [string, object, string]>([
  ['a CRF without numbers', { decoder: 'crf' }, 'tasks.ner.crf: missing'],
  ['numbers without a CRF', { crf }, 'tasks.ner.crf: there is one'],
  ['numbers of a CRF for classes', { kind: 'cls', decoder: 'crf', crf }, 'tasks.ner.crf: there is one'],
  ['thresholds of other labels', { kind: 'multi', thresholds: [0.5, 0.5] }, 'tasks.ner.thresholds: 2'],
])('%s: refused', (_, fields, en) => {
  const values = { reason: expect.objectContaining({ en: expect.stringContaining(en) }) }
  expect(() => parse(fields)).toThrow(expect.objectContaining({ code: 'E_RUN_DESCRIPTION', values }))
})
