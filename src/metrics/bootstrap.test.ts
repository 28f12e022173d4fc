import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import cases from '../../test/golden/evaluation/bootstrap.json' with { type: 'json' }
import { RandomStream } from '../base/random.ts'
import { bootstrap, type Interval, microInterval } from './bootstrap.ts'
import { scoreClasses } from './classes.ts'
import { compareRuns } from './compare-runs.ts'
import { scoreEntities } from './entities.ts'
import { figuresOf, weightsOf } from './figures.ts'
import { scoreMultiLabel } from './multi-label.ts'
import { spansOfTags } from './tags.ts'
import { type Tally, tallyClasses, tallyEntities, tallyMultiLabel } from './tally.ts'

const LABELS = ['甲', '乙', '__proto__']
type Case = (typeof cases)[number]

const tallyOf = (entry: Case, predicted: string[]): Tally => {
  const spans = (rows: string[]) => rows.map((row) => spansOfTags(row.split(' ')))
  return entry.task === 'ner'
    ? tallyEntities(spans(entry.gold), spans(predicted))
    : tallyClasses(entry.gold, predicted, entry.labels)
}

function expectInterval({ value, low, high }: Interval, expected: readonly number[], hint: string): void {
  for (const [at, number] of [value, low, high].entries()) expect(number, hint).toBeCloseTo(expected[at]!, 12)
}

describe('bootstrap', () => {
  it('agrees with seqeval, scikit-learn and numpy on the same drawings', () => {
    expect(cases.length).toBeGreaterThan(10)
    for (const entry of cases) {
      const { resamples, seed, labels } = entry
      const hint = `case ${seed}`
      const found = bootstrap(tallyOf(entry, entry.predicted), { resamples, seed })
      for (const [at, name] of (['precision', 'recall', 'f1'] as const).entries()) {
        expectInterval(found.micro[name], entry.micro[at]!, hint)
        expectInterval(found.macro[name], entry.macro[at]!, hint)
      }
      expectInterval(found.accuracy, entry.accuracy, hint)
      for (const [at, label] of labels.entries())
        if (found.perLabel[label]) expectInterval(found.perLabel[label], entry.perLabel[at]!, hint)
        else expect(entry.perLabel[at], hint).toEqual([0, 0, 0])
    }
  })

  it('gives the micro F1 alone the same interval', () => {
    for (const entry of cases) {
      const tally = tallyOf(entry, entry.predicted)
      const options = { resamples: entry.resamples, seed: entry.seed }
      const found = microInterval(tally, [...entry.gold.keys()], options)
      expectInterval(found, entry.micro[2]!, `case ${entry.seed}`)
    }
  })

  it('gives an interval without width where every record is the same', () => {
    const { accuracy, micro } = bootstrap(tallyClasses(['甲', '甲'], ['甲', '甲'], LABELS))
    expect([accuracy, micro.f1]).toEqual(Array(2).fill({ value: 1, low: 1, high: 1 }))
  })

  it('covers the truth about as often as it says', () => {
    // 300 records, each right with probability 0.7; 95 of 100 intervals should hold it, give or take chance.
    let held = 0
    for (let seed = 1; seed <= 100; seed++) {
      let state = seed
      const guesses = Array.from({ length: 300 }, () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0
        return state / 2 ** 32 < 0.7 ? '甲' : '乙'
      })
      const { low, high } = bootstrap(
        tallyClasses(
          guesses.map(() => '甲'),
          guesses,
          LABELS,
        ),
        { seed, resamples: 200 },
      ).accuracy
      if (low <= 0.7 && 0.7 <= high) held++
    }
    expect(held).toBeGreaterThan(87)
  })

  it('lays macro intervals around their figures, however many labels are small', () => {
    // 100 classes of 4 records each, right with a probability of its own; the mean of many such draws is what to cover.
    const labels = Array.from({ length: 100 }, (_, at) => `类${at}`)
    const gold = labels.flatMap((label) => [label, label, label, label])
    const draw = (seed: number) => {
      const stream = new RandomStream(seed, 'coverage')
      const guess = (label: string, at: number) =>
        stream.uniform() < 0.5 + (at % 100) / 250 ? label : labels[stream.below(100)]!
      return tallyClasses(gold, gold.map(guess), labels)
    }
    const means = Array.from({ length: 300 }, (_, at) => figuresOf(draw(1000 + at)).macro.f1)
    const truth = means.reduce((sum, mean) => sum + mean, 0) / means.length
    let held = 0
    for (let seed = 1; seed <= 100; seed++) {
      const { value, low, high } = bootstrap(draw(seed), { seed, resamples: 100 }).macro.f1
      expect(low).toBeLessThan(value)
      expect(high).toBeGreaterThan(value)
      if (low <= truth && truth <= high) held++
    }
    expect(held).toBeGreaterThan(87)
  })

  it('keeps macro intervals within 0 and 1', () => {
    const { macro } = bootstrap(tallyClasses(['甲', '乙', '乙'], ['甲', '乙', '乙'], LABELS.slice(0, 2)))
    expect(macro.f1).toEqual({ value: 1, low: 1, high: 1 })
  })

  it('does 10,000 records of 200 labels in seconds', () => {
    const labels = Array.from({ length: 200 }, (_, at) => `类${at}`)
    const gold = Array.from({ length: 10_000 }, (_, at) => labels[at % 200]!)
    const predicted = gold.map((label, at) => (at % 7 === 0 ? labels[0]! : label))
    const begun = performance.now()
    bootstrap(tallyClasses(gold, predicted, labels))
    expect(performance.now() - begun).toBeLessThan(20_000)
  })

  it('refuses no records and less than two resamples', () => {
    expect(() => bootstrap(tallyClasses([], [], LABELS))).toThrowError(/E_METRICS_NO_RECORDS/)
    for (const resamples of [1, 0, -5, 2.5, Number.NaN])
      expect(() => bootstrap(tallyClasses(['甲'], ['甲'], LABELS), { resamples })).toThrowError(
        /E_METRICS_RESAMPLES/,
      )
  })
})

