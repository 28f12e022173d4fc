import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { oneHot, origin, tinyTokenizer } from './_testing.case.ts'
import { MultiLabelClassification } from './multi-label-classification.ts'
import { PairClassification } from './pair-classification.ts'

const path = new URL('../../test/golden/losses/sequence_tasks.json', import.meta.url).pathname
const golden = JSON.parse(readFileSync(path, 'utf8')) as {
  readonly pairs: readonly (readonly [number, number, number, readonly [number, number]])[]
}
const tokenizer = tinyTokenizer()
const { cls, sep } = tokenizer.special

describe('pairs', () => {
  const task = (maxLength = 16) => new PairClassification(tokenizer, ['否', '是'], { maxLength })
  const lengthsOf = (text: string, pair: string, maxLength: number) => {
    const { tokenIds, tokenTypes } = task(maxLength).encodeText({ text, pair }).examples[0]!
    const ends = [...tokenIds.keys()].filter((i) => tokenIds[i] === sep)
    expect([tokenIds[0], ends.length, ends[1]]).toEqual([cls, 2, tokenIds.length - 1])
    expect([...tokenTypes!]).toEqual([...tokenIds.keys()].map((i) => (i <= ends[0]! ? 0 : 1)))
    return [ends[0]! - 1, ends[1]! - ends[0]! - 1]
  }

  test('both texts, each with its [SEP] and its type', () => {
    const { examples } = task().encode({ text: '张三在', pair: '北京', label: '是', origin: origin() })
    const [a, b] = ['张三在', '北京'].map((text) => tokenizer.tokenize(text).map(({ id }) => id))
    expect([...examples[0]!.tokenIds]).toEqual([cls, ...a!, sep, ...b!, sep])
    expect([...examples[0]!.tokenTypes!]).toEqual([0, 0, 0, 0, 0, 1, 1, 1])
    expect([...examples[0]!.targets]).toEqual([1])
    expect(examples[0]!.truncated).toBe(false)
  })

  // What the tokenizers of transformers read (bench/golden/sequence_tasks.py).
  test.each(golden.pairs)('%i and %i tokens in %i', (a, b, maxLength, expected) => {
    expect(lengthsOf('在'.repeat(a), '京'.repeat(b), maxLength)).toEqual(expected)
  })

  test('what was cut is said', () => {
    const input = { text: '在'.repeat(30), pair: '北京', label: '否', origin: origin() }
    const encoding = task().encode(input)
    const output = task().decode(encoding, oneHot(encoding, 2)[0] ? [oneHot(encoding, 2)[0]!] : [])
    expect(output).toMatchObject({ text: input.text, pair: '北京', label: '否', truncated: true })
  })

  test('one text alone is refused', () => {
    expect(() => task().encodeText({ text: '张三' })).toThrow('E_TASK_PAIR_ABSENT')
    const odd = { text: '张三', pair: '李四', label: '也许', origin: origin() }
    expect(() => task().encode(odd)).toThrow('E_TASK_UNKNOWN_CLASS')
  })
})

describe('several labels', () => {
  const labels = ['发烧', '咳嗽', '头痛']
  const task = (threshold?: number) =>
    new MultiLabelClassification(tokenizer, labels, { maxLength: 16, threshold })
  const record = (...own: string[]) => ({ text: '张三在北京', labels: own, origin: origin() })

  test('each label is a target of its own, none is one too', () => {
    const targetsOf = (...own: string[]) => [...task().encode(record(...own)).examples[0]!.targets]
    expect(targetsOf('头痛', '发烧')).toEqual([1, 0, 1])
    expect(targetsOf()).toEqual([0, 0, 0])
    expect(() => targetsOf('发热')).toThrow('E_TASK_UNKNOWN_CLASS')
  })

  test('labels from the threshold on, the probability of all', () => {
    const logits = [Float32Array.of(Math.log(3), 0, -2)]
    const encoding = task().encodeText({ text: '张三' })
    const output = task().decode(encoding, logits)
    expect(output.labels).toEqual(['发烧', '咳嗽'])
    expect(output.scores.发烧).toBeCloseTo(0.75, 6)
    expect(output.scores.头痛).toBeCloseTo(1 / (1 + Math.exp(2)), 6)
    expect(task(0.6).decode(encoding, logits).labels).toEqual(['发烧'])
    const each = new MultiLabelClassification(tokenizer, labels, {
      maxLength: 16,
      threshold: 0.6,
      thresholds: [0.8, 0.5, 0.1],
    })
    expect(each.decode(encoding, logits).labels).toEqual(['咳嗽', '头痛'])
  })

  test('its own scores', () => {
    const outputs = [['发烧'], []].map((own) => ({ text: '', labels: own, scores: {} }))
    const report = task().score([record('发烧', '咳嗽'), record()], outputs)
    expect(report.micro).toEqual({ precision: 1, recall: 0.5, f1: 2 / 3 })
    expect(task().figureOfMerit(report)).toEqual({ name: 'microF1', value: 2 / 3 })
  })
})
