import { sizeOf } from '../base/dtypes.ts'
import { ARENA_LIMIT_BYTES, Arena, alignBytes, alignFloats } from './memory.ts'
import { type Feeds, floatTensor, type OrtTensor } from './session.ts'

/** A parameter of a checkpoint: on its own, or a part of a larger one that the graph sees. */
export interface ParameterShape {
  readonly name: string
  readonly shape: readonly number[]
  readonly part?: { readonly of: string; readonly offset: number; readonly shape: readonly number[] }
}

/** One parameter with everything that training keeps of it; the four blocks lie in one arena. */
export interface Parameter {
  readonly name: string
  readonly shape: readonly number[]
  readonly size: number
  readonly value: Float32Array
  /** Absent for a frozen parameter: it has no gradient and no moments. */
  readonly training: TrainingBlocks | undefined
}

export interface TrainingBlocks {
  readonly arena: Arena
  readonly gradient: Float32Array
  readonly firstMoment: Moments
  readonly secondMoment: Moments
}

/** float32, or bfloat16 by its bits: the upper half of a float32. */
export type Moments = Float32Array | Uint16Array

/** The type in which the optimizer keeps its two moments. */
export type OptimizerState = 'float32' | 'bfloat16'

export interface ParametersOptions {
  readonly optimizerState?: OptimizerState
}

/** A block of memory that one input of a graph reads. */
interface Block extends Parameter {
  readonly value: Float32Array
  readonly tensor: OrtTensor
  readonly gradientTensor: OrtTensor | undefined
}

interface BlockShape {
  readonly name: string
  readonly shape: readonly number[]
  readonly trainable: boolean
}

/**
 * The parameters of a model, in as many arenas as their size needs: each arena is one WebAssembly memory of at
 * most 4 GiB, 16 bytes a trainable parameter (12 with bfloat16 moments). By name they are the checkpoint's; as feeds they are the graph's.
 */
export class Parameters {
  readonly #parameters = new Map<string, Parameter>()
  readonly #blocks = new Map<string, Block>()
  readonly #views = new Map<string, { values: Feeds; gradients: Feeds }>()

  /** Bytes of all arenas. */
  readonly bytes: number

  /**
   * @param isTrainable which parameters are to be trained; a part is trained with its whole
   * @throws E_MEMORY_ALLOCATE
   */
  constructor(
    shapes: readonly ParameterShape[],
    isTrainable: (name: string) => boolean,
    { optimizerState = 'float32' }: ParametersOptions = {},
  ) {
    let total = 0
    for (const group of groupBySize(blocksOf(shapes, isTrainable), optimizerState)) {
      const bytes = group.reduce((sum, block) => sum + bytesOf(block, optimizerState), 0)
      const arena = new Arena(bytes)
      for (const block of group) this.#blocks.set(block.name, allocate(arena, block, optimizerState))
      total += bytes
    }
    this.bytes = total
    for (const shape of shapes) this.#parameters.set(shape.name, this.#parameterOf(shape))
  }

  /** The parameter of that name; asking for one that was not declared is a mistake of the program. */
  get(name: string): Parameter {
    const parameter = this.#parameters.get(name)
    if (!parameter) throw new RangeError(`no parameter named ${name}`)
    return parameter
  }

  /** Values and gradients under a prefix, by the rest of their names: a stage's feeds. */
  under(prefix: string): { readonly values: Feeds; readonly gradients: Feeds } {
    let view = this.#views.get(prefix)
    if (!view) {
      const values: Record<string, OrtTensor> = {}
      const gradients: Record<string, OrtTensor> = {}
      for (const { name, tensor, gradientTensor } of this.#blocks.values()) {
        if (!name.startsWith(prefix)) continue
        values[name.slice(prefix.length)] = tensor
        if (gradientTensor) gradients[name.slice(prefix.length)] = gradientTensor
      }
      view = { values, gradients }
      this.#views.set(prefix, view)
    }
    return view
  }

  /** Every parameter, in the order of declaration. */
  [Symbol.iterator](): IterableIterator<Parameter> {
    return this.#parameters.values()
  }

  get count(): number {
    let count = 0
    for (const { size } of this) count += size
    return count
  }

  /** How many numbers learn. */
  get trainableCount(): number {
    let count = 0
    for (const { size, training } of this) if (training) count += size
    return count
  }

  #parameterOf({ name, shape, part }: ParameterShape): Parameter {
    const block = this.#blocks.get(part?.of ?? name)!
    if (!part) return block
    const size = sizeOf(shape)
    const cut = <T extends Moments>(whole: T) => whole.subarray(part.offset, part.offset + size) as T
    const training = block.training && {
      arena: block.training.arena,
      gradient: cut(block.training.gradient),
      firstMoment: cut(block.training.firstMoment),
      secondMoment: cut(block.training.secondMoment),
    }
    return { name, shape, size, value: cut(block.value), training }
  }
}

function blocksOf(shapes: readonly ParameterShape[], isTrainable: (name: string) => boolean): BlockShape[] {
  const blocks = new Map<string, BlockShape>()
  for (const { name, shape, part } of shapes) {
    const whole = part ? { name: part.of, shape: part.shape } : { name, shape }
    const trainable = isTrainable(name) || (blocks.get(whole.name)?.trainable ?? false)
    blocks.set(whole.name, { ...whole, trainable })
  }
  return [...blocks.values()]
}

function bytesOf({ shape, trainable }: BlockShape, state: OptimizerState): number {
  const count = alignFloats(sizeOf(shape))
  if (!trainable) return count * 4
  return count * 8 + 2 * (state === 'bfloat16' ? alignBytes(count * 2) : count * 4)
}

/**
 * Bytes that `Parameters` takes, without taking them.
 *
 * @param isTrainable as for `Parameters`
 */
export function parameterBytes(
  shapes: readonly ParameterShape[],
  isTrainable: (name: string) => boolean,
  { optimizerState = 'float32' }: ParametersOptions = {},
): number {
  return blocksOf(shapes, isTrainable).reduce((sum, block) => sum + bytesOf(block, optimizerState), 0)
}

function groupBySize(blocks: readonly BlockShape[], state: OptimizerState): BlockShape[][] {
  const groups: BlockShape[][] = []
  let room = 0
  for (const block of blocks) {
    const bytes = bytesOf(block, state)
    if (bytes > room) {
      groups.push([])
      room = ARENA_LIMIT_BYTES
    }
    groups.at(-1)!.push(block)
    room -= bytes
  }
  return groups
}

function allocate(arena: Arena, { name, shape, trainable }: BlockShape, state: OptimizerState): Block {
  const size = sizeOf(shape)
  const value = arena.floats(size)
  const block = { name, shape, size, value, tensor: floatTensor(value, shape) }
  if (!trainable) return { ...block, training: undefined, gradientTensor: undefined }
  const gradient = arena.floats(size)
  const moment = () => (state === 'bfloat16' ? arena.halves(size) : arena.floats(size))
  const training = { arena, gradient, firstMoment: moment(), secondMoment: moment() }
  return { ...block, training, gradientTensor: floatTensor(gradient, shape) }
}
