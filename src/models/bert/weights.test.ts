import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/support/temporary.ts'
import { encoderTensors } from '../../../test/support/tiny-encoder.ts'
import { RandomStream } from '../../base/random.ts'
import { Parameters } from '../../engine/index.ts'
import { type TensorToWrite, writeSafetensors } from '../../safetensors/index.ts'
import { parseBertConfig } from './config.ts'
import { encoderParameters } from './encoder.ts'
import { headParameters } from './head.ts'
import type { HeadShape } from './head-graphs.ts'
import { loadWeights, openWeights } from './weights.ts'

const config = parseBertConfig({
  vocab_size: 12,
  hidden_size: 16,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 24,
  max_position_embeddings: 8,
})
const good = encoderTensors(config)
const renamed = (change: (name: string) => string) =>
  good.map((tensor) => ({ ...tensor, name: change(tensor.name) }))

/** Writes tensors as a model folder and loads them into a fresh model. */
function load(
  tensors: readonly TensorToWrite[],
  options: { head?: HeadShape; finished?: boolean; seed?: number; replaced?: readonly string[] } = {},
) {
  const folder = temporaryFolder()
  writeSafetensors(join(folder, 'model.safetensors'), tensors)
  const head = headParameters(config, options.head ?? { kind: 'token', classes: 3 })
  const declarations = [...encoderParameters(config), ...head]
  const parameters = new Parameters(declarations, () => false)
  const file = openWeights(folder)
  try {
    const fresh = {
      names: new Set(head.map(({ name }) => name)),
      replaced: new Set(options.replaced),
      random: new RandomStream(options.seed ?? 0),
      range: 0.02,
    }
    const report = loadWeights(parameters, declarations, file, options.finished ? undefined : fresh)
    return { parameters, report }
  } finally {
    file.close()
  }
}

function expectEncoder(parameters: Parameters): void {
  for (const { name, data } of good) expect(parameters.get(name).value, name).toEqual(data)
}

describe('names', () => {
  test('as Hugging Face writes them', () => {
    const { parameters, report } = load(good)
    expectEncoder(parameters)
    expect(report.loaded).toHaveLength(good.length)
    expect(report.initialised).toEqual(['classifier.weight', 'classifier.bias'])
  })

  test('without `bert.`, as a bare BertModel has them', () => {
    expectEncoder(load(renamed((name) => name.replace(/^bert\./, ''))).parameters)
  })

  test('with LayerNorm’s gamma and beta, as the first checkpoints have them', () => {
    const old = (name: string) =>
      name.replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta')
    expectEncoder(load(renamed(old)).parameters)
  })

  test('beside those of pre-training, which are reported', () => {
    const beside = ['cls.predictions.bias', 'bert.pooler.dense.weight', 'bert.embeddings.position_ids']
    const more = beside.map((name) => ({ name, shape: [1], data: new Float32Array(1) }))
    const { parameters, report } = load([...good, ...more])
    expectEncoder(parameters)
    expect([...report.ignored].sort()).toEqual([...beside].sort())
  })
})

describe('what does not fit is listed by name', () => {
  const values = (tensors: readonly TensorToWrite[], options = {}) => {
    try {
      load(tensors, options)
    } catch (error) {
      const { code, values } = error as { code: string; values: Record<string, string> }
      expect(code).toBe('E_WEIGHTS_MISMATCH')
      return values
    }
    throw new Error('it was loaded')
  }

  test('missing: all of them', () => {
    const gone = ['bert.encoder.layer.1.output.dense.bias', 'bert.embeddings.word_embeddings.weight']
    const { missing, surplus, misshapen } = values(good.filter(({ name }) => !gone.includes(name)))
    expect(missing!.split(', ').sort()).toEqual([...gone].sort())
    expect([surplus, misshapen]).toEqual(['–', '–'])
  })

  test('surplus: a layer too many, a mistyped name', () => {
    const layer = good.filter(({ name }) => name.includes('layer.1.'))
    const third = layer.map((tensor) => ({ ...tensor, name: tensor.name.replace('layer.1.', 'layer.2.') }))
    expect(values([...good, ...third]).surplus!.split(', ')).toHaveLength(layer.length)
    const mistyped = renamed((name) => name.replace('layer.0.output.dense.bias', 'layer.0.output.dens.bias'))
    expect(values(mistyped)).toEqual({
      missing: 'bert.encoder.layer.0.output.dense.bias',
      surplus: 'bert.encoder.layer.0.output.dens.bias',
      misshapen: '–',
    })
  })

  test('misshapen: both shapes', () => {
    const tensors = good.map((tensor) =>
      tensor.name.endsWith('word_embeddings.weight')
        ? { ...tensor, shape: [11, 16], data: tensor.data.slice(16) }
        : tensor,
    )
    expect(values(tensors).misshapen).toBe('bert.embeddings.word_embeddings.weight [11,16] ≠ [12,16]')
  })

  test('a transposed matrix is misshapen even where the sizes agree', () => {
    const tensors = good.map((tensor) =>
      tensor.name.endsWith('layer.0.output.dense.weight') ? { ...tensor, shape: [24, 16] } : tensor,
    )
    expect(values(tensors).misshapen).toContain('[24,16] ≠ [16,24]')
  })

  test('a head that a finished model must have', () => {
    expect(values(good, { finished: true }).missing).toBe('classifier.weight, classifier.bias')
  })
})

