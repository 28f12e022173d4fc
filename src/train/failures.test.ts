import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runTypeScript } from '../../test/support/child.ts'
import { writeWeights } from '../../test/support/tiny-encoder.ts'
import { parseSettings } from '../config/index.ts'
import { readDataset } from '../data/index.ts'
import { onlyTask, startAll, tinyFiles, tinyFit } from './_testing.case.ts'
import { Learner } from './learner.ts'
import { TaskModel } from './model.ts'
import { loadModel } from './model-folder.ts'
import { openPretrained } from './pretrained.ts'
import { BatchSampler } from './sampler.ts'
import { saveModel } from './save-model.ts'
import { START, scheduleOf, train } from './trainer.ts'

const ENGINE = { device: 'cpu', threads: 1 } as const

describe('numbers that are not finite', () => {
  test('from start weights beyond all bounds: the first step says so, and no checkpoint claims to be good', async () => {
    const files = tinyFiles()
    writeWeights(files.model, (tensors) =>
      tensors.map((tensor) =>
        tensor.name.endsWith('output.LayerNorm.weight')
          ? { ...tensor, data: new Float32Array(tensor.data.length).fill(3e38) }
          : tensor,
      ),
    )
    await expect(tinyFit(files)).rejects.toThrow(
      expect.objectContaining({
        code: 'E_TRAIN_NOT_FINITE',
        values: expect.objectContaining({ step: 1, rate: '0.0020', folder: files.out }),
      }),
    )
    expect(readdirSync(files.out).sort()).toEqual(['config.yaml', 'metrics.jsonl', 'tensorboard'])
    const rows = readFileSync(join(files.out, 'metrics.jsonl'), 'utf8').trim().split('\n')
    expect(JSON.parse(rows.at(-1)!)).toEqual({ event: 'error', code: 'E_TRAIN_NOT_FINITE' })
    await expect(loadModel(files.out, ENGINE)).rejects.toThrow('E_RUN_UNSAVED')
  })

  test('in the third epoch: the checkpoint of the second still loads, the weights are not updated', async () => {
    const files = tinyFiles()
    const source = openPretrained(files.model)
    const tasks = onlyTask(source)
    const { parameters } = startAll(source, tasks)
    const parts = { config: source.config, tokenizer: source.tokenizer, tasks, parameters }
    const dropout = { hidden: 0, attention: 0, head: 0 }
    const model = await TaskModel.create(parts, { ...ENGINE, dropout })
    const { records } = readDataset(files.bio)
    const encodings = records.map((record) => tasks[0]!.task.encode(record))
    const examples = encodings.flatMap((encoding) => encoding.examples)
    const settings = parseSettings({ epochs: 5, batchSize: 8 })
    const learner = new Learner(model, settings, {
      learnTokens: 2048,
      classWeights: [undefined],
      rateOf: () => 0.01,
      learningRate: 0.01,
      checkpoint: files.out,
    })
    const lengths = examples.map(({ tokenIds }) => tokenIds.length)
    const sampler = new BatchSampler([{ name: 'ner', lengths }], 8, 1, 42)
    const schedule = scheduleOf([examples.length], settings)
    const before = new Map<string, Float32Array>()
    const position = { ...START }
    const run = train(
      { learner, sampler, examples: [examples], settings, schedule, learningRate: 0.01, position },
      {
        onStep: () => {},
        isInterrupted: () => false,
        isOutOfPatience: () => false,
        onEvaluation: async ({ epoch }) => {
          const prediction = (await model.predict(encodings.slice(0, 1)))[0]!
          saveModel(files.out, parts, [[{ text: prediction.text, prediction }]])
          if (epoch === 2) parameters.get('classifier.weight').value[0] = Number.POSITIVE_INFINITY
          for (const { name, value } of parameters) before.set(name, Float32Array.from(value))
        },
      },
    )
    await expect(run).rejects.toThrow(
      expect.objectContaining({
        code: 'E_TRAIN_NOT_FINITE',
        values: expect.objectContaining({ step: 11, folder: files.out }),
      }),
    )
    for (const { name, value } of parameters) expect(value, name).toEqual(before.get(name))
    await model.release()
    const loaded = await loadModel(files.out, ENGINE)
    await loaded.model.release()
  })

  test('the highest learning rate without warmup may learn nothing, but ends in an orderly way', async () => {
    const files = tinyFiles()
    const { done } = await tinyFit(files, { settings: { epochs: 3, learningRate: 1, warmup: 0 } })
    expect(done.reason).toBe('epochs')
    const loaded = await loadModel(files.out, ENGINE)
    await loaded.model.release()
  })
})

const hasPrlimit = spawnSync('prlimit', ['--version']).status === 0

test('a disk that is full at the second checkpoint: the first stays whole', async ({ skip }) => {
  if (!hasPrlimit) skip('prlimit, which stands for the full disk, is not here')
  const { bio, model, out } = tinyFiles()
  const script = join(import.meta.dirname, '_full-disk.case.ts')
  const { stdout, stderr } = await runTypeScript(script, [bio, model, out])
  expect(stdout, stderr).toMatch(/^E_FILE_WRITE EFBIG.* after 1$/m)
  expect(readdirSync(out).sort()).toEqual(['best', 'config.yaml', 'last', 'metrics.jsonl', 'tensorboard'])
  for (const part of ['best', 'last']) {
    const loaded = await loadModel(join(out, part), ENGINE)
    await loaded.model.release()
  }
  const lines = readFileSync(join(out, 'metrics.jsonl'), 'utf8').trimEnd().split('\n')
  const rows = lines.map((line) => JSON.parse(line)).filter(({ event }) => event !== 'step')
  // The second evaluation was done, and stands there; its model could not be saved.
  expect(rows).toMatchObject([
    { event: 'evaluation', epoch: 1 },
    { event: 'evaluation', epoch: 2 },
    { event: 'error', code: 'E_FILE_WRITE' },
  ])
})

test('a listener that throws ends the run; what was saved before loads', async () => {
  const files = tinyFiles()
  let epochs = 0
  const job = { train: files.bio, dev: files.bio, model: files.model, out: files.out }
  const { fit: startRun } = await import('./fit.ts')
  const run = startRun({ ...job, settings: { epochs: 4, threads: 1 } }, ({ event }) => {
    if (event === 'evaluation' && ++epochs === 2) throw new Error('stop')
  })
  await expect(run).rejects.toThrow('stop')
  expect(existsSync(join(files.out, 'last/hantune.json'))).toBe(true)
  const loaded = await loadModel(files.out, ENGINE)
  await loaded.model.release()
})
