import fc from 'fast-check'
import { expect, test } from 'vitest'
import { windowsOf } from './windows.ts'

const cases = fc
  .tuple(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 2, max: 300 }))
  .chain(([length, size]) =>
    fc.tuple(fc.constant(length), fc.constant(size), fc.integer({ min: 0, max: size - 1 })),
  )

test('every token is owned exactly once, in order', () => {
  fc.assert(
    fc.property(cases, ([length, size, overlap]) => {
      let next = 0
      for (const { start, end, ownStart, ownEnd } of windowsOf(length, size, overlap)) {
        expect(ownStart).toBe(next)
        expect(ownStart).toBeGreaterThanOrEqual(start)
        expect(ownEnd).toBeLessThanOrEqual(end)
        if (length > 0) expect(ownEnd).toBeGreaterThan(ownStart)
        next = ownEnd
      }
      expect(next).toBe(length)
    }),
  )
})

test('windows are within the sequence, no larger than allowed, and full where there are several', () => {
  fc.assert(
    fc.property(cases, ([length, size, overlap]) => {
      const windows = windowsOf(length, size, overlap)
      expect(windows[0]!.start).toBe(0)
      expect(windows.at(-1)!.end).toBe(length)
      if (windows.length === 1) expect(length).toBeLessThanOrEqual(size)
      else for (const { start, end } of windows) expect(end - start).toBe(size)
      for (const [i, { start }] of windows.slice(1).entries()) {
        expect(start).toBeGreaterThan(windows[i]!.start)
        expect(windows[i]!.end - start).toBeGreaterThanOrEqual(overlap)
      }
    }),
  )
})

test('a token is decided with at least half the overlap around it, but at the ends of the text', () => {
  fc.assert(
    fc.property(cases, ([length, size, overlap]) => {
      for (const { start, end, ownStart, ownEnd } of windowsOf(length, size, overlap)) {
        if (start > 0) expect(ownStart - start).toBeGreaterThanOrEqual(Math.floor(overlap / 2))
        if (end < length) expect(end - ownEnd).toBeGreaterThanOrEqual(Math.floor(overlap / 2))
      }
    }),
  )
})

test('an example', () => {
  expect(windowsOf(20, 10, 4)).toEqual([
    { start: 0, end: 10, ownStart: 0, ownEnd: 8 },
    { start: 6, end: 16, ownStart: 8, ownEnd: 13 },
    { start: 10, end: 20, ownStart: 13, ownEnd: 20 },
  ])
})
