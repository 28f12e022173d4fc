import { describe, expect, test } from 'vitest'
import { RandomStream } from '../base/random.ts'
import { ARENA_LIMIT_BYTES, Arena, alignFloats, StepBuffers } from './memory.ts'

describe('an arena', () => {
  test('gives blocks for whole vectors that do not overlap', () => {
    const arena = new Arena(4096)
    const blocks = [arena.floats(5), arena.floats(3), arena.block(7), arena.floats(0), arena.block(1)]
    for (const { byteOffset } of blocks) expect(byteOffset % 16).toBe(0)
    const taken = blocks.map(({ byteOffset, byteLength }) => [byteOffset, byteOffset + byteLength] as const)
    for (const [i, [, end]] of taken.slice(0, -1).entries()) expect(end).toBeLessThanOrEqual(taken[i + 1]![0])
    const { floats, ints } = arena.scratch
    expect(floats.byteOffset % 16).toBe(0)
    expect(floats.byteOffset + floats.byteLength).toBeLessThanOrEqual(ints.byteOffset)
    expect(ints.byteOffset + ints.byteLength).toBeLessThanOrEqual(taken[0]![0])
  })

  test('holds what it was made for, and no more than its memory', () => {
    const arena = new Arena(1000 * 4)
    expect(arena.capacity).toBeGreaterThanOrEqual(4000)
    expect(arena.floats(1000)).toHaveLength(1000)
    expect(() => arena.floats(arena.capacity)).toThrow(expect.objectContaining({ code: 'E_MEMORY_ALLOCATE' }))
    arena.reset()
    expect(() => arena.floats(1000)).not.toThrow()
  })

  test('a new one is zero', () => {
    expect(new Arena(4096).floats(1024).every((value) => value === 0)).toBe(true)
  })

  test('more than a WebAssembly memory can hold is E_MEMORY_ALLOCATE', () => {
    expect(() => new Arena(ARENA_LIMIT_BYTES + 2 ** 20)).toThrow(
      expect.objectContaining({ code: 'E_MEMORY_ALLOCATE' }),
    )
  })
})

test('alignFloats rounds up to four', () => {
  expect([0, 1, 3, 4, 5].map(alignFloats)).toEqual([0, 4, 4, 4, 8])
})

describe('step buffers', () => {
  test('blocks of one step never overlap', () => {
    const buffers = new StepBuffers(1024)
    const blocks = [3, 200, 1, 1000, 16, 0, 250].map((count) => buffers.floats(count))
    for (const [i, block] of blocks.entries()) block.fill(i)
    for (const [i, block] of blocks.entries()) expect(block.every((value) => value === i)).toBe(true)
  })

  test('halves stand beside floats, and what is handed out is counted in whole cache lines', () => {
    const buffers = new StepBuffers(1024)
    const halves = buffers.halves(33)
    const floats = buffers.floats(3)
    expect([halves.length, halves.byteLength, buffers.taken]).toEqual([33, 66, 128 + 64])
    floats.fill(1)
    halves.fill(7)
    expect([...floats]).toEqual([1, 1, 1])
    buffers.reset()
    expect(buffers.taken).toBe(0)
  })

  test('a step of the same sizes gets the same memory', () => {
    const buffers = new StepBuffers(1024)
    const step = () => [100, 300, 50].map((count) => buffers.floats(count))
    const first = step()
    buffers.reset()
    for (const [i, block] of step().entries()) {
      expect(block.buffer).toBe(first[i]!.buffer)
      expect(block.byteOffset).toBe(first[i]!.byteOffset)
    }
  })

  test('300 steps of varying sizes take little more than what the largest needs', () => {
    const buffers = new StepBuffers(64 * 1024)
    const random = new RandomStream(1)
    let largest = 0
    for (let step = 0; step < 300; step++) {
      buffers.reset()
      // As in training: per layer some blocks by tokens, some by the square of the length.
      const [tokens, slots] = [100 + random.below(900), 10 + random.below(190)]
      let bytes = 0
      for (let layer = 0; layer < 6; layer++) {
        for (const count of [tokens * 32, slots * slots * 8, tokens * 128, tokens * 32]) {
          buffers.floats(count)
          bytes += count * 4
        }
      }
      largest = Math.max(largest, bytes)
    }
    expect(buffers.bytes / largest).toBeLessThan(1.5)
  })
})
