import { describe, expect, test } from 'vitest'
import { oneHot, origin, tinyTokenizer } from './_testing.case.ts'
import { bestClass } from './softmax.ts'
import { TextClassification } from './text-classification.ts'

const tokenizer = tinyTokenizer()
const task = new TextClassification(tokenizer, ['体育', '财经', '科技'], { maxLength: 8 })

describe('classification', () => {
  test('a record becomes one example with its class', () => {
    const { examples, unlearnable } = task.encode({ text: '张三在北京', label: '财经', origin: origin() })
    expect(examples).toHaveLength(1)
    expect([...examples[0]!.targets]).toEqual([1])
    expect(examples[0]!.tokenIds).toHaveLength(7)
    expect(unlearnable).toBe(0)
    expect(task.head).toEqual({ kind: 'sequence', classes: 3 })
  })

  test('perfect predictions give the gold class', () => {
    for (const label of task.labels) {
      const encoding = task.encode({ text: '张三', label, origin: origin() })
      const output = task.decode(encoding, oneHot(encoding, 3))
      expect(output).toEqual({ text: '张三', label, score: expect.closeTo(1, 3) })
    }
  })

  test('a text beyond the window is cut, and both example and prediction say so', () => {
    const exact = task.encodeText({ text: '张三在北京了' })
    const longer = task.encodeText({ text: '张三在北京了了' })
    expect([exact.examples[0]!.truncated, longer.examples[0]!.truncated]).toEqual([false, true])
    expect(longer.examples[0]!.tokenIds).toEqual(exact.examples[0]!.tokenIds)
    const logits = [Float32Array.of(0, 0, 1)]
    expect(task.decode(longer, logits)).toMatchObject({ label: '科技', truncated: true })
    expect('truncated' in task.decode(exact, logits)).toBe(false)
  })

  test('an unknown class is refused with its place', () => {
    const record = { text: '张三', label: '体肓', origin: { ...origin(3), id: 'a' } }
    expect(() => task.encode(record)).toThrow(
      expect.objectContaining({
        code: 'E_TASK_UNKNOWN_CLASS',
        values: { label: '体肓', count: 3, labels: '体育, 财经, 科技' },
        place: { file: 'data.bio', line: 3, record: 'a' },
      }),
    )
  })

  test('the figure of merit is the accuracy', () => {
    const records = ['体育', '财经'].map((label) => ({ text: '张', label, origin: origin() }))
    const outputs = records.map(({ text }) => ({ text, label: '体育', score: 1 }))
    expect(task.figureOfMerit(task.score(records, outputs))).toEqual({ name: 'accuracy', value: 0.5 })
  })
})

test('the best class and its softmax, also of logits too large for exp', () => {
  const logits = Float32Array.of(0, 0, 0, 1000, 999, -1000)
  expect(bestClass(logits, 0, 3)).toEqual({ index: 0, probability: 1 / 3 })
  const { index, probability } = bestClass(logits, 1, 3)
  expect(index).toBe(0)
  expect(probability).toBeCloseTo(1 / (1 + Math.exp(-1)), 6)
})
