import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  brief,
  counted,
  duration,
  figure,
  limitsOf,
  metricName,
  moment,
  partsOf,
  shortPath,
  tickFigure,
} from './format.ts'
import { routeOf, runHash, tryHash, tryHashFrom } from './router.ts'
import { nearest, type Point, pathOf, placeOf, rangeOf, smoothed, thinned } from './scale.ts'
import { segmentsOf } from './segments.ts'
import { ALL_TEXTS, sayIn } from './texts.ts'

describe('a marked text', () => {
  const at = (start: number, end: number, label = 'LOC') => ({ start, end, label })
  const shown = (text: string, entities: readonly { start: number; end: number; label: string }[]) =>
    segmentsOf(text, entities).map(({ text: piece, entity }) =>
      entity ? `[${piece}|${entity.label}]` : piece,
    )

  test('counts as JavaScript counts, emoji included', () => {
    expect(shown('我😀在北京', [at(4, 6)])).toEqual(['我😀在', '[北京|LOC]'])
    expect(shown('北京', [at(0, 2)])).toEqual(['[北京|LOC]'])
    expect(shown('', [])).toEqual([])
  })

  test('marks each stretch once, the longest entity first', () => {
    expect(shown('北京大学东门', [at(0, 2), at(0, 4, 'ORG'), at(4, 6)])).toEqual([
      '[北京大学|ORG]',
      '[东门|LOC]',
    ])
    expect(shown('北京', [at(1, 9), at(2, 2)])).toEqual(['北京'])
  })

  test('is the whole text, whatever the entities', () => {
    const range = fc.record({
      start: fc.integer({ min: -2, max: 30 }),
      end: fc.integer({ min: -2, max: 30 }),
    })
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.array(range), (text, entities) => {
        const own = entities.filter(({ start }) => start >= 0)
        expect(
          segmentsOf(text, own)
            .map((one) => one.text)
            .join(''),
        ).toBe(text)
      }),
    )
  })
})

describe('curves', () => {
  test('axes end at round values around all others', () => {
    expect(rangeOf([0.853, 0.9855])).toEqual({ least: 0.85, most: 1, ticks: [0.85, 0.9, 0.95, 1] })
    expect(rangeOf([0, 5e-4]).ticks).toEqual([0, 2e-4, 4e-4, 6e-4])
    expect(rangeOf([]).ticks).toEqual([0, 0.25, 0.5, 0.75, 1])
    expect(rangeOf([2, Number.NaN, Number.POSITIVE_INFINITY])).toMatchObject({ least: 1.8, most: 2.2 })
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 }), (values) => {
        const { least, most, ticks } = rangeOf(values)
        const dust = 1e-6 * Math.max(1, Math.abs(least), Math.abs(most))
        expect(least).toBeLessThanOrEqual(Math.min(...values) + dust)
        expect(most).toBeGreaterThanOrEqual(Math.max(...values) - dust)
        expect(ticks.length).toBeLessThanOrEqual(8)
      }),
    )
  })

  test('an axis makes no room where no value can be', () => {
    const shares = limitsOf(['f1', 'ner.accuracy'])
    expect(rangeOf([0, 0], shares)).toEqual({ least: 0, most: 1, ticks: [0, 0.25, 0.5, 0.75, 1] })
    expect(rangeOf([1], shares)).toMatchObject({ least: 0.9, most: 1 })
    expect(rangeOf([0.02], shares)).toMatchObject({ least: 0.018, most: 0.022 })
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }), (values) => {
        const { least, most } = rangeOf(values, shares)
        expect([least >= 0, most <= 1, most > least]).toEqual([true, true, true])
      }),
    )
    const losses = limitsOf(['loss', 'f1'])
    expect(rangeOf([0], losses)).toMatchObject({ least: 0, most: 1 })
    expect(rangeOf([7], losses).most).toBeGreaterThan(7)
    // What is there is shown.
    expect(rangeOf([-3], losses).least).toBeLessThanOrEqual(-3)
    expect(rangeOf([2, 2], shares).most).toBeGreaterThanOrEqual(2)
  })

  test('places grow with values; a path breaks where there is none', () => {
    const range = { least: 0, most: 10 }
    expect([0, 5, 10].map((value) => placeOf(value, range, 100, 0))).toEqual([100, 50, 0])
    const path = pathOf(
      [
        [0, 0],
        [1, 1],
        [2, Number.NaN],
        [3, 3],
      ],
      (point) => point,
    )
    expect(path).toBe('M0.0 0.0L1.0 1.0M3.0 3.0')
  })

  test('a moving mean starts at the first value and keeps a constant', () => {
    const points: Point[] = [
      [1, 4],
      [2, 4],
      [3, 4],
    ]
    expect(smoothed(points, 0.9).map(([, y]) => y)).toEqual([4, 4, 4].map((y) => expect.closeTo(y)))
    expect(
      smoothed(
        [
          [1, 0],
          [2, 1],
        ],
        0.5,
      )[1]![1],
    ).toBeCloseTo(2 / 3)
  })

  test('thinning keeps peaks and the order', () => {
    const points = Array.from({ length: 1000 }, (_, i): Point => [i, i === 777 ? 50 : Math.sin(i)])
    const kept = thinned(points, 100)
    expect(kept.length).toBeLessThanOrEqual(100)
    expect(kept).toContainEqual([777, 50])
    expect(kept.map(([x]) => x)).toEqual(kept.map(([x]) => x).sort((a, b) => a - b))
    expect(nearest(points, 500.4)?.[0]).toBe(500)
    expect(nearest([], 1)).toBeUndefined()
  })
})