describe('compareRuns', () => {
  it('agrees with the same written in Python', () => {
    for (const entry of cases) {
      const [one, other] = [entry.predicted, entry.other].map((predicted) => tallyOf(entry, predicted))
      const found = compareRuns(one!, other!, { resamples: entry.resamples, seed: entry.seed })
      for (const [{ difference, low, high, p }, { value, bounds, p: expected }] of [
        [found.microF1, entry.difference],
        [found.macroF1, entry.macroDifference],
      ] as const)
        for (const [at, number] of [difference, low, high, p].entries())
          expect(number, `case ${entry.seed}`).toBeCloseTo([value, ...bounds, expected][at]!, 12)
    }
  })

  it('finds no difference between a run and itself, and a sure one where every record is better', () => {
    const gold = Array.from({ length: 50 }, () => '甲')
    const right = tallyClasses(gold, gold, LABELS)
    const wrong = tallyClasses(
      gold,
      gold.map(() => '乙'),
      LABELS,
    )
    expect(compareRuns(right, right).accuracy).toMatchObject({ difference: 0, low: 0, high: 0, p: 1 })
    expect(compareRuns(wrong, right).accuracy).toMatchObject({ first: 0, second: 1, difference: 1 })
    expect(compareRuns(wrong, right).accuracy.p).toBeCloseTo(2 / 1001, 12)
  })

  it('takes types that only one run predicts', () => {
    const gold = [[{ start: 0, end: 1, label: '乙' }]]
    const other = [[{ start: 0, end: 1, label: '甲' }]]
    const { perLabel } = compareRuns(tallyEntities(gold, gold), tallyEntities(gold, other))
    expect(perLabel.乙).toMatchObject({ first: 1, second: 0 })
    expect(perLabel.甲).toMatchObject({ first: 0, second: 0 })
  })

  it('averages both over the classes of either, and keeps what each is over its own', () => {
    const [gold, classes] = [['甲', '乙'], LABELS.slice(0, 2)]
    const fewer = tallyClasses(gold, gold, classes)
    const { macroF1, ownMacroF1 } = compareRuns(tallyClasses(gold, ['甲', '甲'], LABELS), fewer)
    expect(ownMacroF1).toEqual({ first: 2 / 9, second: 1 })
    expect(macroF1.first).toBeCloseTo(2 / 9, 12)
    expect(macroF1.second).toBeCloseTo(2 / 3, 12)
    expect(compareRuns(fewer, fewer)).not.toHaveProperty('ownMacroF1')
    // Each is averaged over what occurs: then there is one figure anyway.
    const entity = [[{ start: 0, end: 1, label: '乙' }]]
    const other = [[{ start: 0, end: 1, label: '甲' }]]
    const found = compareRuns(tallyEntities(entity, entity), tallyEntities(entity, other))
    expect(found).not.toHaveProperty('ownMacroF1')
  })

  it('refuses other records', () => {
    const one = tallyClasses(['甲'], ['甲'], LABELS)
    expect(() => compareRuns(one, tallyClasses(['乙'], ['甲'], LABELS))).toThrowError(/E_METRICS_OTHER_TRUTH/)
    expect(() => compareRuns(one, tallyClasses([], [], LABELS))).toThrowError(/E_METRICS_UNEQUAL_LENGTHS/)
  })
})

describe('figuresOf', () => {
  const span = fc
    .tuple(fc.nat(4), fc.constantFrom(...LABELS))
    .map(([start, label]) => ({ start, end: start + 1, label }))
  const chosen = fc.array(fc.nat(9), { maxLength: 6 })

  it('is what the scores of the chosen records are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.array(span), fc.array(span)), { minLength: 10 }),
        chosen,
        (pairs, at) => {
          const [gold, predicted] = [pairs.map(([one]) => one), pairs.map(([, other]) => other)]
          const figures = figuresOf(tallyEntities(gold, predicted), weightsOf(at, pairs.length))
          const scores = scoreEntities(
            at.map((i) => gold[i]!),
            at.map((i) => predicted[i]!),
          )
          expect(figures.micro.f1).toBeCloseTo(scores.f1, 12)
          expect(figures.macro.f1).toBeCloseTo(scores.macro.f1, 12)
        },
      ),
    )
  })

  it('agrees with the scores of classes and of several classes', () => {
    const label = fc.constantFrom(...LABELS)
    fc.assert(
      fc.property(fc.array(fc.tuple(label, label)), (pairs) => {
        const [gold, predicted] = [pairs.map(([one]) => one), pairs.map(([, other]) => other)]
        const figures = figuresOf(tallyClasses(gold, predicted, LABELS))
        const scores = scoreClasses(gold, predicted, LABELS)
        expect([figures.accuracy, figures.macro.f1]).toEqual([scores.accuracy, scores.macroF1])
        const [goldSets, sets] = [gold, predicted].map((side) => side.map((one) => [one]))
        const several = figuresOf(tallyMultiLabel(goldSets!, sets!, LABELS))
        const { micro, macro, subsetAccuracy } = scoreMultiLabel(goldSets!, sets!, LABELS)
        expect([several.micro, several.macro, several.accuracy]).toEqual([micro, macro, subsetAccuracy])
      }),
    )
  })
})