test('a weight under two names is an error', () => {
  const twice = good.filter(({ name }) => name.endsWith('LayerNorm.weight')).slice(0, 1)
  const old = twice.map((tensor) => ({ ...tensor, name: tensor.name.replace('.weight', '.gamma') }))
  expect(() => load([...good, ...old])).toThrow('E_WEIGHTS_TWICE')
})

test.each([Number.NaN, Number.POSITIVE_INFINITY])('a weight of %s is an error that names it', (value) => {
  const tensors = good.map((tensor) => ({ ...tensor, data: tensor.data.slice() as Float32Array }))
  tensors[3]!.data[0] = value
  expect(() => load(tensors)).toThrow(tensors[3]!.name)
})

test('a classifier of other labels starts at random', () => {
  const classifier = [
    { name: 'classifier.weight', shape: [3, 16], data: new Float32Array(48).fill(9) },
    { name: 'classifier.bias', shape: [3], data: new Float32Array(3).fill(9) },
  ]
  const kept = load([...good, ...classifier]).parameters.get('classifier.weight').value
  const { parameters, report } = load([...good, ...classifier], {
    replaced: ['classifier.weight', 'classifier.bias'],
  })
  expect(kept[0]).toBe(9)
  expect(Math.abs(parameters.get('classifier.weight').value[0]!)).toBeLessThan(1)
  expect(report.initialised).toEqual(['classifier.weight', 'classifier.bias'])
})

describe('a new head', () => {
  const classifier = (classes: number) => [
    { name: 'classifier.weight', shape: [classes, 16], data: new Float32Array(classes * 16).fill(5) },
    { name: 'classifier.bias', shape: [classes], data: new Float32Array(classes).fill(6) },
  ]

  test('is drawn from the seed', () => {
    const drawn = (seed: number) => [...load(good, { seed }).parameters.get('classifier.weight').value]
    expect(drawn(1)).toEqual(drawn(1))
    expect(drawn(1)).not.toEqual(drawn(2))
    const spread = Math.sqrt(drawn(1).reduce((sum, value) => sum + value ** 2, 0) / 48)
    expect(spread).toBeGreaterThan(0.01)
    expect(spread).toBeLessThan(0.03)
  })

  test('of another number of classes is drawn anew, of the same number taken', () => {
    expect(load([...good, ...classifier(4)]).report.initialised).toHaveLength(2)
    const { report, parameters } = load([...good, ...classifier(3)])
    expect(report.initialised).toEqual([])
    expect(parameters.get('classifier.bias').value).toEqual(Float32Array.of(6, 6, 6))
  })

  test('for sequences takes the pooler of pre-training', () => {
    const pooler = [
      { name: 'pooler.dense.weight', shape: [16, 16], data: new Float32Array(256).fill(2) },
      { name: 'pooler.dense.bias', shape: [16], data: new Float32Array(16).fill(3) },
    ]
    const { parameters, report } = load([...good, ...pooler], { head: { kind: 'sequence', classes: 2 } })
    expect(parameters.get('bert.pooler.dense.bias').value[15]).toBe(3)
    expect(report.initialised).toEqual(['classifier.weight', 'classifier.bias'])
  })
})

describe('the file of a model folder', () => {
  test('none is E_WEIGHTS_ABSENT', () => {
    expect(() => openWeights(temporaryFolder())).toThrow('E_WEIGHTS_ABSENT')
  })

  test('a truncated one is refused', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'model.safetensors')
    writeSafetensors(path, good)
    writeFileSync(path, readFileSync(path).subarray(0, -100))
    expect(() => openWeights(folder)).toThrow(/E_SAFETENSORS/)
  })

  test.each(['tiny', 'tiny_cls'])('pytorch_model.bin of %s holds what its safetensors hold', (name) => {
    const golden = join(import.meta.dirname, '../../../test/golden/bert', name)
    const folder = temporaryFolder()
    copyFileSync(join(golden, 'pytorch_model.bin'), join(folder, 'pytorch_model.bin'))
    const [safe, torch] = [openWeights(golden), openWeights(folder)]
    expect(safe.path).toMatch(/safetensors$/)
    expect([...torch.tensors.keys()].sort()).toEqual([...safe.tensors.keys()].sort())
    for (const [tensor, { shape }] of safe.tensors) {
      const size = shape.reduce((product, dim) => product * dim, 1)
      const [a, b] = [new Float32Array(size), new Float32Array(size)]
      safe.readFloat32(tensor, a)
      torch.readFloat32(tensor, b)
      expect(b, tensor).toEqual(a)
    }
    safe.close()
    torch.close()
  })
})
