import { describe, expect, test } from 'vitest'
import { MaskBuffers } from '../engine/index.ts'
import type { TaskKind } from '../tasks/index.ts'
import { onlyTask, startAll } from './_testing.case.ts'
import { TaskModel } from './model.ts'
import { openPretrained } from './pretrained.ts'

const TEXTS = [
  '患者三天前出现咳嗽。',
  '无明显诱因',
  '体温最高三十八度，自服药物后未见好转，遂来我院就诊',
  '电机过热',
  '复查正常',
]

/** The gradients after one step of the embedded encoder over the texts, in parts of so many tokens. */
async function gradientsOf(kind: TaskKind, maxTokens: number) {
  const source = openPretrained()
  const tasks = onlyTask(source, kind, ['A', 'B'])
  const { parameters } = startAll(source, tasks, 3)
  const model = await TaskModel.create(
    { config: source.config, tokenizer: source.tokenizer, tasks, parameters },
    { device: 'cpu', threads: 1, dropout: { hidden: 0, attention: 0, head: 0 } },
  )
  const examples = TEXTS.flatMap((text) => tasks[0]!.task.encodeText({ text }).examples).map(
    ({ tokenIds, targets }, i) => ({
      tokenIds,
      targets: targets.map((_, row) => (row % 3 === 0 && kind === 'ner' ? -1 : (row + i) % 2)),
    }),
  )
  const loss = await model.learn(examples, 0, { masks: new MaskBuffers(1), name: '0', maxTokens })
  const gradients = new Map([...parameters].map(({ name, training }) => [name, training!.gradient.slice()]))
  await model.release()
  return { loss, gradients }
}

describe.each(['ner', 'cls'] as const)('a %s batch in parts', (kind) => {
  test('has the loss and the gradients of the whole', async () => {
    const whole = await gradientsOf(kind, 1_000)
    const parts = await gradientsOf(kind, 20)
    expect(parts.loss).toBeCloseTo(whole.loss, 5)
    for (const [name, expected] of whole.gradients) {
      const found = parts.gradients.get(name)!
      const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-4)
      const worst = expected.reduce((w, value, i) => Math.max(w, Math.abs(value - found[i]!)), 0)
      expect(worst / scale, name).toBeLessThan(1e-4)
    }
  })
})
