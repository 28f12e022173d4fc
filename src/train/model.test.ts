import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RandomStream } from '../base/random.ts'
import { MaskBuffers } from '../engine/index.ts'
import type { Encoding, Example } from '../tasks/index.ts'
import { onlyTask, startAll, tinyFiles } from './_testing.case.ts'
import { LEARN_TOKENS, TaskModel } from './model.ts'
import { openPretrained } from './pretrained.ts'

async function newModel(recompute = false): Promise<TaskModel> {
  const source = openPretrained(tinyFiles().model)
  const tasks = onlyTask(source)
  const { parameters } = startAll(source, tasks)
  const { config, tokenizer } = source
  // Weights of the size that training would make them, so that no gradient is tiny.
  const random = new RandomStream(2)
  for (const { value } of parameters)
    for (let i = 0; i < value.length; i++) value[i]! += 0.1 * random.normal()
  return TaskModel.create(
    { config, tokenizer, tasks, parameters },
    { device: 'cpu', threads: 1, dropout: { hidden: 0, attention: 0, head: 0 }, recompute },
  )
}

let model: TaskModel
beforeAll(async () => {
  model = await newModel()
})
afterAll(() => model.release())

const random = new RandomStream(5)
const texts = (count: number, longest: number) =>
  Array.from({ length: count }, () =>
    random
      .shuffle([...'北京上海南京苏州天津我在工作'])
      .join('')
      .repeat(5)
      .slice(0, 1 + random.below(longest)),
  )

/** Examples with random targets; some rows have none. */
function examples(count: number, longest = 60): Example[] {
  return texts(count, longest).map((text) => {
    const [example] = (model.parts.tasks[0]!.task.encodeText({ text }) as Encoding).examples
    return { tokenIds: example!.tokenIds, targets: example!.targets.map(() => random.below(4) - 1) }
  })
}

async function gradientsOf(of: readonly Example[], used = model) {
  const loss = await used.learn(of, 0, { masks: new MaskBuffers(1), name: '0' })
  const gradients = [...used.parts.parameters].map(({ name, training }) => ({
    name,
    gradient: Float64Array.from(training!.gradient),
  }))
  return { loss, gradients }
}

const counted = (of: readonly Example[]) =>
  of.reduce((count, { targets }) => count + targets.filter((target) => target >= 0).length, 0)

describe('learning', () => {
  test('a step of many tokens goes in parts, and gives the mean over its rows all the same', async () => {
    const all = examples(90)
    const tokens = all.reduce((sum, { tokenIds }) => sum + tokenIds.length, 0)
    expect(tokens).toBeGreaterThan(LEARN_TOKENS)
    const together = await gradientsOf(all)
    // By the definition: every example alone, weighed by its share of the rows that count.
    let loss = 0
    const sums = together.gradients.map(({ gradient }) => new Float64Array(gradient.length))
    for (const example of all) {
      const share = counted([example]) / counted(all)
      if (share === 0) continue
      const alone = await gradientsOf([example])
      loss += share * alone.loss
      for (const [i, { gradient }] of alone.gradients.entries())
        for (const [j, value] of gradient.entries()) sums[i]![j]! += share * value
    }
    expect(together.loss).toBeCloseTo(loss, 5)
    for (const [i, { name, gradient }] of together.gradients.entries()) {
      // The true gradient of a key's bias is zero.
      if (name.endsWith('key.bias')) continue
      const scale = sums[i]!.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
      const worst = gradient.reduce((most, value, j) => Math.max(most, Math.abs(value - sums[i]![j]!)), 0)
      expect(worst / scale, name).toBeLessThan(1e-4)
    }
  })

  test('a gradient is that of its step alone: nothing is left of the step before', async () => {
    const [first, second] = [examples(90), examples(3)]
    const fresh = await gradientsOf(second)
    await gradientsOf(first)
    expect(await gradientsOf(second)).toEqual(fresh)
  })

  test('recomputation gives the same gradients', async () => {
    const all = examples(8)
    const recomputed = await newModel(true)
    const [a, b] = [await gradientsOf(all), await gradientsOf(all, recomputed)]
    await recomputed.release()
    expect(b.loss).toBeCloseTo(a.loss, 6)
    for (const [i, { name, gradient }] of a.gradients.entries())
      for (const [j, value] of gradient.entries())
        expect(Math.abs(value - b.gradients[i]!.gradient[j]!), name).toBeLessThan(1e-5)
  })

  test('texts without a token that counts teach nothing and break nothing', async () => {
    const empty = (model.parts.tasks[0]!.task.encodeText({ text: '  ' }) as Encoding).examples
    const { loss, gradients } = await gradientsOf(empty)
    expect(loss).toBe(0)
    for (const { gradient } of gradients) expect(gradient.every((value) => value === 0)).toBe(true)
  })
})

describe('predicting', () => {
  test('answers in the order of the texts, in whatever order they were read', async () => {
    const all = [...texts(50, 60), '', ...texts(20, 200)]
    const encodings = all.map((text) => model.parts.tasks[0]!.task.encodeText({ text }))
    const heard: number[] = []
    const together = await model.predict(encodings, 0, (done, of) => {
      heard.push(done)
      expect(of).toBe(encodings.reduce((sum, encoding) => sum + encoding.examples.length, 0))
    })
    expect(together.map(({ text }) => text)).toEqual(all)
    expect(heard.at(-1)).toBe(encodings.reduce((sum, encoding) => sum + encoding.examples.length, 0))
    for (const [i, encoding] of encodings.entries()) {
      const [alone] = await model.predict([encoding])
      expect(JSON.stringify(rounded(alone))).toBe(JSON.stringify(rounded(together[i])))
    }
  })

  test('nothing is answered with nothing', async () => {
    expect(await model.predict([])).toEqual([])
  })
})

/** Scores to four digits: sums come in another order in another batch. */
function rounded(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, inner) =>
    typeof inner === 'number' ? Number(inner.toFixed(4)) : inner,
  )
}
