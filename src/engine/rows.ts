import type { TrainingBlocks } from './parameters.ts'

/**
 * Adds rows to rows of a gradient: `gradient[ids[i]] += rows[i]`, the cotangent of a table lookup. Rows go through
 * the arena's scratch memory in blocks.
 *
 * @param rows [ids.length, width]; `width` is a multiple of 4
 */
export function addRows(
  { arena, gradient }: TrainingBlocks,
  rows: Float32Array,
  ids: Int32Array,
  width: number,
): void {
  const { floats, ints } = arena.scratch
  const block = Math.floor(floats.length / width)
  for (let from = 0; from < ids.length; from += block) {
    const part = ids.subarray(from, from + block)
    floats.set(rows.subarray(from * width, (from + part.length) * width))
    ints.set(part)
    arena.kernels.scatterAdd(gradient.byteOffset, floats.byteOffset, ints.byteOffset, part.length, width)
  }
}