describe('words and figures', () => {
  const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()

  test('both languages say the same with the same values', () => {
    for (const [key, { zh, en }] of Object.entries(ALL_TEXTS)) {
      expect(places(zh), key).toEqual(places(en))
      expect(zh.trim() !== '' && en.trim() !== '', key).toBe(true)
      if (key !== 'language') expect(en, key).not.toMatch(/\p{Script=Han}/u)
    }
    expect(Object.keys(ALL_TEXTS).length).toBeGreaterThan(80)
  })

  test('a text is as long as its offsets say', () => {
    const text = '我😀'
    const [last] = segmentsOf(text, [{ start: 1, end: 3, label: 'X' }]).slice(-1)
    expect([last!.text, counted(text, sayIn('zh')), counted('', sayIn('en'))]).toEqual(['😀', '3 字', ''])
  })

  test('are short', () => {
    expect([0.9855, 1].map((value) => figure('f1', value))).toEqual(['98.55%', '100.00%'])
    expect(tickFigure('f1', 0.9)).toBe('90%')
    expect(tickFigure('f1', 0.905)).toBe('90.5%')
    expect(figure('ner.loss', 0.12345)).toBe('0.123')
    expect([0, 5e-4, 0.00801, 2.7].map(brief)).toEqual(['0', '5e-4', '0.00801', '2.7'])
    expect([3.24, 75, 3700].map((s) => duration(s, sayIn('zh')))).toEqual([
      '3.2 秒',
      '1 分 15 秒',
      '1 小时 1 分',
    ])
    expect(shortPath('/data/ner/train.bio')).toBe('ner/train.bio')
    expect(moment('2025-01-02T03:04:05', new Date(2026, 1))).toBe('2025-01-02')
    expect(moment('')).toBe('')
  })

  test('figures of merit have names', () => {
    const names = (metric: string) => [metricName(metric, sayIn('zh')), metricName(metric, sayIn('en'))]
    expect(names('accuracy+f1')).toEqual(['准确率 + F1', 'accuracy + F1'])
    expect(names('microF1')).toEqual(['微平均 F1', 'micro F1'])
    expect(names('loss')).toEqual(['损失', 'loss'])
    expect(names('ner.f1')).toEqual(['ner · F1', 'ner · F1'])
    expect(names('病历.recall/a.f1+b')).toEqual(['病历 · 召回率 · a.f1+b', '病历 · recall · a.f1+b'])
    for (const other of ['', 'kappa', 'f1+kappa', 'ner.']) expect(names(other)).toEqual([other, other])
  })

  test('names and paths have parts, between which they break', () => {
    expect(partsOf('runs/病历_第2次/x.bio')).toEqual(['runs/', '病历_', '第2次/', 'x.bio'])
    expect(partsOf('f1+accuracy')).toEqual(['f1+', 'accuracy'])
    expect(partsOf('..//a')).toEqual(['..//', 'a'])
    expect(partsOf('')).toEqual([''])
    fc.assert(fc.property(fc.string(), (text) => partsOf(text).join('') === text))
  })

  test('a run’s name survives the address', () => {
    for (const name of ['a/seed-1', '病历 100%', 'x#y'])
      expect(routeOf(runHash(name))).toEqual({ view: 'run', name, names: [name] })
    expect(routeOf('#/run/%')).toEqual({ view: 'run', name: '%', names: ['%'] })
    expect(routeOf('')).toEqual({ view: '', name: '', names: [] })
  })

  test('what is tried from a view is the model looked at', () => {
    const name = 'seeds/病历 100%'
    expect(tryHashFrom(routeOf(runHash(name)))).toBe(tryHash(name))
    expect(routeOf(tryHash(name))).toMatchObject({ view: 'try', name })
    for (const from of ['', '#/', '#/runs', '#/start']) expect(tryHashFrom(routeOf(from)), from).toBe('#/try')
  })
})
