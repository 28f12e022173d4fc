import { sizeOf } from '../base/dtypes.ts'
import { ARENA_LIMIT_BYTES, Arena, alignFloats } from './memory.ts'
import { type Feeds, floatTensor, type OrtTensor } from './session.ts'

export interface ParameterShape {
  readonly name: string
  readonly shape: readonly number[]
  /** A frozen parameter has no gradient and no moments. */
  readonly trainable: boolean
}

/** One parameter with everything that training keeps of it; the four blocks lie in one arena. */
export interface Parameter extends ParameterShape {
  readonly size: number
  readonly value: Float32Array
  readonly tensor: OrtTensor
  readonly training: TrainingBlocks | undefined
}

export interface TrainingBlocks {
  readonly arena: Arena
  readonly gradient: Float32Array
  readonly gradientTensor: OrtTensor
  readonly firstMoment: Float32Array
  readonly secondMoment: Float32Array
}

/**
 * The parameters of a model, in as many arenas as their size needs: each arena is one WebAssembly memory of at
 * most 4 GiB, 16 bytes a trainable parameter.
 */
export class Parameters {
  readonly #parameters = new Map<string, Parameter>()
  readonly #views = new Map<string, { values: Feeds; gradients: Feeds }>()
  readonly arenas: Arena[] = []

  /** @throws E_MEMORY_ALLOCATE */
  constructor(shapes: readonly ParameterShape[]) {
    for (const group of groupBySize(shapes)) {
      const arena = new Arena(group.reduce((bytes, shape) => bytes + bytesOf(shape), 0))
      this.arenas.push(arena)
      for (const shape of group) this.#parameters.set(shape.name, allocate(arena, shape))
    }
  }

  /** The parameter of that name; asking for one that was not declared is a mistake of the program. */
  get(name: string): Parameter {
    const parameter = this.#parameters.get(name)
    if (!parameter) throw new RangeError(`no parameter named ${name}`)
    return parameter
  }

  /** Values and gradients of the parameters under a prefix, by the rest of their names: a stage's feeds. */
  under(prefix: string): { readonly values: Feeds; readonly gradients: Feeds } {
    let view = this.#views.get(prefix)
    if (!view) {
      const own = [...this].filter(({ name }) => name.startsWith(prefix))
      const rest = ({ name }: Parameter) => name.slice(prefix.length)
      const trainable = own.filter(({ training }) => training)
      view = {
        values: Object.fromEntries(own.map((parameter) => [rest(parameter), parameter.tensor])),
        gradients: Object.fromEntries(
          trainable.map((parameter) => [rest(parameter), parameter.training!.gradientTensor]),
        ),
      }
      this.#views.set(prefix, view)
    }
    return view
  }

  has(name: string): boolean {
    return this.#parameters.has(name)
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

  /** Sets every gradient to zero. */
  clearGradients(): void {
    for (const { training } of this) training?.gradient.fill(0)
  }
}

function bytesOf({ shape, trainable }: ParameterShape): number {
  return alignFloats(sizeOf(shape)) * 4 * (trainable ? 4 : 1)
}

function groupBySize(shapes: readonly ParameterShape[]): ParameterShape[][] {
  const groups: ParameterShape[][] = []
  let room = 0
  for (const shape of shapes) {
    const bytes = bytesOf(shape)
    if (bytes > room) {
      groups.push([])
      room = ARENA_LIMIT_BYTES
    }
    groups.at(-1)!.push(shape)
    room -= bytes
  }
  return groups
}

function allocate(arena: Arena, { name, shape, trainable }: ParameterShape): Parameter {
  const size = sizeOf(shape)
  const value = arena.floats(size)
  const parameter = { name, shape, trainable, size, value, tensor: floatTensor(value, shape) }
  if (!trainable) return { ...parameter, training: undefined }
  const gradient = arena.floats(size)
  const training = {
    arena,
    gradient,
    gradientTensor: floatTensor(gradient, shape),
    firstMoment: arena.floats(size),
    secondMoment: arena.floats(size),
  }
  return { ...parameter, training }
}
