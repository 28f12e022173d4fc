import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { patchJson } from '../../test/support/tiny-encoder.ts'
import { openSafetensors, writeSafetensors } from '../safetensors/index.ts'
import { tinyFiles, tinyFit } from './_testing.case.ts'
import { loadModel, modelFolderOf } from './model-folder.ts'

const ENGINE = { device: 'cpu', threads: 1 } as const
let saved = ''

beforeAll(async () => {
  saved = join((await tinyFit(tinyFiles())).out, 'best')
})

/** A copy of the saved model, to be damaged. */
function copy(): string {
  const folder = join(temporaryFolder(), 'model')
  cpSync(saved, folder, { recursive: true })
  return folder
}

const refused = async (folder: string, code: string | RegExp) => {
  const message = typeof code === 'string' ? new RegExp(`^\\[${code}\\]`) : code
  await expect(loadModel(folder, ENGINE)).rejects.toThrow(message)
}

/** Writes the weights again, changed. */
function changeWeights(
  folder: string,
  change: (name: string, data: Float32Array) => string | undefined,
): void {
  const path = join(folder, 'model.safetensors')
  const file = openSafetensors(path)
  const tensors = [...file.tensors].flatMap(([name, { shape }]) => {
    const data = new Float32Array(shape.reduce((product, dim) => product * dim, 1))
    file.readFloat32(name, data)
    const kept = change(name, data)
    return kept === undefined ? [] : [{ name: kept, shape, data }]
  })
  file.close()
  writeSafetensors(path, tensors)
}

describe('a saved model', () => {
  test('has the files that Hugging Face’s libraries look for', () => {
    expect(readdirSync(saved).sort()).toEqual([
      'checkpoint.json',
      'config.json',
      'hantune.json',
      'model.safetensors',
      'special_tokens_map.json',
      'tokenizer.json',
      'tokenizer_config.json',
      'vocab.txt',
    ])
    const tokenizer = JSON.parse(readFileSync(join(saved, 'tokenizer_config.json'), 'utf8'))
    expect(tokenizer).toMatchObject({ model_max_length: 64 })
    expect(JSON.parse(readFileSync(join(saved, 'config.json'), 'utf8'))).toMatchObject({
      architectures: ['BertForTokenClassification'],
      id2label: { 0: 'O', 1: 'B-LOC', 2: 'I-LOC' },
      label2id: { O: 0, 'B-LOC': 1, 'I-LOC': 2 },
      torch_dtype: 'float32',
    })
    expect(openSafetensors(join(saved, 'model.safetensors')).metadata).toMatchObject({ format: 'pt' })
  })

  test('keeps samples in which something was found', () => {
    const { tasks } = JSON.parse(readFileSync(join(saved, 'hantune.json'), 'utf8'))
    const [{ samples }] = tasks
    expect(samples).toHaveLength(5)
    for (const { prediction } of samples) expect(prediction.entities.length).toBeGreaterThan(0)
  })

  test('loads from its folder and from the run’s, with any number of threads', async () => {
    for (const [folder, threads] of [
      [saved, 1],
      [join(saved, '..'), 2],
    ] as const) {
      const { model } = await loadModel(folder, { device: 'cpu', threads })
      const { description, task } = model.parts.tasks[0]!
      expect(description).toMatchObject({ kind: 'ner', labels: ['LOC'], maxLength: 64 })
      const [output] = await model.predict([task.encodeText({ text: '去苏州的火车' })])
      expect(output).toMatchObject({ entities: [{ label: 'LOC', text: '苏州', start: 1, end: 3 }] })
      await model.release()
    }
  })
})

describe('where the model is', () => {
  test('a run without best has last', () => {
    const run = temporaryFolder()
    cpSync(saved, join(run, 'last'), { recursive: true })
    expect(modelFolderOf(run)).toBe(join(run, 'last'))
  })

  test.each(['', 'absent'])('nowhere: %j', (name) => {
    expect(() => modelFolderOf(join(temporaryFolder(), name))).toThrow('E_RUN_ABSENT')
  })

  test('a training that has saved nothing yet, and a folder of runs, are told as such', () => {
    const runs = temporaryFolder()
    mkdirSync(join(runs, 'new'))
    writeFileSync(join(runs, 'new/config.yaml'), '')
    expect(() => modelFolderOf(join(runs, 'new'))).toThrow('E_RUN_ABSENT')
    writeFileSync(join(runs, 'new/metrics.jsonl'), '')
    expect(() => modelFolderOf(join(runs, 'new'))).toThrow('E_RUN_UNSAVED')
    expect(() => modelFolderOf(runs)).toThrow('E_RUN_ABSENT')
    cpSync(saved, join(runs, 'old/best'), { recursive: true })
    // Somebody's own configuration makes no run of it.
    writeFileSync(join(runs, 'config.yaml'), '')
    expect(() => modelFolderOf(runs)).toThrow(
      expect.objectContaining({ code: 'E_RUN_SEVERAL', values: { example: join(runs, 'old'), runs: 'old' } }),
    )
  })
})

