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

describe('adamw16', () => {
  const widen = (halves: Uint16Array) =>
    new Float32Array(Uint32Array.from(halves, (bits) => bits << 16).buffer)
  const [beta1, beta2] = [0.9, 0.999]

  function started(count: number) {
    const arena = new Arena(count * 16)
    const [p, g] = [arena.floats(count), arena.floats(count)]
    const [m, v] = [arena.halves(count), arena.halves(count)]
    const step = (keys: readonly [number, number], size: number, root = 1) => {
      const at = [p, g, m, v].map(({ byteOffset }) => byteOffset) as [number, number, number, number]
      const betas = [beta1, 1 - beta1, beta2, 1 - beta2] as const
      arena.kernels.adamw16(...at, count, ...betas, 1e-8, 1, size, root, 1, ...keys)
    }
    return { p, g, m, v, step }
  }

  test('the step takes the moments before they are rounded, as adamw does', () => {
    const { p, g, step } = started(64)
    g.set(normals('gradient', 64))
    step([1, 2], 0.1, 1 / Math.sqrt(1 - beta2))
    for (const [i, value] of p.entries()) {
      const [m, v] = [(1 - beta1) * g[i]!, g[i]! ** 2]
      expect(value).toBeCloseTo((-0.1 * m) / (Math.sqrt(v) + 1e-8), 6)
    }
  })

  test('each rounding is to a neighbour, and right on average', () => {
    const count = 1 << 16
    const { g, m, v, step } = started(count)
    g.fill(0.7)
    step([3, 4], 0)
    for (const [halves, exact] of [
      [m, (1 - beta1) * Math.fround(0.7)],
      [v, (1 - beta2) * Math.fround(0.7) ** 2],
    ] as const) {
      const values = widen(halves)
      const kinds = [...new Set(values)].sort((a, b) => a - b)
      expect(kinds).toHaveLength(2)
      expect(kinds[0]! < exact && exact < kinds[1]!).toBe(true)
      const mean = values.reduce((sum, value) => sum + value, 0) / count
      const gap = kinds[1]! - kinds[0]!
      expect(Math.abs(mean - exact)).toBeLessThan((4 * gap) / 2 / Math.sqrt(count))
    }
  })

  test('the second moment follows a gradient that falls, where rounding to nearest stands still', () => {
    const { g, v, step } = started(4096)
    g.fill(1)
    for (let t = 0; t < 1000; t++) step([t, 1], 0)
    const high = 1 - beta2 ** 1000
    const mean = () => widen(v).reduce((sum, value) => sum + value, 0) / v.length
    expect(Math.abs(mean() - high) / high).toBeLessThan(0.005)
    g.fill(0.1)
    for (let t = 0; t < 500; t++) step([t, 2], 0)
    const expected = high * beta2 ** 500 + 0.01 * (1 - beta2 ** 500)
    expect(Math.abs(mean() - expected) / expected).toBeLessThan(0.01)

    const nearest = (value: number) => {
      const [bits] = new Uint32Array(Float32Array.of(value).buffer)
      return widen(Uint16Array.of((bits! + 0x7fff + ((bits! >>> 16) & 1)) >>> 16))[0]!
    }
    let still = nearest(high)
    for (let t = 0; t < 500; t++) still = nearest(beta2 * still + (1 - beta2) * 0.01)
    expect(still).toBe(nearest(high))
  })

  test('repeats exactly; each key counts; writes no further than it was told', () => {
    const draw = (keys: readonly [number, number]) => {
      const { g, m, v, step } = started(36)
      g.set(normals('gradient', 36))
      step(keys, 0)
      return [...m, ...v]
    }
    expect(draw([5, 6])).toEqual(draw([5, 6]))
    expect(draw([5, 7])).not.toEqual(draw([5, 6]))
    expect(draw([6, 6])).not.toEqual(draw([5, 6]))
    const { g, v, m, step } = started(4)
    const beyond = new Uint16Array(v.buffer, v.byteOffset + 8, 4).fill(77)
    const between = new Uint16Array(m.buffer, m.byteOffset + 8, 4).fill(78)
    g.fill(1)
    step([1, 1], 0)
    expect([...beyond, ...between]).toEqual([77, 77, 77, 77, 78, 78, 78, 78])
  })
})

test('blend is a·y + b·x, and goes no further than it was told', () => {
  const arena = new Arena(1024)
  const [y, x] = [arena.floats(12), arena.floats(12)]
  const [before, term] = [normals('y', 12), normals('x', 12)]
  y.set(before)
  x.set(term)
  arena.kernels.blend(y.byteOffset, x.byteOffset, 8, 0.25, -2)
  for (const [i, value] of y.entries())
    expect(value).toBeCloseTo(i < 8 ? 0.25 * before[i]! - 2 * term[i]! : before[i]!, 6)
  expect([...x]).toEqual([...term])
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
