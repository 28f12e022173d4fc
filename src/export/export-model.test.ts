import { createHash } from 'node:crypto'
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { patchJson } from '../../test/support/tiny-encoder.ts'
import { trainTiny } from '../../test/support/tiny-run.ts'
import { openInference } from '../inference/index.ts'
import { loadModel } from '../train/index.ts'
import { exportModel } from './export-model.ts'
import type { ExportEvent, ExportOptions } from './options.ts'

const runs: Record<string, string> = {}
beforeAll(async () => {
  runs.ner = await trainTiny({ head: 'softmax' })
  runs.crf = await trainTiny({ head: 'crf' })
  runs.both = await trainTiny({}, 'both')
})

const out = () => join(temporaryFolder(), 'out')
const exported = (run: string, options: Partial<ExportOptions> & Pick<ExportOptions, 'to'>) =>
  exportModel({ run: runs[run]!, out: out(), threads: 1, ...options })
const readJson = (folder: string, name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'))

describe('ONNX', () => {
  test('has the files that transformers.js looks for, and predicts as before', async () => {
    const report = await exported('ner', { to: 'onnx' })
    const { folder, files, scores, samples } = report
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual([
      'README.md',
      'config.json',
      'export.json',
      'hantune.json',
      'onnx',
      'onnx/model.onnx',
      'special_tokens_map.json',
      'tokenizer.json',
      'tokenizer_config.json',
      'vocab.txt',
    ])
    expect(readJson(folder, 'config.json')).toMatchObject({
      id2label: { 1: 'B-LOC' },
      label2id: { 'B-LOC': 1 },
    })
    expect(readJson(folder, 'tokenizer.json').pre_tokenizer.type).toBe('Sequence')
    expect(readJson(folder, 'tokenizer_config.json')).toMatchObject({
      tokenizer_class: 'PreTrainedTokenizerFast',
      model_input_names: ['input_ids', 'token_type_ids', 'attention_mask'],
    })
    expect(files.find(({ name }) => name === 'onnx/model.onnx')!.bytes).toBeGreaterThan(10_000)
    expect(samples).toMatchObject({ count: 5, same: 5 })
    expect(samples.largest).toBeLessThan(1e-3)
    expect(scores).toEqual([
      {
        task: 'ner',
        metric: 'f1',
        records: 40,
        before: scores[0]!.before,
        after: scores[0]!.before,
        drop: 0,
      },
    ])
    expect(scores[0]!.before).toBeGreaterThan(0.9)
    const { folder: _, ...rest } = report
    expect(readJson(folder, 'export.json')).toEqual(rest)
    const model = await openInference(folder, { threads: 1 })
    expect(await model.predict([{ text: '去苏州的火车' }])).toMatchObject([
      { entities: [{ label: 'LOC', text: '苏州', start: 1, end: 3 }] },
    ])
    await model.release()
  })

  test.each(['q8', 'q4', 'fp16'] as const)(
    'in %s is smaller and says what stayed float32',
    async (quantize) => {
      const { folder, precision, scores, groups } = await exported('ner', {
        to: 'onnx',
        quantize,
        maxDrop: 3,
      })
      const { graph } = readJson(folder, 'hantune.json')
      expect([precision, graph.precision]).toEqual([quantize, quantize])
      expect(graph.kept).toEqual(groups.filter(({ kept }) => kept).map(({ group }) => group))
      if (quantize !== 'fp16') {
        expect(groups.map(({ group }) => group)).toEqual(['embeddings', 'layer.0'])
        for (const { loss, largest } of groups) {
          expect(loss).toBeGreaterThan(0)
          expect(largest).toBeGreaterThan(0)
        }
      }
      expect(scores[0]!.drop).toBeLessThanOrEqual(3)
      const card = readFileSync(join(folder, 'README.md'), 'utf8')
      expect(card).toContain('LOC')
      expect(card).toContain(`dtype: '${quantize}'`)
      expect(card).toContain(`InferenceSession("FOLDER/${graph.file}")`)
      const model = await openInference(folder, { threads: 1 })
      expect(model.precision).toBe(quantize)
      await model.release()
    },
  )

  test('of a CRF keeps its numbers and says how to use it', async () => {
    const { folder } = await exported('crf', { to: 'onnx' })
    const [task] = readJson(folder, 'hantune.json').tasks
    expect(task.crf.transitions).toHaveLength(9)
    const card = readFileSync(join(folder, 'README.md'), 'utf8')
    expect(card).toContain('hantune/predictor')
    // The likeliest tags are not the CRF's path.
    expect(card).not.toContain('InferenceSession')
    const model = await openInference(folder, { threads: 1 })
    const { model: trained } = await loadModel(runs.crf!, { device: 'cpu', threads: 1 })
    const encodings = ['我在北京工作', '明天到天津开会'].map((text) =>
      trained.parts.tasks[0]!.task.encodeText({ text }),
    )
    const [one, two] = [await trained.predict(encodings), await model.predict(encodings)]
    expect(JSON.stringify(two, toThree)).toBe(JSON.stringify(one, toThree))
    await model.release()
    await trained.release()
  })

  test('of several tasks answers for all', async () => {
    const { folder, scores } = await exported('both', { to: 'onnx' })
    expect(scores.map(({ task, drop }) => [task, drop])).toEqual([
      ['ner', 0],
      ['cls', 0],
    ])
    const model = await openInference(folder, { threads: 1 })
    const [found] = await model.predict([{ text: '我在北京工作' }])
    expect(found).toMatchObject({
      tasks: { ner: { entities: expect.any(Array) }, cls: { label: expect.any(String) } },
    })
    await model.release()
  })
})

test('safetensors loads as a trained model', async () => {
  const { folder, files } = await exported('ner', { to: 'safetensors' })
  expect(files.map(({ name }) => name)).toContain('model.safetensors')
  const { model } = await loadModel(folder, { device: 'cpu', threads: 1 })
  await model.release()
})

test('a Triton repository holds the model and its configuration', async () => {
  const { folder } = await exported('ner', { to: 'triton' })
  const config = readFileSync(join(folder, 'run/config.pbtxt'), 'utf8')
  expect(config).toContain('name: "logits"')
  expect(readdirSync(join(folder, 'run/1'))).toEqual(['model.onnx'])
})

describe('what is refused leaves nothing behind', () => {
  const refused = async (options: Partial<ExportOptions>, message: string) => {
    const folder = out()
    await expect(
      exportModel({ run: runs.ner!, to: 'onnx', out: folder, threads: 1, ...options }),
    ).rejects.toThrow(message)
    expect(readdirSync(dirname(folder)).filter((name) => name.includes('out'))).toEqual([])
  }

  test('a safetensors file with quantized weights', () =>
    refused({ to: 'safetensors', quantize: 'q8' }, 'E_EXPORT_QUANTIZE'))
  test('a blank name', () =>
    expect(exportModel({ run: runs.ner!, to: 'onnx', out: '', threads: 1 })).rejects.toMatchObject({
      code: 'E_EXPORT_OUT',
    }))
  test('dev data of an unknown task', () => refused({ dev: { nerr: 'x' } }, 'E_EXPORT_DEV'))
  test('dev data without names for several tasks', () =>
    refused({ run: runs.both!, dev: 'x' }, 'E_EXPORT_DEV_TASK'))
  test('a run that is none', () => refused({ run: temporaryFolder() }, 'E_RUN_ABSENT'))
  test('work that was aborted', () => refused({ signal: AbortSignal.abort(new Error('stopped')) }, 'stopped'))

  test.each([
    ['drawing', undefined],
    ['measuring', 'q8'],
    ['measuring', 'q4'],
  ] as const)(
    'work that is aborted from outside after its first “%s”, quantized as %s',
    async (name, quantize) => {
      const controller = new AbortController()
      const seen: string[] = []
      // As a signal comes: in another turn of the event loop.
      const onEvent = ({ event }: ExportEvent) => {
        if (event === name) setImmediate(() => controller.abort(new Error('stopped')))
        seen.push(event)
      }
      await refused({ quantize, signal: controller.signal, onEvent }, 'stopped')
      expect(seen.filter((event) => event === name)).toHaveLength(1)
    },
  )

  test('a score that falls by more than is allowed', async () => {
    // Nothing may fall, and a rise is asked for: no model can give it.
    await refused({ maxDrop: -1 }, 'E_EXPORT_DROP')
    await refused({ maxDrop: -1, quantize: 'q8' }, 'E_EXPORT_DROP')
  })

  test('a folder that holds something', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'mine'), '')
    await expect(exportModel({ run: runs.ner!, to: 'onnx', out: folder, threads: 1 })).rejects.toThrow(
      'E_EXPORT_EXISTS',
    )
    expect(readdirSync(folder)).toEqual(['mine'])
  })

  test('an export', async () => {
    const { folder } = await exported('ner', { to: 'onnx' })
    await refused({ run: folder }, 'E_EXPORT_AGAIN')
  })
})

