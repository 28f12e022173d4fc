import { ARENA_LIMIT_BYTES, Arena, alignFloats, type Parameter } from '../engine/index.ts'

/** The average of one parameter. */
export interface AverageBlock {
  readonly name: string
  readonly shape: readonly number[]
  readonly values: Float32Array
}

interface Entry extends AverageBlock {
  readonly arena: Arena
  readonly current: Float32Array
}

/**
 * An exponential moving average of the parameters that learn, in arenas of its own: 4 bytes a parameter more. Values
 * pass through the arena's scratch memory in blocks, for a kernel sees one memory only.
 */
export class WeightAverage {
  readonly #entries = new Map<string, Entry>()
  /** Bytes of all arenas. */
  readonly bytes: number

  /**
   * Starts with the values as they are.
   *
   * @throws E_MEMORY_ALLOCATE
   */
  constructor(parameters: Iterable<Parameter>) {
    let total = 0
    for (const group of groupBySize([...parameters].filter(({ training }) => training))) {
      const bytes = group.reduce((sum, { size }) => sum + bytesOf(size), 0)
      const arena = new Arena(bytes)
      for (const { name, shape, size, value: current } of group) {
        const values = arena.floats(size)
        values.set(current)
        this.#entries.set(name, { name, shape, values, arena, current })
      }
      total += bytes
    }
    this.bytes = total
  }

  /** average ← decay · average + (1 − decay) · value. */
  update(decay: number): void {
    for (const { arena, values, current } of this.#entries.values()) {
      const { floats } = arena.scratch
      for (let from = 0; from < values.length; from += floats.length) {
        const part = current.subarray(from, from + floats.length)
        floats.set(part)
        // Floats that the last vector takes beyond the end fall into the padding.
        const at = values.byteOffset + from * 4
        arena.kernels.blend(at, floats.byteOffset, alignFloats(part.length), decay, 1 - decay)
      }
    }
  }

  /** Exchanges averages and current values, to the bit: the model is the average until the next call. */
  swap(): void {
    for (const { arena, values, current } of this.#entries.values()) {
      const { floats } = arena.scratch
      for (let from = 0; from < values.length; from += floats.length) {
        const [average, value] = [values, current].map((all) => all.subarray(from, from + floats.length))
        floats.set(average!)
        average!.set(value!)
        value!.set(floats.subarray(0, value!.length))
      }
    }
  }

  /** The average of that parameter, to be saved or restored; undefined for one that does not learn. */
  get(name: string): AverageBlock | undefined {
    return this.#entries.get(name)
  }

  /** All averages, in the order of the parameters. */
  [Symbol.iterator](): IterableIterator<AverageBlock> {
    return this.#entries.values()
  }
}

const bytesOf = (size: number): number => alignFloats(size) * 4

function groupBySize(parameters: readonly Parameter[]): Parameter[][] {
  const groups: Parameter[][] = []
  let room = 0
  for (const parameter of parameters) {
    const bytes = bytesOf(parameter.size)
    if (bytes > room) {
      groups.push([])
      room = ARENA_LIMIT_BYTES
    }
    groups.at(-1)!.push(parameter)
    room -= bytes
  }
  return groups
}
