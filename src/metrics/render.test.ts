import { describe, expect, it } from 'vitest'
import { scoreClasses } from './classes.ts'
import { scoreEntities } from './entities.ts'
import { renderClassScores, renderEntityScores } from './render.ts'
import { displayWidth, renderTable } from './table.ts'

describe('displayWidth', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['中文', 4],
    ['Ｆ１，。', 8],
    ['한글', 4],
    ['𠮷', 2],
    ['é', 1],
    ['→', 1],
  ])('%j takes %i cells', (text, cells) => {
    expect(displayWidth(text)).toBe(cells)
  })
})

describe('renderTable', () => {
  it('aligns columns by cells, not by characters', () => {
    const lines = renderTable([
      ['类型', '数'],
      ['组织机构', '1234'],
      ['PER', '5'],
    ]).split('\n')
    expect(lines).toEqual(['类型        数', '组织机构  1234', 'PER          5'])
    expect(new Set(lines.map(displayWidth)).size).toBe(1)
  })

  it('gives an empty text for no rows', () => {
    expect(renderTable([])).toBe('')
  })
})

describe('renderEntityScores', () => {
  const scores = scoreEntities(
    [
      [
        { start: 0, end: 2, label: '人名' },
        { start: 4, end: 6, label: 'LOC' },
      ],
    ],
    [[{ start: 0, end: 2, label: '人名' }]],
  )

  it('speaks Chinese', () => {
    expect(renderEntityScores(scores, 'zh').split('\n')).toEqual([
      '类型     精确率   召回率       F1  实体数',
      'LOC       0.00%    0.00%    0.00%       1',
      '人名    100.00%  100.00%  100.00%       1',
      '微平均  100.00%   50.00%   66.67%       2',
      '宏平均   50.00%   50.00%   50.00%       2',
      '',
      '标准答案有 2 个实体，预测出 1 个，其中 1 个正确。',
    ])
  })

  it('speaks English', () => {
    const lines = renderEntityScores(scores, 'en').split('\n')
    expect(lines[0]).toBe('type           precision   recall       F1  entities')
    expect(lines.at(-1)).toBe('2 entities in the truth, 1 predicted, 1 of them right.')
  })
})

describe('renderClassScores', () => {
  it('keeps the order of the classes and names the worst confusions first', () => {
    const gold = ['体育', '体育', '体育', '财经', '10']
    const scores = scoreClasses(gold, ['体育', '财经', '财经', '10', '10'], ['体育', '财经', '10'])
    expect(renderClassScores(scores, 'zh').split('\n')).toEqual([
      '类别     精确率   召回率      F1  文本数',
      '体育    100.00%   33.33%  50.00%       3',
      '财经      0.00%    0.00%   0.00%       1',
      '10       50.00%  100.00%  66.67%       1',
      '宏平均   50.00%   44.44%  38.89%       5',
      '',
      '准确率 40.00%（2/5）',
      '',
      '最常见的混淆：',
      '  体育 → 财经：2 次',
      '  财经 → 10：1 次',
    ])
  })

  it('says nothing of confusions where there are none', () => {
    expect(renderClassScores(scoreClasses(['甲'], ['甲'], ['甲']), 'en')).not.toContain('confusion')
  })
})
