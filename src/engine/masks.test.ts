import { describe, expect, test } from 'vitest'
import { MaskBuffers, maskBytes } from './masks.ts'

const bits = (masks: MaskBuffers, site: string, rate = 0.5, shape: readonly number[] = [40, 16]) =>
  Buffer.from(masks.mask(site, rate, shape).data as Uint8Array).toString('hex')

function begun(seed: number, step: number): MaskBuffers {
  const masks = new MaskBuffers(seed)
  masks.begin(step, 4 * maskBytes(640))
  return masks
}

describe('a mask depends on', () => {
  test('the seed, the step and the site only', () => {
    const first = bits(begun(1, 3), '0.output')
    const other = begun(1, 3)
    bits(other, '1.output')
    expect(bits(other, '0.output')).toBe(first)
    for (const masks of [begun(2, 3), begun(1, 4)]) expect(bits(masks, '0.output')).not.toBe(first)
    expect(bits(begun(1, 3), '1.output')).not.toBe(first)
  })

  test('step and site apart: step 1, layer 10 is not step 11, layer 0', () => {
    expect(bits(begun(1, 1), '10.output')).not.toBe(bits(begun(1, 11), '0.output'))
  })
})

test('rate and shape are kept', () => {
  const masks = begun(5, 0)
  const mask = masks.mask('site', 0.25, [40, 16])
  expect([mask.type, mask.dims]).toEqual(['uint8', [40, 16]])
  const kept = (mask.data as Uint8Array).reduce((sum, byte) => sum + byte, 0)
  expect(Math.abs(kept - 480)).toBeLessThan(4 * Math.sqrt(640 * 0.25 * 0.75))
})

test('masks of one step do not overlap; a larger step gets a larger arena', () => {
  const masks = new MaskBuffers(1)
  const count = 3_000_000
  masks.begin(0, 2 * maskBytes(count))
  const first = masks.mask('a', 0.5, [count])
  const before = Buffer.from(first.data as Uint8Array)
  masks.mask('b', 0.5, [count])
  expect(before.equals(Buffer.from(first.data as Uint8Array))).toBe(true)
})

test('maskBytes rounds up to whole vectors', () => {
  expect([0, 1, 16, 17].map(maskBytes)).toEqual([0, 16, 16, 32])
})
