import { describe, expect, test } from 'vitest'
import { errorOf, testFolder } from './_testing.ts'
import { readDataset } from './index.ts'

const { file } = testFolder()
const json = (...objects: readonly object[]) => objects.map((one) => `${JSON.stringify(one)}\n`).join('')
const studio = (data: object, more: object = {}) => ({
  ...more,
  data: { text: '甲乙', ...data },
  annotations: [{ result: [{ type: 'choices', value: { choices: ['a'] } }] }],
})

describe('fields that are asked for go with the origin', () => {
  test.each([
    [
      'JSONL',
      json(
        { text: '甲', label: 'a', ward: '内科', bed: 3, day: true },
        { text: '乙', label: 'b', ward: ' ', bed: { at: 1 } },
      ),
      ['内科', '3', 'true'],
    ],
    ['CSV', 'text,label,ward,bed,day\n甲,a,内科,3,true\n乙,b,,,\n', ['内科', '3', 'true']],
    [
      'Label Studio',
      json(studio({ ward: '内科', bed: 3 }, { day: true }), studio({}), studio({})),
      ['内科', '3', 'true'],
    ],
  ])('%s', (_, content, [ward, bed, day]) => {
    const options = { fields: ['ward', 'bed', 'day'], forTraining: false }
    const { records, notes } = readDataset(file(content), options)
    expect(records[0]!.origin.fields).toEqual({ ward, bed, day })
    expect(records[1]!.origin).not.toHaveProperty('fields')
    // What is used is not noted as unused.
    expect(notes.filter(({ code }) => code.startsWith('ignored'))).toEqual([])
  })

  test('Label Studio: what the tool keeps under the name of a column does not hide it', () => {
    const content = json(studio({ meta: '门诊' }, { meta: {} }), studio({ meta: '住院' }, { meta: null }))
    const { records } = readDataset(file(content), { fields: ['meta'], forTraining: false })
    expect(records.map(({ origin }) => origin.fields)).toEqual([{ meta: '门诊' }, { meta: '住院' }])
  })

  test('nothing is kept unasked', () => {
    const { records } = readDataset(file(json({ text: '甲', label: 'a', ward: '内科' })), {
      forTraining: false,
    })
    expect(records[0]!.origin).not.toHaveProperty('fields')
  })

  test.each([
    [json({ text: '甲', label: 'a', ward: '内科' }), 'wrd', 'text, label, ward', ' (≈ ward)'],
    [json({ text: '甲', label: 'a', ward: ['内科'] }), 'ward', 'text, label', ''],
    ['text,label,ward\n甲,a,\n', 'ward', 'text, label', ''],
    ['甲 B-X\n', 'ward', '–', ''],
  ])('a field that no record has is refused with the nearest: %#', (content, field, names, near) => {
    const error = errorOf(() => readDataset(file(content), { fields: [field], forTraining: false }))
    expect(error).toMatchObject({ code: 'E_DATA_FIELD_UNKNOWN', values: { name: field, names, near } })
  })
})
