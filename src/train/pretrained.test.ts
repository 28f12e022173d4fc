import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { encoderTensors, patchJson, writeWeights } from '../../test/support/tiny-encoder.ts'
import { readBertConfig } from '../models/index.ts'
import type { TaskKind } from '../tasks/index.ts'
import { onlyTask, startAll, tinyFiles } from './_testing.case.ts'
import { openPretrained } from './pretrained.ts'

const GOLDEN = join(import.meta.dirname, '../../test/golden/bert')
const taskOf = (source: ReturnType<typeof openPretrained>, kind: TaskKind = 'ner', labels = ['A', 'B']) =>
  onlyTask(source, kind, labels, 32)

describe('an encoder', () => {
  test('of a folder with random.json starts at random, from the seed', () => {
    const source = openPretrained(tinyFiles().model)
    expect(source.pretrained).toBe(false)
    const start = (seed: number) => startAll(source, taskOf(source), seed)
    const { parameters, report } = start(1)
    expect(report.loaded).toEqual([])
    expect(report.initialised).toHaveLength([...parameters].length)
    const name = 'bert.encoder.layer.0.attention.self.query.weight'
    const drawn = (seed: number) => [...start(seed).parameters.get(name).value]
    expect(drawn(1)).toEqual(drawn(1))
    expect(drawn(1)).not.toEqual(drawn(2))
    expect([...parameters.get('bert.embeddings.LayerNorm.weight').value]).toEqual(new Array(32).fill(1))
    expect([...parameters.get('classifier.bias').value]).toEqual(new Array(5).fill(0))
  })

  test('with weights has them, and a head from the seed', () => {
    const { model } = tinyFiles()
    writeWeights(model)
    const source = openPretrained(model)
    const { parameters, report } = startAll(source, taskOf(source))
    expect(source.pretrained).toBe(true)
    expect(report.initialised).toEqual(['classifier.weight', 'classifier.bias'])
    for (const { name, data } of encoderTensors(source.config))
      expect(parameters.get(name).value).toEqual(data)
  })

  test('as pytorch_model.bin is the same encoder', () => {
    const folder = join(tinyFiles().folder, 'torch')
    mkdirSync(folder)
    copyFileSync(join(GOLDEN, 'tiny_cls/config.json'), join(folder, 'config.json'))
    const pieces = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', ...'一二三四五六七八九十'].join('\n')
    writeFileSync(join(folder, 'vocab.txt'), pieces)
    const load = (file: string) => {
      copyFileSync(join(GOLDEN, 'tiny_cls', file), join(folder, file))
      const source = openPretrained(folder)
      const { parameters, report } = startAll(
        source,
        taskOf(source, 'cls', ['LABEL_0', 'LABEL_1', 'LABEL_2']),
      )
      expect(report.initialised).toEqual([])
      rmSync(join(folder, file))
      return Object.fromEntries([...parameters].map(({ name, value }) => [name, [...value]]))
    }
    expect(load('pytorch_model.bin')).toEqual(load('model.safetensors'))
  })

  test('with a classifier of other labels of the same number starts that at random', () => {
    const folder = join(tinyFiles().folder, 'other-labels')
    mkdirSync(folder)
    for (const file of ['config.json', 'model.safetensors']) {
      copyFileSync(join(GOLDEN, 'tiny_cls', file), join(folder, file))
    }
    const pieces = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', ...'一二三四五六七八九十'].join('\n')
    writeFileSync(join(folder, 'vocab.txt'), pieces)
    const source = openPretrained(folder)
    const { report } = startAll(source, taskOf(source, 'cls', ['x', 'y', 'z']))
    expect(report.initialised).toEqual(['classifier.weight', 'classifier.bias'])
  })

  test('of a pre-training is found by its run folder, too', () => {
    const { folder, model } = tinyFiles()
    const run = join(folder, 'run')
    mkdirSync(run)
    writeFileSync(join(run, 'config.yaml'), 'texts: []\n')
    expect(() => openPretrained(run)).toThrow('E_MODEL_CONFIG_READ')
    renameSync(model, join(run, 'model'))
    expect(openPretrained(run)).toMatchObject({ name: run, folder: join(run, 'model') })
    expect(openPretrained(run).config).toEqual(openPretrained(join(run, 'model')).config)
  })

  test('that is embedded needs no name', () => {
    const source = openPretrained()
    expect(source.name).toBe('hantune-mini')
    expect(openPretrained('hantune-mini').folder).toBe(source.folder)
    expect(source.tokenizer.vocabSize).toBe(source.config.vocab_size)
  })
})

describe('an encoder that cannot be used', () => {
  const refused = (change: (model: string) => void, code: string) => {
    const { model } = tinyFiles()
    change(model)
    expect(() => {
      const source = openPretrained(model)
      startAll(source, taskOf(source))
    }).toThrow(`[${code}]`)
  }

  test('no weights, and no word that this is meant', () =>
    refused((model) => rmSync(join(model, 'random.json')), 'E_WEIGHTS_ABSENT'))

  test('weights and the word that there are none', () =>
    refused((model) => {
      const random = readFileSync(join(model, 'random.json'))
      writeWeights(model)
      writeFileSync(join(model, 'random.json'), random)
    }, 'E_MODEL_RANDOM'))

  test.each(['{', '{"weights": "none"}', 'null', '[]'])('random.json of %s', (content) =>
    refused((model) => writeFileSync(join(model, 'random.json'), content), 'E_MODEL_RANDOM_READ'),
  )

  test('more words than rows', () =>
    refused((model) => {
      const { vocab_size } = readBertConfig(join(model, 'config.json'))
      patchJson(join(model, 'config.json'), { vocab_size: vocab_size - 1 })
    }, 'E_MODEL_VOCABULARY'))

  test('no tokenizer', () =>
    refused((model) => renameSync(join(model, 'vocab.txt'), join(model, 'vocab')), 'E_TOKENIZER_MISSING'))

  test('no folder', () => {
    expect(() => openPretrained('./absent')).toThrow('E_HUB_ID')
    expect(() => openPretrained('no-such-owner/no-such-model')).toThrow('E_HUB_NOT_CACHED')
  })
})
