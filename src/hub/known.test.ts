import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { encoderParameters, parseBertConfig, readBertConfig } from '../models/index.ts'
import { EMBEDDED_ID, KNOWN_ENCODERS, parametersOf } from './known.ts'

describe('known encoders', () => {
  test.each(KNOWN_ENCODERS.map((known) => [known.id, known] as const))(
    '%s: a configuration that is taken, and as many parameters as its graphs declare',
    (_, known) => {
      const config = parseBertConfig({
        vocab_size: known.vocabulary,
        hidden_size: known.width,
        num_hidden_layers: known.layers,
        num_attention_heads: known.heads,
        intermediate_size: known.feedForward,
        max_position_embeddings: known.positions,
      })
      const declared = encoderParameters(config).reduce(
        (sum, { shape }) => sum + shape.reduce((size, dim) => size * dim, 1),
        0,
      )
      expect(parametersOf(known)).toBe(declared)
    },
  )

  test('come smallest first, each once', () => {
    const sizes = KNOWN_ENCODERS.map(parametersOf)
    const groups = KNOWN_ENCODERS.map(({ purpose }) => purpose)
    expect(sizes[0]).toBe(Math.min(...sizes))
    expect(sizes.at(-1)).toBe(Math.max(...sizes))
    expect(groups.at(-1)).toBe('large')
    expect(new Set(KNOWN_ENCODERS.map(({ id }) => id)).size).toBe(KNOWN_ENCODERS.length)
  })

  test('name the embedded one as it is', () => {
    const embedded = KNOWN_ENCODERS.find(({ id }) => id === EMBEDDED_ID)!
    const folder = new URL('../../assets/hantune-mini/', import.meta.url).pathname
    const config = readBertConfig(`${folder}config.json`)
    expect(config).toMatchObject({
      num_hidden_layers: embedded.layers,
      hidden_size: embedded.width,
      num_attention_heads: embedded.heads,
      intermediate_size: embedded.feedForward,
      vocab_size: embedded.vocabulary,
      max_position_embeddings: embedded.positions,
    })
    expect(readFileSync(`${folder}vocab.txt`, 'utf8').trimEnd().split('\n').length).toBe(embedded.vocabulary)
  })
})
