import { describe, expect, it } from 'vitest'
import { cls, clsOutcomes, multi, ner, nerOutcomes, words } from './_testing.case.ts'
import { requireComparable } from './comparable.ts'
import { evaluateOutcomes } from './evaluate.ts'
import type { Outcomes } from './outcomes.ts'
import { evaluationPage } from './page.ts'
import { reportHtml } from './page-tables.ts'
import { renderEvaluation } from './render-text.ts'

const errorOf = (outcomes: Outcomes): unknown => {
  try {
    return evaluateOutcomes(outcomes, quick)
  } catch (error) {
    return error
  }
}

const quick = { bootstrap: { resamples: 50 } }

describe('evaluateOutcomes', () => {
  it('joins what entities tell', () => {
    const report = evaluateOutcomes(ner, quick)
    expect(report.errors!.counts).toEqual({
      correct: 3,
      boundary: 1,
      type: 1,
      both: 0,
      missing: 1,
      spurious: 1,
    })
    expect(report.scores).toMatchObject({ support: 6, predicted: 6, correct: 3, f1: 0.5 })
    expect(report.intervals.micro.f1).toMatchObject({ value: 0.5 })
    expect(report.intervals.accuracy.value).toBeCloseTo(1 / 5, 12)
    expect(report.confusion).toEqual({
      labels: ['LOC', 'ORG', 'PER'],
      hasNone: true,
      counts: [
        [2, 0, 0, 0],
        [1, 0, 0, 0],
        [0, 0, 2, 1],
        [0, 0, 1, 0],
      ],
    })
    expect(report.calibration).toMatchObject({ of: 'entities', reliability: { predictions: 6 } })
    expect(report).not.toHaveProperty('thresholds')
  })

  it.each([Number.NaN, undefined, -0.5, 1.5])('refuses a score of %s and names the record', (value) => {
    const score = value as number
    const { origin } = cls.records[1]!
    const place = { file: origin.file, line: origin.line }
    const refusal = { code: 'E_EVALUATION_SCORE', place }
    const outputs = cls.outputs.map((output, at) => (at === 1 ? { ...output, score } : output))
    expect(errorOf({ ...cls, outputs } as Outcomes)).toMatchObject(refusal)
    const several = multi.outputs.map((output) => ({ ...output, scores: { [multi.labels[0]!]: score } }))
    expect(errorOf({ ...multi, outputs: several } as Outcomes)).toMatchObject({ code: refusal.code })
    const found = [{ start: 0, end: 1, label: 'LOC', text: '', score }]
    const tagged = ner.outputs.map((output) => ({ ...output, entities: found }))
    expect(errorOf({ ...ner, outputs: tagged } as unknown as Outcomes)).toMatchObject({ code: refusal.code })
  })

  it('slices by length, file, label, and by what the training data knows', () => {
    const train = nerOutcomes([
      ['[张三](PER)在[北京](LOC)', ''],
      ['[腾讯](PER)', ''],
    ]).records
    const { slices } = evaluateOutcomes(ner, { ...quick, train })
    const named = (by: string) =>
      slices.filter((slice) => slice.by === by).map(({ name, records, support }) => [name, records, support])
    expect(named('length')).toEqual([['1–32', 5, 6]])
    expect(named('file')).toEqual([
      ['乙.bio', 3, 4],
      ['甲.bio', 2, 2],
    ])
    expect(named('label')).toEqual([
      ['LOC', 2, 4],
      ['ORG', 1, 1],
      ['PER', 3, 5],
      ['', 1, 0],
    ])
    expect(named('entity')).toEqual([
      ['known', 1, 2],
      ['other-type', 1, 1],
      ['unseen', 3, 3],
    ])
    expect(named('text')).toEqual([
      ['known', 1, 2],
      ['unseen', 4, 4],
    ])
    expect(slices.find(({ name }) => name === 'known')!.f1!.value).toBe(1)
  })

  it('slices by fields of the records: frequent values, the rest together, and records that say nothing', () => {
    const wards = [
      ...Array.from({ length: 15 }, (_, at) => `病区${at}`),
      '病区0',
      '病区7',
      '病区7',
      undefined,
    ]
    const plain = clsOutcomes(
      ['甲', '乙'],
      wards.map((_, at) => [`文本${at}`, '甲', at % 2 ? [0.9, 0.1] : [0.1, 0.9]] as const),
    )
    const records = plain.records.map((record, at) => {
      const ward = wards[at]
      return ward === undefined ? record : { ...record, origin: { ...record.origin, fields: { ward } } }
    })
    const report = evaluateOutcomes({ ...plain, records }, { ...quick, sliceBy: ['ward'] })
    const found = report.slices.filter(({ by }) => by === 'field')
    expect(found.map(({ name, values, records: count }) => [name, values ?? 0, count])).toEqual([
      ['病区7', 0, 3],
      ['病区0', 0, 2],
      ...[1, 2, 3, 4, 5, 6, 8, 9, 10, 11].map((at) => [`病区${at}`, 0, 1]),
      ['', 3, 3],
      ['', 0, 1],
    ])
    expect(found.map(({ field }) => field)).toEqual(found.map(() => 'ward'))
    // 病区7 stands at 7, 16 and 17, and every second text is right.
    expect(found[0]).toMatchObject({ support: 3, accuracy: 2 / 3 })
    for (const render of [renderEvaluation, reportHtml]) {
      expect(render(report, 'zh')).toMatch(/字段“ward”.*（其余 3 种取值）[\s\S]*字段“ward”.*（没有填）/)
      expect(render(report, 'en')).toMatch(/the other 3 values[\s\S]*says nothing/)
    }
  })

  it('has no figure where there is nothing to find', () => {
    const quiet = nerOutcomes([
      ['什么也没有', '什么也没有'],
      ['[王五](PER)', '[王五](PER)'],
    ])
    const unlabelled = (outcomes: typeof ner) =>
      evaluateOutcomes(outcomes, quick).slices.find(({ by, name }) => by === 'label' && name === '')
    expect(unlabelled(quiet)).toMatchObject({ records: 1, support: 0, micro: null, f1: null, accuracy: 1 })
    // Nor where something was: F1 could be nothing but 0. The share of texts that are right tells.
    expect(unlabelled(ner)).toMatchObject({ support: 0, micro: null, f1: null, accuracy: 0 })
    const report = evaluateOutcomes(quiet, quick)
    expect(renderEvaluation(report, 'en')).toMatch(/has label: \(none at all\) +1 +0 +100\.00% +– +–\n/)
    expect(reportHtml(report, 'en')).toContain(
      '<td class="num">–</td><td class="num"></td><td class="num">–</td>',
    )
  })

  it('marks what rests on too few', () => {
    const many = nerOutcomes(Array.from({ length: 12 }, () => ['[张三](PER)', '[张三](PER)'] as const))
    for (const render of [renderEvaluation, reportHtml]) {
      expect(render(evaluateOutcomes(ner, quick), 'zh')).toMatch(/\d \*/)
      expect(render(evaluateOutcomes(ner, quick), 'zh')).toContain('* 含有它的记录不足 10 条')
    }
    // One record is one to draw, however much it holds.
    const [long, shorts] = ['[张三](PER)'.repeat(40), Array(11).fill(['什么也没有', '什么也没有'])]
    const one = evaluateOutcomes(nerOutcomes([[long, long], ...shorts]), quick)
    expect(one.holders).toEqual({ all: 1, perLabel: { PER: 1 } })
    expect(words(renderEvaluation(one, 'zh'))).toMatch(/微平均 F1 100.00% \S+ \* .*PER 100.00% \S+ \* /)
    expect(words(reportHtml(one, 'zh'))).toMatch(/PER 100.00% 100.00% 100.00% \S+ \* 40 /)
    const report = evaluateOutcomes(many, quick)
    expect(renderEvaluation(report, 'zh')).toMatch(/PER +100\.00% +100\.0–100\.0\n/)
  })

  it('heads classes as classes, and shows every measure of calibration before and after', () => {
    const report = evaluateOutcomes(cls, { ...quick, dev: cls })
    const html = reportHtml(report, 'zh')
    expect(html).toContain('<tr><th>类别</th>')
    expect(reportHtml(evaluateOutcomes(multi, quick), 'zh')).toContain('<tr><th>标签</th>')
    expect(reportHtml(evaluateOutcomes(ner, quick), 'zh')).toContain('<tr><th>类型</th>')
    expect(html).toMatch(/<th>Brier<\/th><td class="num">0\.\d{4}<\/td><td class="num">0\.\d{4}<\/td>/)
    const arrow = '\\d\\.\\d{4} → \\d\\.\\d{4}'
    expect(renderEvaluation(report, 'zh')).toMatch(new RegExp(`ECE ${arrow}，MCE ${arrow}，Brier ${arrow}`))
  })

  it('joins what classes tell, with a temperature from other data', () => {
    const report = evaluateOutcomes(cls, { ...quick, dev: cls })
    expect(report.scores).toMatchObject({ accuracy: 0.75 })
    expect(report.confusion).toEqual({
      labels: ['甲', '乙'],
      hasNone: false,
      counts: [
        [2, 0],
        [1, 1],
      ],
    })
    const { calibration } = report
    expect(calibration.of).toBe('texts')
    expect(calibration.brierOfClasses).toBeCloseTo((0.02 + 0.08 + 1.62 + 0.18) / 4, 6)
    expect(calibration.scaled!.after).toBeLessThan(calibration.scaled!.before)
    expect(evaluateOutcomes(cls, quick).calibration).not.toHaveProperty('scaled')
  })

  it('joins what several classes a text tell, with thresholds from other data', () => {
    const report = evaluateOutcomes(multi, { ...quick, dev: multi })
    expect(report.scores).toMatchObject({ subsetAccuracy: 1 / 3 })
    expect(report.calibration).toMatchObject({ of: 'decisions', reliability: { predictions: 9 } })
    expect(report.thresholds!.here.perLabel.microF1).toBeGreaterThan(report.thresholds!.here.half.microF1)
    expect(report).not.toHaveProperty('confusion')
  })

  it('says from which probabilities labels were given where it was not 0.5', () => {
    expect(evaluateOutcomes({ ...multi, thresholds: [0.5, 0.5, 0.5] }, quick)).not.toHaveProperty('givenFrom')
    const report = evaluateOutcomes({ ...multi, thresholds: [0.5, 0.25, 0.5] }, quick)
    expect(report.givenFrom).toEqual([
      { label: '甲', threshold: 0.5 },
      { label: '乙', threshold: 0.25 },
      { label: '丙', threshold: 0.5 },
    ])
    expect(renderEvaluation(report, 'en')).toMatch(/at these thresholds.*甲 0\.500, 乙 0\.250/)
    expect(evaluationPage({ model: 'm', data: 'd', report, outcomes: multi })).toContain('乙 0.250')
    const one = evaluateOutcomes({ ...multi, thresholds: [0.3, 0.3, 0.3] }, quick)
    expect(renderEvaluation(one, 'zh')).toContain('以上成绩用的阈值（不是默认的 0.5）：0.300')
  })

  it('compares with another run on the same records', () => {
    const better = { ...cls, outputs: cls.records.map((record) => ({ ...record, score: 1 })) as never }
    const { comparison } = evaluateOutcomes(cls, { ...quick, against: better })
    expect(comparison!.accuracy).toMatchObject({ first: 1, second: 0.75, difference: -0.25 })
  })

  it('is plain data', () => {
    for (const outcomes of [ner, cls, multi]) {
      const report = evaluateOutcomes(outcomes, {
        ...quick,
        train: outcomes.records,
        dev: outcomes,
        against: outcomes,
      })
      expect(JSON.parse(JSON.stringify(report))).toEqual(report)
      // Slices without anything to find have no figure.
      expect(JSON.stringify({ ...report, slices: [] })).not.toContain('null')
    }
  })

  it('refuses what does not belong together', () => {
    expect(() => evaluateOutcomes({ ...cls, outputs: cls.outputs.slice(1) })).toThrowError(
      /E_EVALUATION_UNEQUAL/,
    )
    expect(() => evaluateOutcomes({ ...cls, outputs: [...cls.outputs].reverse() })).toThrowError(
      /E_EVALUATION_OTHER_TEXT/,
    )
    expect(() => evaluateOutcomes(cls, { dev: ner })).toThrowError(/E_EVALUATION_OTHER_TASK/)
    expect(() => evaluateOutcomes({ ...cls, records: [], outputs: [] })).toThrowError(/E_METRICS_NO_RECORDS/)
  })

  it('refuses to compare with a model of another task, or one that lacks a class of the data', () => {
    const other = { folder: 'runs/b', kind: 'cls', labels: ['甲', '丙'] } as const
    const place = { file: 'runs/b' }
    expect(() => requireComparable(cls, { ...other, labels: ['丙', '乙', '甲'] })).not.toThrow()
    expect(() => requireComparable(ner, { ...other, kind: 'ner' })).not.toThrow()
    for (const [outcomes, facts, code] of [
      [ner, other, 'E_EVALUATION_OTHER_TASK'],
      [cls, other, 'E_EVALUATION_LACKS_CLASS'],
      [multi, { ...other, kind: 'multi' }, 'E_EVALUATION_LACKS_CLASS'],
    ] as const)
      expect(() => requireComparable(outcomes, facts)).toThrow(expect.objectContaining({ code, place }))
  })
})
