import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { parseSettings, readConfigFile, requireData } from './index.ts'

const folder = temporaryFolder()
let count = 0
const write = (text: string | Uint8Array, ending = 'yaml'): string => {
  const file = join(folder, `${count++}.${ending}`)
  writeFileSync(file, text)
  return file
}
const read = (text: string | Uint8Array, ending?: string) => readConfigFile(write(text, ending))

describe('a file of the user', () => {
  const wanted = {
    settings: { epochs: 3, learningRate: 1e-4, rates: { 'classifier.*': 0.01 }, freeze: ['bert.pooler.*'] },
    data: { train: 'a.bio', dev: { ner: 'b.bio', cls: 'c.tsv' } },
    inMemory: [],
    digests: new Map(),
    model: 'some/model',
    out: 'runs/x',
    task: 'ner',
  }
  const { settings, data, inMemory: _, digests: __, ...names } = wanted
  const flat = { ...settings, ...data, ...names }

  test('YAML', () => {
    const text = `# a comment
epochs: 3
learningRate: 1e-4
rates:
  classifier.*: 0.01
freeze: [bert.pooler.*]
train: a.bio
dev: { ner: b.bio, cls: c.tsv }
model: some/model
out: runs/x
task: ner
seed: null # left out
`
    const file = write(text)
    expect(readConfigFile(file)).toEqual({ ...wanted, file })
  })

  test.each([
    ['JSON', JSON.stringify(flat)],
    ['JSON with tabs', JSON.stringify(flat, null, '\t')],
    [
      'JSON with CRLF and a mark of byte order',
      `\ufeff${JSON.stringify(flat, null, 2).replaceAll('\n', '\r\n')}`,
    ],
  ])('%s', (_, text) => {
    expect(read(text, 'json')).toMatchObject(wanted)
  })
})

describe('the config.yaml of a run', () => {
  const run = (train: unknown, dev: unknown = null) =>
    stringify({
      hantune: '0.1.0',
      tasks: { '': { kind: 'ner', labels: ['LOC'] } },
      data: { train, dev, test: null },
      model: { name: 'some/model', folder: '/models/some' },
      resumeFrom: 'runs/before',
      settings: { ...parseSettings({ rates: { 'bert.*': 1e-5 } }), metric: null, numLabels: null },
    })

  test('repeats it: all settings, those left out excepted', () => {
    const { settings, ...rest } = read(run('a.bio', { x: 'b.bio' }))
    expect(rest).toMatchObject({
      data: { train: 'a.bio', dev: { x: 'b.bio' } },
      model: 'some/model',
      resumeFrom: 'runs/before',
      task: 'ner',
    })
    expect(parseSettings(settings)).toEqual(parseSettings({ rates: { 'bert.*': 1e-5 } }))
    expect(settings).not.toHaveProperty('metric')
  })

  test.each([['(3 records in memory)'], [{ ner: '(3 records in memory)', cls: 'c.tsv' }]])(
    'data in memory must be given again: %j',
    (train) => {
      const config = read(run(train))
      expect(config).toMatchObject({ data: {}, inMemory: ['train'] })
      expect(() => requireData(config, ['dev'])).toThrow(
        expect.objectContaining({
          code: 'E_CONFIG_MEMORY',
          values: { part: 'train' },
          place: { file: config.file },
        }),
      )
      requireData(config, ['train'])
    },
  )
})

const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefgh'].map((c, i) => `${c}: &${c} [${new Array(9).fill(`*${'abcdefg'[i]}`)}]`).join('\n')}`

test.each([
  ['epoch: 3', 'E_CONFIG_KEY', 1, 1, '"epoch" (≈ epochs)'],
  ['seed: 3\n\nbatch_sizes: 3', 'E_CONFIG_KEY', 3, 1, '(≈ batchSize)'],
  ['seed: 3\nepochs:   ten', 'E_SETTING_VALUE', 2, 11, '"ten"'],
  ['{\n  "warmup": 0,\n  "epochs": 0\n}', 'E_SETTING_VALUE', 3, 13, '0'],
  ['rates:\n  bert.a.*: 0.1\n  bert.b.*: 2', 'E_SETTING_VALUE', 3, 13, 'rates.bert.b.*'],
  ['settings:\n  epochs: 0', 'E_SETTING_VALUE', 2, 11, 'epochs'],
  ['settings:\n  epoch: 1', 'E_CONFIG_KEY', 2, 3, '(≈ epochs)'],
  ['settings: { epochs: 1 }\nepochs: 2', 'E_CONFIG_KEY', 2, 1, '"epochs"'],
  ['settings: 3', 'E_CONFIG_VALUE', 1, 11, '3'],
  ['train: [a, b]', 'E_CONFIG_VALUE', 1, 8, 'train'],
  ['train: { ner: 3 }', 'E_CONFIG_VALUE', 1, 8, 'train'],
  ['model: 3', 'E_CONFIG_VALUE', 1, 8, 'model'],
  ['seed: 1\nseed: 2', 'E_CONFIG_SYNTAX', 2, 1, 'unique'],
  ['{"seed": 1,\n "seed": 2}', 'E_CONFIG_SYNTAX', 2, 2, 'unique'],
  ['seed: !!js/function "x"', 'E_CONFIG_SYNTAX', 1, 7, 'tag'],
  ['seed: !mine 3', 'E_CONFIG_SYNTAX', 1, 7, 'tag'],
  ['seed: [1', 'E_CONFIG_SYNTAX', 1, 9, ''],
  ['seed: 1\n---\nseed: 2', 'E_CONFIG_SYNTAX', 2, 1, 'document'],
  ['- 3', 'E_CONFIG_ROOT', undefined, undefined, ''],
  ['', 'E_CONFIG_ROOT', undefined, undefined, ''],
  [bomb, 'E_CONFIG_SYNTAX', undefined, undefined, 'alias'],
  ['seed: 3 '.padEnd(1_000_001), 'E_CONFIG_SIZE', undefined, undefined, '1000001'],
] as const)('refused %#', (text, code, line, column, says) => {
  const file = write(text)
  const place = line === undefined ? { file } : { file, line, column }
  expect(() => readConfigFile(file)).toThrow(
    expect.objectContaining({ code, place, message: expect.stringContaining(says) }),
  )
})

test('brackets deeper than the stack, what is no text, and no file', () => {
  expect(() => read(`seed: ${'['.repeat(50_000)}`)).toThrow(
    expect.objectContaining({ code: 'E_CONFIG_SYNTAX' }),
  )
  expect(() => read(Uint8Array.of(0x61, 0xff))).toThrow(expect.objectContaining({ code: 'E_CONFIG_SYNTAX' }))
  expect(() => readConfigFile(folder)).toThrow(expect.objectContaining({ code: 'E_CONFIG_READ' }))
  expect(() => readConfigFile(join(folder, 'none'))).toThrow(
    expect.objectContaining({ code: 'E_CONFIG_READ' }),
  )
})
