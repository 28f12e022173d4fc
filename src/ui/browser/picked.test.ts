import { expect, test } from 'vitest'
import { scoreCharts } from './format.ts'
import { among, MOST_PICKED, pickedFrom, toggled } from './picked.ts'
import { routeOf, runsHash } from './router.ts'

test('ticked runs keep their colours, and are no more than there are colours', () => {
  const names = Array.from({ length: 9 }, (_, i) => `run ${i}`)
  const full = pickedFrom([...names, 'run 0'])
  expect([...full.entries()]).toEqual(names.slice(0, MOST_PICKED).map((name, i) => [name, i]))
  expect(toggled(full, 'run 8')).toBe(full)
  const fewer = toggled(full, 'run 2')
  expect([fewer.has('run 2'), fewer.get('run 6')]).toEqual([false, 6])
  expect(toggled(fewer, 'run 8').get('run 8')).toBe(2)
  // What was moved away takes no place.
  expect([...among(full, ['run 5', 'x']).keys()]).toEqual(['run 5'])
})

test('ticked runs survive the address', () => {
  const names = ['a,b', 'seeds/病历 100%', 'x#y']
  expect(routeOf(runsHash(names))).toMatchObject({ view: 'runs', names })
  expect(runsHash([])).toBe('#/runs')
  expect(routeOf('#/runs').names).toEqual([])
})

test('shares and losses stand in charts of their own', () => {
  const of = (...metrics: (string | undefined)[]) =>
    scoreCharts(
      metrics.map((metric, number) => ({ number, metric })),
      ({ metric }) => metric,
    ).map(({ isLoss, metrics: names, runs }) => [isLoss, names.join(), runs.map(({ number }) => number)])
  expect(of('f1', 'loss', 'accuracy', 'ner.loss', undefined)).toEqual([
    [false, 'f1,accuracy', [0, 2, 4]],
    [true, 'loss,ner.loss', [1, 3]],
  ])
  expect(of('loss', undefined)).toEqual([[true, 'loss', [0, 1]]])
  expect(of('f1', 'f1')).toEqual([[false, 'f1', [0, 1]]])
  expect(of(undefined)).toEqual([[false, '', [0]]])
})
