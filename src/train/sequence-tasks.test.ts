import { describe, expect, test } from 'vitest'
import { TINY_SETTINGS } from '../../test/support/tiny.ts'
import { predictTexts } from '../tasks/index.ts'
import { tinyFiles } from './_testing.case.ts'
import type { DataSource } from './dataset.ts'
import { fit as runJob } from './fit.ts'
import { loadModel } from './model-folder.ts'

const ENGINE = { device: 'cpu', threads: 1 } as const
const PRAISE = ['很好用', '非常满意', '推荐购买']
const BLAME = ['太差了', '非常失望', '不要购买']

/** Records of one task, as many as make it learnable in seconds. */
function run(train: DataSource, settings: object = {}) {
  const { model, out } = tinyFiles()
  const job = { train, dev: train, model, out, settings: { ...TINY_SETTINGS, epochs: 20, ...settings } }
  return { out, done: runJob(job, () => {}) }
}

const from = (line: number) => ({ file: 'memory', line })

describe('several labels a text', () => {
  const records = PRAISE.flatMap((good) =>
    BLAME.flatMap((bad) => [
      { text: `${good}真的${bad}`, labels: ['好', '坏'] },
      { text: `真的${good}`, labels: ['好'] },
      { text: `我觉得${bad}`, labels: ['坏'] },
      { text: '我觉得真的', labels: [] },
    ]),
  ).map((record, i) => ({ ...record, origin: from(i + 1) }))

  test('are learned, saved, loaded and predicted', async () => {
    const { out, done } = run(records, { epochs: 60, learningRate: 3e-3, dropout: 0 })
    const { best } = await done
    const { report, loss } = best!.tasks[0]!
    expect('micro' in report && report.micro.f1).toBeGreaterThan(0.95)
    expect(best!.metric).toBe('microF1')
    expect(loss).toBeLessThan(0.3)
    const { model } = await loadModel(out, ENGINE)
    const texts = ['真的很好用', '我觉得太差了', '我觉得真的'].map((text) => ({ text }))
    const found = await predictTexts(model, texts)
    expect(found.map((one) => 'labels' in one && one.labels)).toEqual([['好'], ['坏'], []])
    await model.release()
  })

  test.each([{ labelSmoothing: 0.1 }, { focalGamma: 2 }, { rDrop: 1 }, { classWeights: 'balanced' }])(
    'have no loss of classes that exclude each other: %o',
    async (settings) => {
      await expect(run(records, settings).done).rejects.toThrow('E_MULTI_LOSS')
    },
  )
})

describe('pairs of texts', () => {
  // The same texts stand in both places, and the second one decides: the model must tell the two apart.
  const records = [...PRAISE, ...BLAME]
    .flatMap((text) => [
      ...PRAISE.map((pair) => ({ text, pair, label: '好' })),
      ...BLAME.map((pair) => ({ text, pair, label: '坏' })),
    ])
    .map((record, i) => ({ ...record, origin: from(i + 1) }))

  test('are learned, saved, loaded and predicted', async () => {
    const { out, done } = run(records, { epochs: 60, learningRate: 3e-3, dropout: 0 })
    const { best } = await done
    const { report } = best!.tasks[0]!
    expect('accuracy' in report && report.accuracy).toBeGreaterThan(0.9)
    const { model } = await loadModel(out, ENGINE)
    const [first, second] = await predictTexts(model, [
      { text: '很好用', pair: '太差了' },
      { text: '太差了', pair: '很好用' },
    ])
    expect([first, second]).toMatchObject([{ label: '坏', pair: '太差了' }, { label: '好' }])
    await expect(predictTexts(model, [{ text: '很好用' }])).rejects.toThrow('E_TASK_PAIR_ABSENT')
    await model.release()
  })
})
