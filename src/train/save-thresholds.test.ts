import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { TINY_SETTINGS } from '../../test/support/tiny.ts'
import { predictTexts } from '../tasks/index.ts'
import { tinyFiles } from './_testing.case.ts'
import { fit as train } from './fit.ts'
import { FolderLock } from './lock.ts'
import { loadModel, readDescription } from './model-folder.ts'
import { saveThresholds } from './save-thresholds.ts'

const TEXTS = ['很好用', '太差了', '非常满意', '非常失望', '质量不错', '质量糟糕']
let run: string
beforeAll(async () => {
  const { folder, model, out } = tinyFiles()
  const file = join(folder, 'multi.jsonl')
  const lines = TEXTS.map((text, i) => JSON.stringify({ text, labels: [['好', '差'], ['好'], []][i % 3] }))
  writeFileSync(file, lines.join('\n'))
  const { head: _, ...rest } = TINY_SETTINGS
  await train({ train: file, dev: file, model, out, settings: { ...rest, epochs: 1 } }, () => {}, {
    isInterrupted: () => false,
  })
  run = out
})

const both = (好: number, 差: number) =>
  new Map([
    ['好', 好],
    ['差', 差],
  ])
const saved = () => readFileSync(join(run, 'best/hantune.json'), 'utf8')

async function labelsOf(): Promise<unknown[]> {
  const { model } = await loadModel(run, { device: 'cpu', threads: 1 })
  const inputs = TEXTS.map((text) => ({ text }))
  const predictions = await predictTexts(model, inputs)
  await model.release()
  return predictions.map((prediction) => ('labels' in prediction ? prediction.labels : undefined))
}

test('each label is given from its own threshold on, whoever opens the model', async () => {
  expect(saveThresholds(run, 'multi', both(1, 1e-9))).toBe(join(run, 'best'))
  expect(await labelsOf()).toEqual(TEXTS.map(() => ['差']))
  expect(readDescription(join(run, 'best')).tasks[0]!.description).toMatchObject({ thresholds: [1, 1e-9] })
  saveThresholds(run, 'multi', both(1e-9, 1e-9))
  expect(await labelsOf()).toEqual(TEXTS.map(() => ['好', '差']))
  const { description } = readDescription(join(run, 'best')).tasks[0]!
  expect(description).toMatchObject({ threshold: 1e-9 })
  expect(description).not.toHaveProperty('thresholds')
})

test('a probability right at its threshold does not keep a model from being opened elsewhere', async () => {
  saveThresholds(run, 'multi', both(0.5, 0.5))
  const { text, prediction } = readDescription(join(run, 'best')).tasks[0]!.samples[0]!
  const 好 = 'labels' in prediction ? prediction.scores.好! : Number.NaN
  saveThresholds(run, 'multi', both(好, 0.5))
  // As if another processor had rounded the sample's probability the other way when it was saved.
  const file = join(run, 'best/hantune.json')
  const json = JSON.parse(saved())
  const [sample] = json.tasks[0].samples
  expect(sample.text).toBe(text)
  sample.prediction.labels = sample.prediction.labels.filter((label: string) => label !== '好')
  writeFileSync(file, JSON.stringify(json))
  expect(await labelsOf()).toHaveLength(TEXTS.length)
  sample.prediction.scores.好 = 好 / 2
  writeFileSync(file, JSON.stringify(json))
  await expect(labelsOf()).rejects.toMatchObject({ code: 'E_RUN_SAMPLES' })
  sample.prediction.scores.好 = 好
  writeFileSync(file, JSON.stringify(json))
})

test('what does not fit the model is refused, and changes nothing', () => {
  const before = saved()
  const refused = (task: string, thresholds: ReadonlyMap<string, number>, code: string) =>
    expect(() => saveThresholds(run, task, thresholds)).toThrow(expect.objectContaining({ code }))
  refused('topics', both(0.5, 0.5), 'E_THRESHOLDS_TASK')
  refused('multi', new Map([['好', 0.4]]), 'E_THRESHOLDS_LABELS')
  refused('multi', new Map([...both(0.4, 0.4), ['坏', 0.4]]), 'E_THRESHOLDS_LABELS')
  for (const value of [0, -1, 1.1, Number.NaN]) refused('multi', both(value, 0.5), 'E_THRESHOLDS_RANGE')
  const lock = FolderLock.acquire(run)
  refused('multi', both(0.4, 0.4), 'E_RUN_LOCKED')
  lock.release()
  writeFileSync(join(run, 'best/export.json'), '{}')
  refused('multi', both(0.4, 0.4), 'E_RUN_EXPORTED')
  expect(saved()).toBe(before)
})

test('thresholds that are not one for each label are no description', () => {
  const json = JSON.parse(saved())
  json.tasks[0].thresholds = [0.5]
  writeFileSync(join(run, 'best/hantune.json'), JSON.stringify(json))
  expect(() => readDescription(join(run, 'best'))).toThrow('E_RUN_DESCRIPTION')
})
