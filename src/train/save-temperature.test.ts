import { lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { exportTiny, trainTiny } from '../../test/support/tiny-run.ts'
import { predictTexts } from '../tasks/index.ts'
import { FolderLock } from './lock.ts'
import { loadModel, readDescription } from './model-folder.ts'
import { modelStamp } from './model-stamp.ts'
import { saveTemperature } from './save-temperature.ts'

const TEXTS = ['很好用', '太差了', '非常满意', '非常失望', '我在北京工作'].map((text) => ({ text }))
let run: string
beforeAll(async () => {
  run = await trainTiny({}, 'both')
})

interface Scored {
  readonly tasks: Readonly<Record<string, { label?: string; scores?: Record<string, number> }>>
}

async function answers(): Promise<Scored[]> {
  const { model } = await loadModel(run, { device: 'cpu', threads: 1 })
  const found = await predictTexts(model, TEXTS, undefined, true)
  await model.release()
  return found as unknown as Scored[]
}

/** The same labels, their probabilities to the power of 1/temperature, added up to 1. */
function scaled(scores: Record<string, number>, temperature: number): Record<string, number> {
  const powers = Object.entries(scores).map(([label, p]) => [label, p ** (1 / temperature)] as const)
  const sum = powers.reduce((all, [, power]) => all + power, 0)
  return Object.fromEntries(powers.map(([label, power]) => [label, power / sum]))
}

test('scores are those of the divided logits, and nothing else changes', async () => {
  const before = await answers()
  const sharp = 0.4
  const kept = readFileSync(join(run, 'best/checkpoint.json'), 'utf8')
  expect(await saveTemperature(run, 'cls', sharp)).toBe(join(run, 'best'))
  const after = await answers()
  for (const [i, { tasks }] of before.entries()) {
    expect(after[i]!.tasks.ner).toEqual(tasks.ner)
    expect(after[i]!.tasks.cls!.label).toBe(tasks.cls!.label)
    const expected = scaled(tasks.cls!.scores!, sharp)
    for (const [label, score] of Object.entries(expected))
      expect(after[i]!.tasks.cls!.scores![label]).toBeCloseTo(score, 3)
    expect(after[i]!.tasks.cls!.scores).not.toEqual(tasks.cls!.scores)
  }
  expect(readFileSync(join(run, 'best/checkpoint.json'), 'utf8')).toBe(kept)
  const folder = await exportTiny(run)
  await expect(saveTemperature(folder, 'cls', 2)).rejects.toMatchObject({ code: 'E_RUN_EXPORTED' })
  await saveTemperature(run, 'cls', 1 / sharp)
  for (const [i, { tasks }] of (await answers()).entries())
    for (const [label, score] of Object.entries(before[i]!.tasks.cls!.scores!))
      expect(tasks.cls!.scores![label]).toBeCloseTo(score, 3)
})

test('a link stays a link, and what it leads to is changed', async () => {
  const before = await answers()
  const link = join(temporaryFolder(), 'latest')
  symlinkSync(join(run, 'best'), link)
  expect(await saveTemperature(link, 'cls', 0.5)).toBe(link)
  expect(lstatSync(link).isSymbolicLink()).toBe(true)
  const [after] = await answers()
  const expected = scaled(before[0]!.tasks.cls!.scores!, 0.5)
  for (const [label, score] of Object.entries(expected))
    expect(after!.tasks.cls!.scores![label]).toBeCloseTo(score, 3)
  const lock = FolderLock.acquire(run)
  await expect(saveTemperature(link, 'cls', 2)).rejects.toMatchObject({ code: 'E_RUN_LOCKED' })
  lock.release()
})

test('a model that changed since it was looked at, and one that training goes on from, are refused', async () => {
  const stamp = modelStamp(run)
  await saveTemperature(run, 'cls', 2, stamp)
  await expect(saveTemperature(run, 'cls', 2, stamp)).rejects.toMatchObject({ code: 'E_RUN_CHANGED' })
  const state = () => readdirSync(join(run, 'last')).sort()
  const before = state()
  await expect(saveTemperature(join(run, 'last'), 'cls', 2)).rejects.toMatchObject({
    code: 'E_TEMPERATURE_STATE',
  })
  expect(state()).toEqual(before)
})

test('what does not fit the model is refused, and changes nothing', async () => {
  const saved = () => readFileSync(join(run, 'best/model.safetensors'))
  const before = saved()
  const refused = (task: string, temperature: number, code: string) =>
    expect(saveTemperature(run, task, temperature)).rejects.toMatchObject({ code })
  await refused('ner', 2, 'E_TEMPERATURE_TASK')
  await refused('topics', 2, 'E_TEMPERATURE_TASK')
  for (const value of [0, -1, 0.04, 21, Number.NaN]) await refused('cls', value, 'E_TEMPERATURE_RANGE')
  writeFileSync(join(run, 'best/hantune.json'), '{')
  await refused('cls', 2, 'E_RUN_DESCRIPTION')
  expect(saved().equals(before)).toBe(true)
  expect(() => readDescription(join(run, 'best'))).toThrow('E_RUN_DESCRIPTION')
})
