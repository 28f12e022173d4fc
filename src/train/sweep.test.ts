import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { suggestRate } from '../coach/index.ts'
import { tinyFiles, tinyFit } from './_testing.case.ts'
import { sweepRates } from './sweep.ts'

const SETTINGS = { batchSize: 8, threads: 1, patience: 0, epochs: 4 } as const

test('rates rise by one factor, the loss falls and then explodes; nothing is saved; the same again', async () => {
  const { bio, model, out } = tinyFiles()
  const job = { train: bio, dev: bio, model, out, settings: SETTINGS }
  const told: number[] = []
  const points = await sweepRates(
    job,
    () => {},
    (_, step, steps) => told.push(step / steps),
  )
  expect(points[0]!.rate).toBe(1e-7)
  const factors = points.slice(1).map(({ rate }, i) => rate / points[i]!.rate)
  for (const factor of factors) expect(factor).toBeCloseTo(10 ** (7 / 119), 9)
  expect(told).toHaveLength(points.length)
  expect(told).toEqual([...told].sort((a, b) => a - b))
  expect(existsSync(out)).toBe(false)
  const lowest = Math.min(...points.map(({ loss }) => loss))
  expect(lowest).toBeLessThan(0.7 * points[0]!.loss)
  expect(
    await sweepRates(
      job,
      () => {},
      () => {},
    ),
  ).toEqual(points)
})

test('a run at the suggested rate learns more than one ten times below and one fifty times above', async () => {
  const { bio, model, out, folder } = tinyFiles()
  const job = { train: bio, dev: bio, model, out, settings: SETTINGS }
  const { rate } = suggestRate(
    await sweepRates(
      job,
      () => {},
      () => {},
    ),
  )!
  const lossAt = async (learningRate: number) => {
    const files = { bio, model, out: `${folder}/run-${learningRate}` }
    const { evaluations } = await tinyFit(files, { settings: { ...SETTINGS, learningRate } })
    return evaluations.at(-1)!.trainLoss
  }
  const [low, suggested, high] = [
    await lossAt(rate / 10),
    await lossAt(rate),
    await lossAt(Math.min(1, 50 * rate)),
  ]
  expect(suggested).toBeLessThan(low)
  expect(suggested).toBeLessThan(high)
})
