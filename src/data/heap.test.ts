import { expect, test } from 'vitest'
import { refuseFullHeap } from './_heap.ts'
import { errorOf } from './_testing.ts'

test('a file is not read on where the heap is nearly full', () => {
  const heap = (used: number) => ({ used_heap_size: used * 2 ** 20, heap_size_limit: 1000 * 2 ** 20 })
  expect(() => refuseFullHeap('big.tsv', heap(800))).not.toThrow()
  expect(errorOf(() => refuseFullHeap('big.tsv', heap(801)))).toMatchObject({
    code: 'E_DATA_MEMORY',
    values: { limit: 1000 },
    place: { file: 'big.tsv' },
  })
})
