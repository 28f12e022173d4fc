import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { TINY_SETTINGS, writeTiny } from '../../test/support/tiny.ts'
import { readDataset } from '../data/index.ts'
import { type FitReport, HanLP, MTLConfig, MultiTaskLearning, openPredictor, type Pipeline } from './index.ts'

const folder = temporaryFolder()
const { bio, tsv, model } = writeTiny(folder)
const code = (name: string) => expect.objectContaining({ code: name })

async function newLearning() {
  const config = await MTLConfig.fromPretrained(model)
  config.taskList = ['ner', 'cls']
  return new MultiTaskLearning(config)
}

describe('several tasks by the library', () => {
  let mtl: MultiTaskLearning
  let report: FitReport
  let hanlp: Pipeline
  beforeAll(async () => {
    mtl = await newLearning()
    const data = { ner: bio, cls: tsv }
    report = await mtl.fit({
      ...TINY_SETTINGS,
      ...{ epochs: 16, trainData: data, valData: data, testData: { cls: tsv } },
      out: join(folder, 'run'),
    })
    await mtl.save(join(folder, 'saved'))
    hanlp = await HanLP.load(join(folder, 'saved'), { threads: 1 })
  })
  afterAll(async () => {
    await hanlp.close()
    await mtl.close()
  })

  test('both are learned and reported, the first at the top', () => {
    const { tasks } = report
    expect(tasks).toMatchObject({
      ner: { dev: { f1: expect.any(Number) } },
      cls: { dev: { accuracy: expect.any(Number) }, test: { accuracy: expect.any(Number) } },
    })
    expect(report).toMatchObject(tasks!.ner!.dev)
    expect(report.test).toBeUndefined()
    const { ner, cls } = tasks!
    expect('f1' in ner!.dev && ner!.dev.f1).toBeGreaterThan(0.95)
    expect('accuracy' in cls!.dev && cls!.dev.accuracy).toBeGreaterThan(0.95)
  })

  test('one call answers for both', async () => {
    const text = '我在北京工作'
    const found = await hanlp(text)
    expect(found).toMatchObject({
      text,
      tasks: {
        ner: { entities: [{ label: 'LOC', text: '北京', start: 2, end: 4 }] },
        cls: { label: expect.stringMatching(/^(好评|差评)$/), score: expect.any(Number) },
      },
    })
    expect(await mtl.predict([text])).toEqual([found])
    const predictor = await openPredictor(join(folder, 'run'), { threads: 1 })
    expect(predictor.tasks).toMatchObject([
      { name: 'ner', kind: 'ner', labels: ['LOC'] },
      { name: 'cls', kind: 'cls', labels: ['好评', '差评'] },
    ])
    expect(await predictor.predict([text])).toEqual([found])
    await predictor.close()
  })

  test('each is scored on its own data, and has to be named', async () => {
    expect(await hanlp.evaluate(tsv, { task: 'cls' })).toEqual(report.tasks!.cls!.dev)
    expect(await hanlp.evaluate(bio, { task: 'ner' })).toEqual(report.tasks!.ner!.dev)
    await expect(hanlp.evaluate(tsv)).rejects.toThrow(code('E_MODEL_TASK_OPEN'))
    await expect(hanlp.evaluate(tsv, { task: 'cl' })).rejects.toThrow(code('E_MODEL_TASK'))
    await expect(hanlp.evaluate(bio, { task: 'cls' })).rejects.toThrow(code('E_DATA_TASK'))
  })
})

test.each([
  ['one source for two tasks', { trainData: bio }, 'E_FIT_DATA_TASK'],
  ['a task without data', { trainData: { ner: bio } }, 'E_FIT_DATA_TASK'],
  ['a rate for no task', { trainData: { ner: bio, cls: tsv }, taskRates: { nre: 0.1 } }, 'E_TASK_RATE'],
  ['a figure of no task', { trainData: { ner: bio, cls: tsv }, metric: 'nre.f1' }, 'E_METRIC_UNKNOWN'],
])('%s is refused', async (_, options, expected) => {
  const out = join(folder, 'refused')
  await expect((await newLearning()).fit({ ...TINY_SETTINGS, ...options, out })).rejects.toThrow(
    code(expected),
  )
})

test('an interrupted training of records in memory goes on', async () => {
  const mtl = await newLearning()
  const data = { ner: readDataset(bio).records as never, cls: readDataset(tsv).records as never }
  const out = join(folder, 'memory')
  const controller = new AbortController()
  const settings = { ...TINY_SETTINGS, epochs: 300 }
  const first = await mtl.fit({
    ...settings,
    ...{ trainData: data, valData: data, out, interrupt: controller.signal },
    onEvent: ({ event }) => event === 'evaluation' && controller.abort(),
  })
  expect(first.reason).toBe('interrupted')
  await expect(mtl.fit({ resume: out })).rejects.toThrow(code('E_CONFIG_MEMORY'))
  const again = new AbortController()
  const second = await mtl.fit({
    ...{ resume: out, trainData: data, valData: data, interrupt: again.signal },
    onEvent: ({ event }) => event === 'evaluation' && again.abort(),
  })
  expect(second).toMatchObject({ reason: 'interrupted', folder: out })
  await mtl.close()
})
