import { expect, test, vi } from 'vitest'
import { lexiconOf } from '../rules/index.ts'
import { foreignTypes } from './foreign-types.ts'
import { override, type TaskName } from './ruled.ts'

const text = '口服阿司匹林肠溶片'
const origin = { file: 'f', line: 1 }
const rules = lexiconOf([
  {
    text,
    entities: [
      { start: 2, end: 9, label: 'FORM' },
      { start: 2, end: 6, label: 'DRU' },
    ],
    origin,
  },
])
const notes = { name: 'notes', kind: 'ner', labels: ['DIS', 'DRU'] } as const
const forms = { name: 'forms', kind: 'ner', labels: ['FORM'] } as const
const topic = { name: 'topic', kind: 'cls', labels: ['a', 'b'] } as const
const modelOf = (...tasks: TaskName[]) => ({ folder: 'run', tasks })
const nothing = { text, entities: [] }

test('several tasks: a rule speaks to those that know its type, and to them alone', () => {
  const prediction = { text, tasks: { notes: nothing, forms: nothing } }
  const ruled = override(prediction, rules, modelOf(notes, forms))
  expect(ruled).toMatchObject({
    tasks: {
      notes: { entities: [{ label: 'DRU', text: '阿司匹林', source: 'rule' }] },
      forms: { entities: [{ label: 'FORM', text: '阿司匹林肠溶片' }] },
    },
  })
})

test('the only task of a model takes types that it does not know, too', () => {
  expect(override(nothing, rules, modelOf(notes))).toMatchObject({ entities: [{ label: 'FORM' }] })
})

test('types that nothing has learnt: given by the lexicon where there is one task, by nobody where there are several', () => {
  vi.stubEnv('HANTUNE_LANG', 'en')
  const told = (...args: [TaskName[], TaskName[]?]) =>
    foreignTypes(rules, modelOf(...args[0]), args[1]).map((note) => note.text)
  expect(told([notes])).toEqual([
    expect.stringMatching(/types: FORM.*; only the lexicon gives them\..*DIS, DRU$/),
  ])
  expect(told([notes, topic])).toEqual([
    'these types are unknown to notes: FORM; rules that give them do nothing. Known there: DIS, DRU',
  ])
  expect(told([notes, forms])).toEqual([])
  expect(told([notes, forms], [forms])).toEqual([expect.stringMatching(/unknown to forms: DRU;/)])
  vi.stubEnv('HANTUNE_LANG', 'zh')
  expect(told([notes, topic])[0]).toMatch(/^任务 notes 没有学过这些类型：FORM；相应的规则不起作用/)
  vi.unstubAllEnvs()
})
