import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/support/temporary.ts'
import type { HanTuneError } from '../../base/errors.ts'
import { parseBertConfig, readBertConfig } from './config.ts'

const good = {
  vocab_size: 50,
  hidden_size: 32,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  intermediate_size: 64,
  max_position_embeddings: 40,
}

test('defaults are BERT’s, fields that are not used stay', () => {
  const config = parseBertConfig({ ...good, pooler_fc_size: 768 })
  expect(config).toMatchObject({
    model_type: 'bert',
    hidden_act: 'gelu',
    layer_norm_eps: 1e-12,
    hidden_dropout_prob: 0.1,
    pooler_fc_size: 768,
  })
})

test.each([
  ['model_type', 'electra'],
  ['vocab_size', 0],
  ['vocab_size', '50'],
  ['hidden_size', undefined],
  // 30 is not divisible by the number of heads; a head of 5 numbers is no multiple of 4.
  ['hidden_size', 30],
  ['hidden_size', 20],
  ['hidden_act', 'relu'],
  ['layer_norm_eps', 0],
  ['hidden_dropout_prob', 1],
  ['position_embedding_type', 'relative_key'],
  ['is_decoder', true],
])('%s: %j is refused by name', (field, value) => {
  expect(() => parseBertConfig({ ...good, [field]: value }, 'config.json')).toThrow(
    expect.objectContaining({
      code: 'E_MODEL_CONFIG',
      values: expect.objectContaining({ field }),
      place: { file: 'config.json' },
    }),
  )
})

test('what is no object is refused', () => {
  for (const json of [null, [], 'bert']) expect(() => parseBertConfig(json)).toThrow('E_MODEL_CONFIG')
})

describe('a file that cannot be read', () => {
  test.each([
    ['absent', undefined, {}],
    ['cut', '{"vocab_size": 5', { line: 1, column: 17 }],
    ['no JSON', '{\n  vocab_size: 5\n}', { line: 2, column: 3 }],
  ])('%s', (_, content, place) => {
    const path = join(temporaryFolder(), 'config.json')
    if (content !== undefined) writeFileSync(path, content)
    expect(() => readBertConfig(path)).toThrow(
      expect.objectContaining({ code: 'E_MODEL_CONFIG_READ', place: { file: path, ...place } }),
    )
  })
})

test('what is no JSON is told in the language of the reader', () => {
  const path = join(temporaryFolder(), 'config.json')
  writeFileSync(path, '{\n  vocab_size: 5\n}')
  let error: unknown
  try {
    readBertConfig(path)
  } catch (thrown) {
    error = thrown
  }
  expect((error as HanTuneError).what('zh')).toBe('读不了模型配置：这里不该有 "vocab_size"')
  expect((error as HanTuneError).what('en')).toBe(
    'cannot read the model configuration: "vocab_size" is out of place',
  )
})
