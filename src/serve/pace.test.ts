import { expect, test } from 'vitest'
import { RandomStream } from '../base/random.ts'
import { type Line, learn, Pace, timeOf, UNKNOWN, workOf } from './pace.ts'

/** A machine that takes 8 ms for a batch, 0.1 for a character. */
const takes = (characters: number) => 8 + 0.1 * characters
const after = (lengths: readonly number[], ms = takes, from: Line = UNKNOWN) =>
  lengths.reduce((line, characters) => learn(line, characters, ms(characters)), from)
const of = (line: Line, characters: number) => timeOf(line, { batches: 1, characters })
/** Lengths, so many times over. */
const times = (count: number, ...lengths: number[]) => new Array<number[]>(count).fill(lengths).flat()

test('nothing is known at first, and nothing takes long by that', () => {
  expect(timeOf(UNKNOWN, { batches: 1000, characters: 1e7 })).toBe(0)
})

test('short batches tell of what a batch takes, and nothing of characters', () => {
  const line = after(times(60, 3))
  expect(of(line, 3)).toBeCloseTo(takes(3), 1)
  // By characters a millisecond it would be a minute.
  expect(of(line, 20_000)).toBeLessThan(500)
})

test('one long batch tells of characters at once, and no number of short ones makes that forgotten', () => {
  const line = after([...times(60, 3), 20_000])
  expect(of(line, 20_000) / takes(20_000)).toBeCloseTo(1, 1)
  expect(of(line, 3) / takes(3)).toBeCloseTo(1, 1)
  const later = after(times(5000, 3), takes, line)
  expect(of(later, 20_000) / takes(20_000)).toBeCloseTo(1, 1)
})

test('alternating lengths: both are told, whichever comes last', () => {
  for (const lengths of [times(20, 3, 20_000), times(20, 20_000, 3), times(20, 3, 3, 1000, 20, 5000)]) {
    const line = after(lengths)
    for (const length of [3, 500, 1000, 20_000]) expect(of(line, length) / takes(length)).toBeCloseTo(1, 1)
  }
})

test('times that vary, and windows that make long texts dearer, move it only so far', () => {
  const random = new RandomStream(1)
  const dearer = (characters: number) =>
    takes(characters) * (characters > 1000 ? 1.4 : 1) * (0.7 + 0.6 * random.uniform())
  let line = UNKNOWN
  for (let i = 0; i < 500; i++) {
    line = after([3, 3, 40, 3, 900, 3, 20_000, 15], dearer, line)
    expect(of(line, 3)).toBeLessThan(2 * takes(3))
    for (const length of [900, 20_000]) {
      expect(of(line, length)).toBeGreaterThan(takes(length) / 2)
      expect(of(line, length)).toBeLessThan(2 * takes(length))
    }
  }
})

test('it follows a machine that gets slower, or faster', () => {
  const slower = after(times(20, 3, 1000), (length) => 5 * takes(length), after(times(50, 3, 1000)))
  expect(of(slower, 1000) / takes(1000)).toBeGreaterThan(4)
  expect(of(slower, 3) / takes(3)).toBeGreaterThan(4)
  const faster = after(times(20, 3, 1000), takes, slower)
  expect(of(faster, 1000) / takes(1000)).toBeLessThan(1.5)
  expect(of(faster, 3) / takes(3)).toBeLessThan(1.5)
})

test('no time is less than none, and uncertainty stays positive, whatever the times', () => {
  const random = new RandomStream(2)
  let line = UNKNOWN
  for (let i = 0; i < 2000; i++) {
    line = learn(line, Math.ceil(random.uniform() ** 4 * 20_000), random.uniform() ** 4 * 10_000)
    expect(line.batchMs).toBeGreaterThanOrEqual(0)
    expect(line.characterMs).toBeGreaterThanOrEqual(0)
    expect(line.batchVariance).toBeGreaterThan(0)
    expect(line.characterVariance).toBeGreaterThan(0)
    expect(line.covariance ** 2).toBeLessThanOrEqual(line.batchVariance * line.characterVariance)
  }
  const steady = after(times(100, 3, 20_000), takes, line)
  for (const length of [3, 20_000]) expect(of(steady, length) / takes(length)).toBeCloseTo(1, 1)
})

const BATCHING = { maxDelay: 5, tokens: 1000, texts: 50 }

test('it is sure of what is long while long batches were read lately', () => {
  const pace = new Pace(BATCHING)
  expect(pace.isSureOfLength(0)).toBe(false)
  for (let i = 0; i < 60; i++) pace.learn(3, takes(3), i)
  expect(pace.isSureOfLength(60)).toBe(false)
  pace.learn(20_000, takes(20_000), 1000)
  pace.learn(3, takes(3), 200_000)
  expect([pace.isSureOfLength(200_000), pace.isSureOfLength(400_000)]).toEqual([true, false])
})

test('a text takes its part of a batch, by its length or as one of so many texts', () => {
  expect(workOf(100, BATCHING)).toEqual({ batches: 0.1, characters: 100 })
  expect(workOf(3, BATCHING, { batches: 2, characters: 7 })).toEqual({ batches: 2.02, characters: 10 })
  expect(workOf(20_000, BATCHING)).toEqual({ batches: 1, characters: 20_000 })
})

test('what a request takes: in batches, by all workers, but no text by two', () => {
  const pace = new Pace(BATCHING)
  expect([pace.requestMs([20_000], 1), pace.placeOf({ batches: 1, characters: 100 })]).toEqual([0, 10])
  for (const length of times(20, 3, 20_000)) pace.learn(length, takes(length), 0)
  const ratio = (lengths: number[], workers: number, ms: number) =>
    expect(pace.requestMs(lengths, workers) / ms).toBeCloseTo(1, 1)
  ratio([20_000], 4, takes(20_000))
  ratio([3], 4, takes(3))
  ratio(times(50, 6000), 1, 50 * takes(6000))
  ratio(times(50, 6000), 2, 25 * takes(6000))
  ratio(times(100, 10), 1, 2 * takes(500))
  expect(pace.placeOf({ batches: 1, characters: 1000 }) / takes(1000)).toBeCloseTo(1, 1)
})

test('of a batch that is read that is left which was not spent yet, and never less than nothing', () => {
  const pace = new Pace(BATCHING)
  for (const length of times(20, 3, 20_000)) pace.learn(length, takes(length), 0)
  const reading = { characters: 20_000, start: 1000 }
  expect(pace.leftOf(reading, 1000) / takes(20_000)).toBeCloseTo(1, 1)
  expect(pace.leftOf(reading, 2500) / (takes(20_000) - 1500)).toBeCloseTo(1, 1)
  expect(pace.leftOf(reading, 10_000)).toBe(0)
})
