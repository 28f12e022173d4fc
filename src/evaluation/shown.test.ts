import { describe, expect, it } from 'vitest'
import { type ClassScores, percent } from '../metrics/index.ts'
import { cls, clsOutcomes, multi, ner, nerOutcomes, words } from './_testing.case.ts'
import { evaluateOutcomes } from './evaluate.ts'
import { reportHtml } from './page-tables.ts'
import { renderEvaluation } from './render-text.ts'

const quick = { bootstrap: { resamples: 50 } }

const rows = [
  [0.9, 0.1, 0],
  [0.8, 0.2, 0],
  [0.9, 0.1, 0],
  [0.3, 0.7, 0],
]

describe('renderEvaluation and reportHtml', () => {
  it('tells two macro averages of models with different classes apart', () => {
    const wider = clsOutcomes(
      ['甲', '乙', '丙'],
      cls.records.map((record, at) => [record.text, 'label' in record ? record.label : '', rows[at]!]),
    )
    const report = evaluateOutcomes(cls, { ...quick, against: wider })
    const own = percent((report.scores as ClassScores).macroF1)
    for (const render of [renderEvaluation, reportHtml]) {
      const english = words(render(report, 'en'))
      expect(english).toContain(`macro F1, each over its own classes 48.89% ${own} – – –`)
      expect(english).toMatch(/macro F1, over the classes of both 48\.89% 48\.89% [+−]0\.00 /)
      expect(english).toContain('over all 3 classes of either')
      expect(render(report, 'zh')).toContain('模型没有的类别记 0')
      expect(render(evaluateOutcomes(cls, { ...quick, against: cls }), 'zh')).not.toContain('双方的全部类别')
    }
  })

  it('calls the share of records that are right the same in the comparison as above it', () => {
    for (const [outcomes, name] of [
      [ner, '整句全对'],
      [multi, '类别全对'],
      [cls, '准确率'],
    ] as const)
      for (const render of [renderEvaluation, reportHtml]) {
        const text = render(evaluateOutcomes(outcomes, { ...quick, against: outcomes }), 'zh')
        // Slices of one class a text need no second name for it.
        expect(text.split(name)).toHaveLength(name === '准确率' ? 3 : 4)
        if (name !== '准确率') expect(text).not.toContain('准确率')
      }
  })

  it('names what it compared with and calibrated on', () => {
    const sources = { train: 'train.bio', dev: 'dev.bio', against: 'runs/other' }
    const others = { dev: multi, against: multi }
    const report = evaluateOutcomes(multi, { ...quick, sources, ...others })
    expect(report.sources).toEqual({ dev: 'dev.bio', against: 'runs/other' })
    for (const render of [renderEvaluation, reportHtml]) {
      expect(render(report, 'en')).toMatch(
        /Against runs\/other[\s\S]*fitted on dev\.bio:[\s\S]*Chosen on dev\.bio\./,
      )
      expect(render(report, 'zh')).toMatch(
        /与 runs\/other 比较[\s\S]*在 dev\.bio 上拟合[\s\S]*在 dev\.bio 上选出/,
      )
      const nameless = render(evaluateOutcomes(multi, { ...quick, ...others }), 'zh')
      expect(nameless).toMatch(/与另一次训练比较[\s\S]*在开发集上拟合/)
    }
  })

  it('warns of a temperature that ran away, and gives none where nothing was found to fit it on', () => {
    const sure = clsOutcomes(
      ['甲', '乙'],
      [
        ['一', '甲', [0.9, 0.1]],
        ['二', '乙', [0.2, 0.8]],
      ],
    )
    const silent = nerOutcomes([['[张三](PER)', '张三']])
    const away = evaluateOutcomes(cls, { ...quick, dev: sure })
    expect(away.calibration.scaled).toMatchObject({ isExtreme: true })
    const none = evaluateOutcomes(ner, { ...quick, dev: silent })
    expect(none.calibration).toMatchObject({ hasNothingToFit: true })
    expect(none.calibration).not.toHaveProperty('scaled')
    for (const render of [renderEvaluation, reportHtml]) {
      expect(render(away, 'en')).toMatch(/temperature 0\.010[\s\S]*Warning: a temperature beyond 0\.05 to 20/)
      expect(render(evaluateOutcomes(cls, { ...quick, dev: cls }), 'en')).not.toContain('Warning')
      expect(render(none, 'zh')).toContain('没有拟合温度')
      expect(words(render(evaluateOutcomes(silent, quick), 'en'))).toMatch(/ECE – .*Brier –/)
    }
  })

  it('shows the confusion as a matrix, or the most frequent ones where it would not fit', () => {
    const text = renderEvaluation(evaluateOutcomes(ner, quick), 'en')
    const matrix = text.slice(text.indexOf('── Confusion matrix')).split('\n').slice(1, 7)
    expect(matrix.map((line) => line.trim().split(/ {2,}/))).toEqual([
      ['truth ↓ prediction →', 'LOC', 'ORG', 'PER', '(none)'],
      ['LOC', '2', '0', '0', '0'],
      ['ORG', '1', '0', '0', '0'],
      ['PER', '0', '0', '2', '1'],
      ['(none)', '0', '0', '1'],
      [expect.stringContaining('The diagonal holds entities of the right type')],
    ])
    const labels = Array.from({ length: 13 }, (_, at) => `类${at}`)
    const sure = (label: number) => labels.map((_, at) => (at === label ? 0.88 : 0.01))
    const many = clsOutcomes(
      labels,
      labels.map((label, at) => [`文本${at}`, label, sure(at % 11 ? 0 : at)]),
    )
    const listed = words(renderEvaluation(evaluateOutcomes(many, quick), 'en'))
    expect(listed).toContain('these are the most frequent confusions (10 of 11).')
    expect(listed).toContain('truth prediction times 类1 类0 1 类2 类0 1')
    for (const render of [renderEvaluation, reportHtml]) {
      expect(render(evaluateOutcomes(ner, quick), 'zh')).toContain('边界不对的也算在内')
      expect(render(evaluateOutcomes(cls, quick), 'zh')).not.toContain('边界不对')
    }
  })

  it('shows how often each range of confidence is right, as it is and with a temperature', () => {
    const text = words(renderEvaluation(evaluateOutcomes(cls, { ...quick, dev: cls }), 'en'))
    const [before, after] = text.slice(text.indexOf('── Calibration')).split('temperature')
    expect(before).toContain('confidence count mean confidence share right 0.6–0.7 1 70.00% 100.00%')
    expect(before).toContain('0.8–0.9 2 90.00% 50.00%')
    expect(after).toMatch(/confidence count mean confidence share right 0\.\d–/)
  })
})
