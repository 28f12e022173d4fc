import { describe, expect, test } from 'vitest'
import { RandomStream } from '../../base/random.ts'
import { Arena } from '../memory.ts'

const normals = (label: string, count: number) => {
  const random = new RandomStream(11, label)
  return Float32Array.from({ length: count }, () => random.normal())
}

describe('adamw', () => {
  const [beta1, beta2, epsilon, decay, rate, scale] = [0.9, 0.999, 1e-8, 0.01, 1e-2, 0.7]

  /** One step by the definition, in float64; `t` counts from 1. */
  function reference({ p, m, v }: Doubles, g: Float32Array, t: number): void {
    for (let i = 0; i < p.length; i++) {
      const gradient = g[i]! * scale
      m[i] = beta1 * m[i]! + (1 - beta1) * gradient
      v[i] = beta2 * v[i]! + (1 - beta2) * gradient ** 2
      const [mHat, vHat] = [m[i]! / (1 - beta1 ** t), v[i]! / (1 - beta2 ** t)]
      p[i] = p[i]! * (1 - rate * decay) - (rate * mHat) / (Math.sqrt(vHat) + epsilon)
    }
  }

  test('each step agrees with float64 to 1e-6, thirty in a row to 5e-6', () => {
    const arena = new Arena(1024)
    const floats = { p: arena.floats(37), m: arena.floats(37), v: arena.floats(37) }
    const { p, m, v } = floats
    const g = arena.floats(37)
    p.set(normals('parameters', 37))
    const doubles = () => ({ p: Float64Array.from(p), m: Float64Array.from(m), v: Float64Array.from(v) })
    const expected: Doubles = doubles()
    for (let t = 1; t <= 30; t++) {
      g.set(normals(`gradient ${t}`, 37))
      const single = doubles()
      reference(single, g, t)
      reference(expected, g, t)
      const [step, root] = [rate / (1 - beta1 ** t), 1 / Math.sqrt(1 - beta2 ** t)]
      const at = [p, g, m, v].map(({ byteOffset }) => byteOffset) as [number, number, number, number]
      arena.kernels.adamw(
        ...at,
        40,
        ...([beta1, 1 - beta1, beta2, 1 - beta2, epsilon] as const),
        ...([1 - rate * decay, step, root, scale] as const),
      )
      for (const name of ['p', 'm', 'v'] as const)
        expect(worst(floats[name], single[name]), `${name} of step ${t}`).toBeLessThan(1e-6)
    }
    for (const name of ['p', 'm', 'v'] as const)
      expect(worst(floats[name], expected[name]), name).toBeLessThan(5e-6)
  })

  test('no gradient, no step: only the decay', () => {
    const arena = new Arena(64)
    const [p, g, m, v] = [0, 1, 2, 3].map(() => arena.floats(4).byteOffset)
    const values = new Float32Array(arena.floats(4).buffer, p!, 4)
    values.fill(2)
    arena.kernels.adamw(p!, g!, m!, v!, 4, 0.9, 0.1, 0.999, 0.001, 1e-8, 0.5, 1, 1, 1)
    expect([...values]).toEqual([1, 1, 1, 1])
  })
})

