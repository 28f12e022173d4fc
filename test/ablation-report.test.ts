import { expect, test } from 'vitest'

// A script of plain JavaScript, outside what the compiler sees.
const script = '../bench/ablation/report.mjs'
const { deviation, pairedInterval, renderTable, summarise } = await import(script)

const run = (lever: string, seed: number, value: number, cpuSeconds = 10) => ({
  set: 'a',
  lever,
  seed,
  value,
  cpuSeconds,
})

test('interval of paired differences by Student’s t', () => {
  expect(deviation([1, 2, 3])).toBeCloseTo(1, 12)
  // 2 ± 4.303 · 1 / √3.
  const { mean, low, high } = pairedInterval([1, 2, 3])
  expect(mean).toBe(2)
  expect(low).toBeCloseTo(-0.4843, 3)
  expect(high).toBeCloseTo(4.4843, 3)
  expect(pairedInterval([5])).toEqual({ mean: 5 })
  // 16 values: t of 15 degrees of freedom is 2.1314.
  const many = Array.from({ length: 16 }, (_, i) => i)
  const wide = pairedInterval(many)
  expect((wide.high - wide.mean) / ((deviation(many) as number) / 4)).toBeCloseTo(2.1314, 2)
})

test('pairs are of one seed, and a seed without a baseline counts for the mean alone', () => {
  const rows = [
    run('baseline', 1, 0.5),
    run('baseline', 2, 0.7),
    run('x', 2, 0.72, 20),
    run('x', 1, 0.51, 20),
    run('x', 3, 0.9),
  ]
  const [, x] = summarise(rows)
  expect(x.count).toBe(3)
  expect(x.difference.mean).toBeCloseTo(1.5, 9)
  expect(x.timeRatio).toBeCloseTo(2, 12)
})

test('a run that stands twice is refused', () => {
  expect(() => summarise([run('x', 1, 0.5), run('x', 1, 0.6)])).toThrow('a, x, seed 1 stands twice')
})

test('differences whose interval leaves out zero are bold', () => {
  const rows = [1, 2, 3].flatMap((seed) => [
    run('baseline', seed, 0.5 + seed / 100),
    run('sure', seed, 0.6 + seed / 100 + seed / 500, 15),
    run('unsure', seed, 0.5 + (seed === 2 ? 0.2 : 0)),
  ])
  const lines = renderTable(rows).split('\n')
  expect(lines).toContain('| baseline | 52.0 ± 1.0 (3) |  | 1 |')
  expect(lines).toContain('| sure | 62.4 ± 1.2 (3) | **+10.4 [+9.9, +10.9]** | 1.50 |')
  expect(lines.find((line: string) => line.includes('unsure'))).not.toContain('**')
})
