import { expect, test } from 'vitest'
import { cls, ner } from '../_testing.case.ts'
import { type CheckData, checkData, type Finding, type RuleCode } from '../index.ts'

const find = (data: CheckData, rule: RuleCode): readonly Finding[] =>
  checkData(data).findings.filter((finding) => finding.rule === rule)

test('entities beside what is tagged elsewhere look shifted', () => {
  const train = [
    ner('患者服[阿司匹林|DRU]后[腹痛|SYM]。'),
    ner('服用阿[司匹林后|DRU]，腹[痛，|SYM]无[发热|SYM]'),
    ner('口服[阿司匹林片|DRU]，停[阿司匹林|DRU]'),
    ner('[司机|PER]和[机长|PER]'),
    ner('司[机和|PER]'),
  ]
  const [finding, ...others] = find({ train }, 'entity-shifted')
  expect(others).toEqual([])
  expect(finding!.records.map(({ index, characters, note }) => [index, characters, note!.en])).toEqual([
    [1, [3, 7], '"司匹林后" → "阿司匹林"'],
    [1, [9, 11], '"痛，" → "腹痛"'],
  ])
})

test('groups in several parts', () => {
  const of = (group: string, text: string) => {
    const record = cls(text, 'a')
    return { ...record, origin: { ...record.origin, group, groupField: 'patient' } }
  }
  const data = {
    train: [of('p1', '甲'), of('p2', '乙')],
    test: [of('p2', '丙'), of('p2', '丁'), of('p3', '戊')],
  }
  const [finding] = find(data, 'group-leakage')
  expect(finding).toMatchObject({ severity: 'error', count: 2 })
  expect(finding!.records[0]).toMatchObject({
    index: 0,
    related: { part: 'train', index: 1 },
    note: { en: 'group "p2"' },
  })
  expect(
    find(
      {
        train: data.train,
        test: data.train.map(({ origin: { group: _, ...origin }, ...one }) => ({ ...one, origin })),
      },
      'group-leakage',
    ),
  ).toEqual([])
})