/** The description of the one task, changed. */
function patchTask(folder: string, change: object): void {
  const path = join(folder, 'hantune.json')
  const { tasks } = JSON.parse(readFileSync(path, 'utf8'))
  patchJson(path, { tasks: [{ ...tasks[0], ...change }] })
}

describe('a damaged description', () => {
  test.each<[string, string | object]>([
    ['cut', '{"format": 2'],
    ['of another format', { format: 3 }],
    ['without tasks', { tasks: [] }],
    ['empty', 'null'],
  ])('%s', async (_, content) => {
    const folder = copy()
    const path = join(folder, 'hantune.json')
    if (typeof content === 'string') writeFileSync(path, content)
    else patchJson(path, content)
    await refused(folder, 'E_RUN_DESCRIPTION')
  })

  test.each([
    ['without labels', { labels: [] }],
    ['of an unknown task', { kind: 'parsing' }],
    ['of an unknown decoder', { decoder: 'guess' }],
  ])('%s', async (_, change) => {
    const folder = copy()
    patchTask(folder, change)
    await refused(folder, 'E_RUN_DESCRIPTION')
  })

  test('with a window that the model does not have', async () => {
    const folder = copy()
    patchTask(folder, { maxLength: 512 })
    await refused(folder, 'E_TASK_WINDOW')
  })

  test('of format 1, as the first version wrote it, still loads', async () => {
    const folder = copy()
    const path = join(folder, 'hantune.json')
    const { version, tasks } = JSON.parse(readFileSync(path, 'utf8'))
    const { name: _, samples, decoder: __, ...task } = tasks[0]
    writeFileSync(path, JSON.stringify({ format: 1, version, task, samples }))
    const { model } = await loadModel(folder, ENGINE)
    expect(model.parts.tasks[0]).toMatchObject({
      name: 'ner',
      prefix: '',
      description: { decoder: 'softmax' },
    })
    await model.release()
  })
})

describe('another model than was saved', () => {
  test('changed weights', async () => {
    const folder = copy()
    changeWeights(folder, (name, data) => {
      if (name === 'classifier.bias') data[0]! += 20
      return name
    })
    await refused(folder, 'E_RUN_SAMPLES')
  })

  test('weights that are not numbers', async () => {
    const folder = copy()
    changeWeights(folder, (name, data) => {
      if (name.endsWith('layer.0.output.dense.weight')) data.fill(Number.NaN)
      return name
    })
    await refused(folder, 'E_WEIGHTS_NOT_FINITE')
  })

  test('other labels', async () => {
    const folder = copy()
    patchTask(folder, { labels: ['PER'] })
    await refused(folder, 'E_RUN_SAMPLES')
  })

  test('a vocabulary in another order', async () => {
    const folder = copy()
    const path = join(folder, 'vocab.txt')
    const [pad, unk, cls, sep, mask, ...rest] = readFileSync(path, 'utf8').trimEnd().split('\n')
    writeFileSync(path, [pad, unk, cls, sep, mask, ...rest.reverse()].join('\n'))
    await refused(folder, 'E_TOKENIZER_DISAGREE')
    rmSync(join(folder, 'tokenizer.json'))
    await refused(folder, 'E_RUN_SAMPLES')
  })

  test('another number of layers', async () => {
    const folder = copy()
    patchJson(join(folder, 'config.json'), { num_hidden_layers: 2 })
    await refused(folder, /E_WEIGHTS_MISMATCH.*layer\.1\.attention\.self\.query\.weight/)
  })
})

describe('damaged files', () => {
  test('missing, misnamed and absent weights', async () => {
    const folder = copy()
    changeWeights(folder, (name) => (name === 'classifier.bias' ? undefined : name))
    await refused(folder, /E_WEIGHTS_MISMATCH.*classifier\.bias/)
    const misnamed = copy()
    changeWeights(misnamed, (name) => name.replace('layer.0.output', 'layer.0.outputs'))
    await refused(misnamed, /E_WEIGHTS_MISMATCH.*layer\.0\.output\..*layer\.0\.outputs\./)
    rmSync(join(folder, 'model.safetensors'))
    await refused(folder, 'E_WEIGHTS_ABSENT')
  })

  test('cut weights', async () => {
    const folder = copy()
    const path = join(folder, 'model.safetensors')
    writeFileSync(path, readFileSync(path).subarray(0, 5000))
    await refused(folder, /E_SAFETENSORS/)
  })

  test('no tokenizer, no configuration', async () => {
    const folder = copy()
    for (const name of ['vocab.txt', 'tokenizer.json']) rmSync(join(folder, name))
    await refused(folder, 'E_TOKENIZER_MISSING')
    rmSync(join(folder, 'config.json'))
    await refused(folder, 'E_MODEL_CONFIG_READ')
  })
})