test('dev data of a run that changed since are refused, and given ones taken', async () => {
  const run = await trainTiny({ head: 'softmax' })
  const file = parse(readFileSync(join(run, 'config.yaml'), 'utf8')).data.train as string
  appendFileSync(file, '\n苏 B-LOC\n州 I-LOC\n')
  const ask = { run, to: 'safetensors', threads: 1 } as const
  const refused = exportModel({ ...ask, out: out() })
  await expect(refused).rejects.toMatchObject({ code: 'E_DEV_CHANGED' })
  const { scores } = await exportModel({ ...ask, out: out(), dev: file })
  expect(scores).toMatchObject([{ records: 41 }])
})

test('tasks that were given no dev data are told', async () => {
  const { cls } = parse(readFileSync(join(runs.both!, 'config.yaml'), 'utf8')).data.train
  const { scores, unscored } = await exported('both', { to: 'safetensors', dev: { cls } })
  expect([scores.map(({ task }) => task), unscored]).toEqual([['cls'], ['ner']])
})

test('an exported model that was changed is not opened', async () => {
  const { folder } = await exported('ner', { to: 'onnx' })
  const { tasks, sha256 } = readJson(folder, 'hantune.json')
  for (const name of ['onnx/model.onnx', 'tokenizer.json']) {
    const digest = createHash('sha256').update(readFileSync(join(folder, name)))
    expect(sha256[name]).toBe(digest.digest('hex'))
  }
  patchJson(join(folder, 'hantune.json'), { tasks: [{ ...tasks[0], samples: [] }] })
  await expect(openInference(folder, { threads: 1 })).rejects.toThrow('E_RUN_DESCRIPTION')
  patchJson(join(folder, 'hantune.json'), { tasks: [{ ...tasks[0], labels: ['PER'] }] })
  await expect(openInference(folder, { threads: 1 })).rejects.toThrow('E_RUN_SAMPLES')
  writeFileSync(join(folder, 'onnx/model.onnx'), 'cut')
  await expect(openInference(folder, { threads: 1 })).rejects.toMatchObject({
    code: 'E_PREDICTOR_OPEN',
    place: { file: join(folder, 'onnx/model.onnx') },
  })
})

const toThree = (_: string, value: unknown) => (typeof value === 'number' ? Number(value.toFixed(3)) : value)
