import { getHeapStatistics } from 'node:v8'
import { failFile } from './_errors.ts'

/** V8 collects before its heap is this full: what fills it then is in use, and the rest is soon gone. */
const FULL = 0.8
const MIB = 2 ** 20

/**
 * Refuses to read on where the heap is nearly full: V8 would end the process without a word about the file.
 *
 * @throws E_DATA_MEMORY
 */
export function refuseFullHeap(
  file: string,
  {
    used_heap_size: used,
    heap_size_limit: limit,
  }: { used_heap_size: number; heap_size_limit: number } = getHeapStatistics(),
): void {
  if (used > FULL * limit) throw failFile('E_DATA_MEMORY', { limit: Math.round(limit / MIB) }, { file })
}
