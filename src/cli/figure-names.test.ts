import { afterEach, expect, test } from 'vitest'
import { renderCurve } from './learning-curve.ts'
import { renderSeeds } from './seeds-view.ts'

afterEach(() => {
  delete process.env.HANTUNE_LANG
})

const spread = { values: [0.5, 0.7], mean: 0.6, deviation: 0.1 }
const seeds = (tasks: Parameters<typeof renderSeeds>[0]['tasks']) =>
  renderSeeds({ event: 'seeds', folder: 'runs/s', seeds: [1, 2], split: 'dev', runs: [], tasks })

test('figures over seeds are named in the language of the table', () => {
  process.env.HANTUNE_LANG = 'zh'
  const table = seeds({ cls: { accuracy: spread, macroF1: spread, 'f1/投诉': spread, loss: spread } })
  expect(table).toMatch(/准确率 .*\n宏平均 F1 .*\nF1 投诉 .*\n损失 /)
  expect(table).not.toMatch(/accuracy|macroF1|loss/)
})

test('a curve names its figure, and says why it foresees nothing', () => {
  process.env.HANTUNE_LANG = 'zh'
  const law = { a: 0.1, b: 1, c: 0.5, records: 100, error: 0.2, atTwice: 0.17 }
  const points = [{ records: 100, errors: [0.1] }]
  const told = renderCurve({ figure: 'accuracy', points, curve: { ...law, measured: 0.1 } })
  expect(told).toMatch(/准确率 均值/)
  expect(told).toMatch(/给不出数据加倍的预测.*90\.00%.*80\.00%.*3 个百分点/)
  const forecast = { error: 0.07, gain: 0.03 }
  const foreseen = renderCurve({ figure: 'accuracy', points, curve: { ...law, measured: 0.1, forecast } })
  expect(foreseen).toMatch(/93\.00%（比测得的 90\.00% 提高 3\.00 个百分点/)
})
