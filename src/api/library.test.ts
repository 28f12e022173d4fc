import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TINY_SETTINGS, writeTiny } from '../../test/support/tiny.ts'
import { HanLP, HanTuneError, MTLConfig, MultiTaskLearning, type Pipeline, trainModel } from '../index.ts'

const folder = mkdtempSync(join(tmpdir(), 'hantune-api-'))
const tiny = writeTiny(folder)
afterAll(() => rmSync(folder, { recursive: true }))

const code = (name: string) => expect.objectContaining({ code: name })

async function newLearning(): Promise<MultiTaskLearning> {
  const config = await MTLConfig.fromPretrained(tiny.model)
  config.taskList = ['ner']
  return new MultiTaskLearning(config)
}

describe('the way of a HanLP user', () => {
  let mtl: MultiTaskLearning
  let hanlp: Pipeline
  let ticks = 0
  let milliseconds = 0

  beforeAll(async () => {
    mtl = await newLearning()
    const start = performance.now()
    const timer = setInterval(() => ticks++, 10)
    const { learningRate: lr, ...settings } = TINY_SETTINGS
    const report = await mtl.fit({
      ...settings,
      trainData: tiny.bio,
      valData: tiny.bio,
      lr,
      warmupSteps: 3,
      out: join(folder, 'runs/a'),
    })
    clearInterval(timer)
    milliseconds = performance.now() - start
    expect(report).toMatchObject({ f1: expect.any(Number), folder: join(folder, 'runs/a') })
    await mtl.save(join(folder, 'saved'))
    hanlp = await HanLP.load(join(folder, 'saved'), { threads: 1 })
  })
  afterAll(async () => {
    await hanlp.close()
    await mtl.close()
  })

  test('the event loop stays free while a model trains', () => {
    // A loop that is free fires nearly every 10 ms; one that waits for each step far less often.
    expect(ticks).toBeGreaterThan(milliseconds / 10 / 4)
  })

  test('one text, several texts, and offsets in UTF-16 code units', async () => {
    const text = '😀明天到苏州开会'
    const one = await hanlp(text)
    expect(one).toEqual({
      text,
      entities: [{ label: 'LOC', text: '苏州', start: 5, end: 7, score: expect.any(Number) }],
    })
    const [first, second] = await hanlp(['我在北京工作', text])
    expect(first).toMatchObject({ entities: [{ text: '北京', start: 2, end: 4 }] })
    expect(second).toEqual(one)
    expect(await hanlp([])).toEqual([])
  })

  test('scores on a file, on records in memory, and on what was predicted', async () => {
    const onFile = await hanlp.evaluate(tiny.bio)
    expect(onFile).toMatchObject({ f1: expect.closeTo(1, 1), perType: { LOC: expect.anything() } })
    expect(await mtl.evaluate(tiny.bio)).toEqual(onFile)
    const predicted = await hanlp(['我在北京工作', '去天津的火车'])
    const asRecords = predicted.filter((prediction) => 'entities' in prediction)
    expect(await hanlp.evaluate(asRecords)).toMatchObject({ f1: 1, support: 2 })
  })

  test('predictions of the trained object are those of the saved model', async () => {
    expect(await mtl.predict(['我在北京工作'])).toEqual(await hanlp(['我在北京工作']))
  })

  test('saving never overwrites, and leaves nothing half written', async () => {
    await expect(mtl.save(join(folder, 'saved'))).rejects.toThrow(code('E_SAVE_EXISTS'))
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  test('inputs that are no text are refused by their number', async () => {
    await expect(hanlp(['好', 5 as never])).rejects.toThrow(code('E_TEXT_TYPE'))
    await expect(hanlp(undefined as never)).rejects.toThrow(code('E_TEXT_TYPE'))
  })

  test('a closed model says so, and closing twice is no error', async () => {
    const pipeline = await HanLP.load(join(folder, 'saved'), { threads: 1 })
    const pending = expect(pipeline('我在北京工作')).rejects.toThrow(code('E_WORKER_CLOSED'))
    await pipeline.close()
    await pipeline.close()
    await pending
    await expect(pipeline('我在北京工作')).rejects.toThrow(code('E_WORKER_CLOSED'))
  })
})

test('records in memory train a classifier, given by the name of the task', async () => {
  const config = await MTLConfig.fromPretrained(tiny.model)
  config.taskList = ['cls']
  const mtl = new MultiTaskLearning(config)
  const records = ['很好用', '非常满意', '质量不错'].map((text) => ({ text, label: '好评' }))
  const others = ['太差了', '非常失望', '质量糟糕'].map((text) => ({ text, label: '差评' }))
  const all = [...records, ...others]
  const out = join(folder, 'runs/memory')
  const report = await mtl.fit({
    ...TINY_SETTINGS,
    trainData: { cls: all },
    valData: all,
    testData: all,
    out,
  })
  expect(report).toMatchObject({ accuracy: 1, test: { accuracy: 1 } })
  expect(await mtl.predict(['非常满意'])).toMatchObject([{ text: '非常满意', label: '好评' }])
  await mtl.close()
})

describe('refused', () => {
  const options = { trainData: tiny.bio, out: join(folder, 'runs/refused') }

  test('an unknown option, with the nearest known one', async () => {
    const error = await (await newLearning()).fit({ ...options, batchsize: 3 } as never).catch((e) => e)
    expect(error).toBeInstanceOf(HanTuneError)
    expect(error).toMatchObject({ code: 'E_FIT_UNKNOWN', values: { near: ' (≈ batchSize)' } })
  })

  test.each([
    [{ lr: 1e-3, learningRate: 1e-3 }, 'E_FIT_TWICE'],
    [{ warmupSteps: 0.5 }, 'E_FIT_WARMUP'],
    [{ epochs: 0 }, 'E_SETTING_VALUE'],
    [{ maxLength: 65 }, 'E_TASK_WINDOW'],
    [{ numLabels: 3 }, 'E_LABELS_COUNT'],
    [{ trainData: undefined }, 'E_FIT_NO_DATA'],
    [{ trainData: { cls: 'x' } }, 'E_FIT_DATA_TASK'],
    [{ trainData: tiny.tsv }, 'E_DATA_TASK'],
    [{ trainData: [] }, 'E_RECORDS_EMPTY'],
    [
      {
        trainData: [
          { text: '好', label: 'a' },
          { text: '差', label: 'b' },
        ],
      },
      'E_RECORDS_TASK',
    ],
    [{ valData: [{ text: '好', label: 'a' }] }, 'E_RECORDS_TASK'],
    [{ trainData: [{ text: '无', entities: [] }] }, 'E_RECORDS_LABELS'],
    [{ trainData: [{ text: '北京', entities: [{ start: 0, end: 3, label: 'LOC' }] }] }, 'E_RECORDS_SHAPE'],
    [
      {
        trainData: [
          { text: '好', label: 'a' },
          { text: '好', entities: [] },
        ],
      },
      'E_RECORDS_MIXED',
    ],
  ])('%j', async (extra, expected) => {
    await expect((await newLearning()).fit({ ...options, ...extra } as never)).rejects.toThrow(code(expected))
    expect(existsSync(options.out)).toBe(false)
  })

  test('unknown tasks, tasks named twice, and use before training', async () => {
    const config = await MTLConfig.fromPretrained()
    expect(config).toMatchObject({ model: 'hantune-mini', pretrained: true, layers: 4 })
    config.taskList = ['ner', 'ner']
    expect(() => new MultiTaskLearning(config)).toThrow(code('E_TASK_LIST_TWICE'))
    config.taskList = ['nre' as never]
    expect(() => new MultiTaskLearning(config)).toThrow(code('E_TASK_LIST_UNKNOWN'))
    const fresh = await newLearning()
    await expect(fresh.save(join(folder, 'x'))).rejects.toThrow(code('E_FIT_FIRST'))
    await expect(fresh.predict(['x'])).rejects.toThrow(code('E_FIT_FIRST'))
    await expect(MTLConfig.fromPretrained('no-such-model', { offline: true })).rejects.toThrow(
      code('E_HUB_NOT_CACHED'),
    )
    await expect(HanLP.load(join(folder, 'none'))).rejects.toThrow(code('E_RUN_ABSENT'))
  })
})

test('a signal stops the training with its own reason', async () => {
  const controller = new AbortController()
  const job = { train: tiny.bio, model: tiny.model, out: join(folder, 'runs/stopped') }
  const settings = { ...TINY_SETTINGS, epochs: 5000 }
  const reason = new Error('enough')
  const training = trainModel(
    { ...job, settings },
    {
      signal: controller.signal,
      onEvent: ({ event }) => event === 'evaluation' && controller.abort(reason),
    },
  )
  await expect(training).rejects.toBe(reason)
})

test('what a listener throws stops the training', async () => {
  const job = {
    train: tiny.bio,
    model: tiny.model,
    out: join(folder, 'runs/thrown'),
    settings: TINY_SETTINGS,
  }
  const onEvent = () => {
    throw new Error('listener')
  }
  await expect(trainModel(job, { onEvent })).rejects.toThrow('listener')
})

test('labels may be named as what objects inherit', async () => {
  const config = await MTLConfig.fromPretrained(tiny.model)
  config.taskList = ['cls']
  const mtl = new MultiTaskLearning(config)
  const records = [
    ...['很好用', '非常满意', '质量不错'].map((text) => ({ text, label: '__proto__' })),
    ...['太差了', '非常失望', '质量糟糕'].map((text) => ({ text, label: 'constructor' })),
  ]
  const out = join(folder, 'runs/inherited')
  const report = await mtl.fit({ ...TINY_SETTINGS, trainData: records, valData: records, out })
  expect('perClass' in report && Object.keys(report.perClass)).toEqual(['__proto__', 'constructor'])
  const saved = await HanLP.load(out, { threads: 1 })
  expect(await saved.evaluate(records)).toMatchObject({ accuracy: 1 })
  expect(await saved('很好用')).toMatchObject({ label: '__proto__' })
  await saved.close()
  await mtl.close()
})