describe('sumOfSquares', () => {
  test('adds in float64: a million squares to ten digits', () => {
    const count = 1 << 20
    const arena = new Arena(count * 4)
    const values = arena.floats(count)
    values.set(normals('squares', count))
    const expected = values.reduce((sum, value) => sum + value * value, 0)
    const found = arena.kernels.sumOfSquares(values.byteOffset, count)
    expect(Math.abs(found - expected) / expected).toBeLessThan(1e-10)
    expect(arena.kernels.sumOfSquares(values.byteOffset, 0)).toBe(0)
  })

  test('what is not finite shows', () => {
    const arena = new Arena(64)
    const values = arena.floats(8)
    for (const [odd, expected] of [
      [Number.NaN, Number.NaN],
      [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
      // Too large for a float32 square, not for a float64 one.
      [1e30, 1e60],
    ] as const) {
      for (let at = 0; at < 8; at++) {
        values.fill(0)
        values[at] = odd
        const found = arena.kernels.sumOfSquares(values.byteOffset, 8)
        if (Number.isFinite(expected)) expect(found / expected).toBeCloseTo(1, 6)
        else expect(found).toBe(expected)
      }
    }
  })
})

test('scatterAdd adds rows, repeated ones too', () => {
  const [rows, width] = [5, 8]
  const arena = new Arena(4096)
  const [table, source] = [arena.floats(4 * width), arena.floats(rows * width)]
  const room = arena.floats(rows)
  const ids = new Int32Array(room.buffer, room.byteOffset, rows)
  table.fill(1)
  source.set(normals('rows', rows * width))
  ids.set([3, 0, 3, 3, 1])
  const expected = new Float32Array(table)
  for (const [r, id] of ids.entries())
    for (let c = 0; c < width; c++) expected[id * width + c]! += source[r * width + c]!
  arena.kernels.scatterAdd(table.byteOffset, source.byteOffset, ids.byteOffset, rows, width)
  expect(table).toEqual(expected)
  arena.kernels.scatterAdd(table.byteOffset, source.byteOffset, ids.byteOffset, 0, width)
  expect(table).toEqual(expected)
})

describe('dropoutMask', () => {
  const COUNT = 1 << 20
  const arena = new Arena(COUNT + 32)
  const mask = arena.block(COUNT)
  const draw = (key1: number, key2: number, drop: number) => {
    arena.kernels.dropoutMask(mask.byteOffset, COUNT, key1, key2, drop)
    return Buffer.from(mask)
  }
  const dropped = (bytes: Buffer) => bytes.reduce((count, byte) => count + Number(byte === 0), 0)

  test.each([0.1, 0.5, 0.9])('drops a share of %f within three standard deviations', (rate) => {
    const bytes = draw(1, 2, Math.round(rate * 65536))
    expect(bytes.every((byte) => byte === 0 || byte === 1)).toBe(true)
    expect(Math.abs(dropped(bytes) - COUNT * rate)).toBeLessThan(3 * Math.sqrt(COUNT * rate * (1 - rate)))
  })

  test('drops nothing at rate 0', () => {
    expect(dropped(draw(5, 6, 0))).toBe(0)
  })

  test('repeats exactly; each key counts', () => {
    const first = draw(7, 8, 6554)
    expect(draw(7, 8, 6554).equals(first)).toBe(true)
    expect(draw(9, 8, 6554).equals(first)).toBe(false)
    expect(draw(7, 9, 6554).equals(first)).toBe(false)
  })

  test('neighbours, lanes and keys are independent of each other', () => {
    const [a, b] = [draw(10, 20, 32768), draw(11, 20, 32768)]
    const agree = (f: (i: number) => boolean, count: number) => {
      let same = 0
      for (let i = 0; i < count; i++) same += Number(f(i))
      return Math.abs(same - count / 2) / Math.sqrt(count / 4)
    }
    for (const lag of [1, 2, 3, 4, 8, 16, 768, 1024])
      expect(
        agree((i) => a[i] === a[i + lag], COUNT - lag),
        `lag ${lag}`,
      ).toBeLessThan(5)
    expect(agree((i) => a[i] === b[i], COUNT)).toBeLessThan(5)
  })

  test('writes no further than it was told', () => {
    const block = arena.block(16)
    block.fill(77)
    arena.kernels.dropoutMask(mask.byteOffset, COUNT, 1, 1, 6554)
    expect([...block]).toEqual(new Array(16).fill(77))
  })
})

interface Doubles {
  readonly p: Float64Array
  readonly m: Float64Array
  readonly v: Float64Array
}

/** The largest difference, relative to the largest value. */
function worst(found: Float32Array, expected: Float64Array): number {
  const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)
  return expected.reduce((most, value, i) => Math.max(most, Math.abs(value - found[i]!)), 0) / scale
}
