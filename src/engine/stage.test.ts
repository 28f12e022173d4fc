import { describe, expect, test } from 'vitest'
import { Graph } from '../graph/index.ts'
import { add, gemm, gradients, multiply, tanh } from '../ops/index.ts'
import { StepBuffers } from './memory.ts'
import { floatTensor } from './session.ts'
import { ForwardStage, TrainingStage } from './stage.ts'
import type { StageGraph } from './stage-plan.ts'

const OPTIONS = { device: 'cpu', threads: 1 } as const

/** y = tanh(x·w) + x∘s, where s is fed and no parameter. */
function stage(): StageGraph {
  const graph = new Graph()
  const x = graph.input('x', 'float32', ['T', 2])
  const w = graph.input('w', 'float32', [2, 2])
  const s = graph.input('s', 'float32', ['T', 2])
  const y = add(tanh(gemm(x, w)), multiply(x, s))
  return {
    graph,
    x,
    parameters: new Map([['w', w]]),
    auxiliary: new Map([['s', s]]),
    y,
    wanted: new Map([
      ['x', x],
      ['w', w],
    ]),
  }
}

const values = {
  x: [0.5, -1, 2, 0.25, 1, 1],
  w: [0.3, -0.2, 0.1, 0.7],
  s: [1, 2, 3, 4, 5, 6],
  dy: [1, 0, -1, 2, 1, 1],
}
const rows = (name: keyof typeof values, count: number) =>
  floatTensor(Float32Array.from(values[name].slice(0, count * 2)), [count, 2])
const feedsOf = (count: number) => ({ x: rows('x', count), w: rows('w', 2), s: rows('s', count) })

/** The definition in plain numbers. */
function byHand(count: number) {
  const { x, w, s, dy } = values
  const y: number[] = []
  const dx = new Array(count * 2).fill(0)
  const dw = new Array(4).fill(0)
  for (let t = 0; t < count; t++) {
    for (let j = 0; j < 2; j++) {
      const h = Math.tanh(x[2 * t]! * w[j]! + x[2 * t + 1]! * w[2 + j]!)
      y.push(h + x[2 * t + j]! * s[2 * t + j]!)
      const inner = dy[2 * t + j]! * (1 - h * h)
      for (let i = 0; i < 2; i++) {
        dx[2 * t + i] += inner * w[2 * i + j]!
        dw[2 * i + j] += inner * x[2 * t + i]!
      }
      dx[2 * t + j] += dy[2 * t + j]! * s[2 * t + j]!
    }
  }
  return { y, dx, dw }
}

const close = (found: unknown, expected: readonly number[]) => {
  const list = [...(found as Float32Array)]
  expect(list).toHaveLength(expected.length)
  for (const [i, value] of list.entries()) expect(value).toBeCloseTo(expected[i]!, 5)
}

test('a forward stage computes, at any size', async () => {
  const compiled = await ForwardStage.create('test', stage(), OPTIONS)
  const buffers = new StepBuffers(4096)
  for (const count of [3, 1, 2])
    close((await compiled.run(feedsOf(count), { T: count }, buffers)).data, byHand(count).y)
  await compiled.release()
})

describe.each([false, true])('a training stage (recompute: %s)', (recompute) => {
  test('gives y and every wanted cotangent, and writes them where it is told', async () => {
    const compiled = await TrainingStage.create('test', stage(), gradients, { ...OPTIONS, recompute })
    const buffers = new StepBuffers(4096)
    for (const count of [3, 1]) {
      buffers.reset()
      const tape = await compiled.forward(feedsOf(count), { T: count }, buffers)
      const dw = floatTensor(new Float32Array(4).fill(9), [2, 2])
      const found = await compiled.backward(tape, rows('dy', count), { w: dw }, buffers)
      const expected = byHand(count)
      close(tape.y.data, expected.y)
      close(found.x!.data, expected.dx)
      close(dw.data, expected.dw)
      expect(found.w).toBe(dw)
    }
    await compiled.release()
  })

  test('tapes of several applications stay apart', async () => {
    const compiled = await TrainingStage.create('test', stage(), gradients, { ...OPTIONS, recompute })
    const buffers = new StepBuffers(4096)
    const tapes = [await compiled.forward(feedsOf(3), { T: 3 }, buffers)]
    tapes.push(await compiled.forward(feedsOf(2), { T: 2 }, buffers))
    for (const [i, count] of [
      [1, 2],
      [0, 3],
    ] as const)
      close((await compiled.backward(tapes[i]!, rows('dy', count), {}, buffers)).x!.data, byHand(count).dx)
    await compiled.release()
  })
})

test('recomputation keeps nothing but y', async () => {
  const kept = async (recompute: boolean) => {
    const compiled = await TrainingStage.create('test', stage(), gradients, { ...OPTIONS, recompute })
    const bytes = compiled.tapeBytes({ T: 100 })
    await compiled.release()
    return bytes
  }
  // y is [100, 2].
  expect(await kept(true)).toBe(832)
  expect(await kept(false)).toBeGreaterThan(832)
})

describe.each([
  ['kept', {}],
  ['kept as halves', { activations: 'float16' }],
  ['recomputed', { recompute: true }],
] as const)('the bytes of a tape (%s)', (_, how) => {
  test('are known before it runs', async () => {
    const compiled = await TrainingStage.create('test', stage(), gradients, { ...OPTIONS, ...how })
    const buffers = new StepBuffers(4096)
    for (const count of [3, 1]) {
      buffers.reset()
      await compiled.forward(feedsOf(count), { T: count }, buffers)
      expect(compiled.tapeBytes({ T: count })).toBe(buffers.taken)
    }
    await compiled.release()
  })
})

test('activations that wait as halves take half the memory and change gradients by little', async () => {
  const found = async (activations: 'float32' | 'float16') => {
    const compiled = await TrainingStage.create('test', stage(), gradients, { ...OPTIONS, activations })
    const buffers = new StepBuffers(4096)
    const tape = await compiled.forward(feedsOf(3), { T: 3 }, buffers)
    const { w } = await compiled.backward(tape, rows('dy', 3), {}, buffers)
    const result = { w: [...(w!.data as Float32Array)], y: [...(tape.y.data as Float32Array)] }
    const bytes = compiled.tapeBytes({ T: 1600 })
    await compiled.release()
    return { ...result, bytes }
  }
  const [wide, narrow] = [await found('float32'), await found('float16')]
  expect(narrow.y).toEqual(wide.y)
  expect(narrow.w).not.toEqual(wide.w)
  const scale = Math.max(...wide.w.map(Math.abs))
  for (const [i, value] of narrow.w.entries())
    expect(Math.abs(value - wide.w[i]!) / scale).toBeLessThan(2 ** -10)
  // y stays wide: [1600, 2] of four bytes; what else waits is as large.
  expect([wide.bytes, narrow.bytes]).toEqual([2 * 12_800, 12_800 + 6400])
})

test('a dimension without a value is a mistake', async () => {
  const compiled = await ForwardStage.create('test', stage(), OPTIONS)
  await expect(compiled.run(feedsOf(1), {}, new StepBuffers(4096))).rejects.toThrow('dimension T')
  await compiled.release()
})
