import { RandomStream } from '../base/random.ts'
import { byteTensor, floatTensor, intTensor, type OrtTensor, Session } from '../engine/session.ts'
import { type DeviceName, Graph, lower, type Shape, type Tensor } from '../graph/index.ts'
import { gradients } from './gradients.ts'

/** An input of an operator under test. */
export interface CaseInput {
  readonly name: string
  readonly dtype: 'float32' | 'int32' | 'uint8'
  /** As the operator sees it: may name dimensions. */
  readonly shape: Shape
  readonly values: readonly number[]
}

/** One use of an operator: its inputs, and the expression; `dimensions` gives named ones their size. */
export interface OperatorCase {
  readonly title: string
  readonly inputs: readonly CaseInput[]
  readonly dimensions?: Readonly<Record<string, number>>
  build(inputs: Readonly<Record<string, Tensor>>): Tensor
  /** The inputs that must get a gradient; all others must get none. */
  readonly differentiable: readonly string[]
  /** float32 results carry this relative error in finite differences; 2e-3 by default. */
  readonly tolerance?: number
  /** What the operator must give, where a plain formula in JavaScript says so. */
  expected?(values: Values): readonly number[]
}

type Values = Readonly<Record<string, readonly number[]>>

/** Uniform numbers, the same for the same label. */
export function randomValues(label: string, count: number, low = -1, high = 1): number[] {
  const random = new RandomStream(7, label)
  return Array.from({ length: count }, () => low + (high - low) * random.uniform())
}

/**
 * A case compiled for a device, run as training runs it: through Session. The scalar differentiated is Σ y·w with
 * fixed random w, so a wrong factor anywhere shows.
 */
export class CompiledCase {
  readonly values: Values
  readonly #case: OperatorCase
  readonly #forward: Session
  readonly #backward: Session | undefined
  readonly #shapes: ReadonlyMap<string, readonly number[]>
  readonly #differentiable: readonly string[]
  readonly #weights: readonly number[]
  readonly #isInteger: boolean

  private constructor(
    testCase: OperatorCase,
    sessions: { forward: Session; backward: Session | undefined },
    shapes: ReadonlyMap<string, readonly number[]>,
    differentiable: readonly string[],
    isInteger: boolean,
  ) {
    this.#case = testCase
    this.#forward = sessions.forward
    this.#backward = sessions.backward
    this.#shapes = shapes
    this.#differentiable = differentiable
    this.#isInteger = isInteger
    this.values = Object.fromEntries(testCase.inputs.map(({ name, values }) => [name, values]))
    this.#weights = randomValues(`${testCase.title}.seed`, sizeOf(shapes.get('y')!))
  }

  static async compile(testCase: OperatorCase, device: DeviceName): Promise<CompiledCase> {
    const graph = new Graph()
    const tensors = Object.fromEntries(
      testCase.inputs.map(({ name, dtype, shape }) => [name, graph.input(name, dtype, shape)]),
    )
    const y = testCase.build(tensors)
    const seed = graph.input('seed', y.dtype, y.shape)
    const floats = testCase.inputs.filter(({ dtype }) => dtype === 'float32').map(({ name }) => name)
    const differentiable = floats.filter((name) => isDifferentiable(graph, y, seed, tensors[name]!))
    const wanted = differentiable.map((name) => tensors[name]!)
    const cotangents = gradients(graph, new Map([[y, seed]]), wanted)

    const inputs = new Map([...Object.entries(tensors), ['seed', seed]])
    const open = (outputs: ReadonlyMap<string, Tensor>) =>
      Session.create(lower('case', { inputs, outputs }, device), { device, threads: 1 })
    const forward = await open(new Map([['y', y]]))
    const results = new Map(differentiable.map((name) => [`d.${name}`, cotangents.get(tensors[name]!)!]))
    const backward = results.size > 0 ? await open(results) : undefined

    const shapes = new Map(
      [...Object.entries(tensors), ['y', y] as const].map(([name, { shape }]) => [
        name,
        shape.map((dim) => (typeof dim === 'number' ? dim : testCase.dimensions![dim]!)),
      ]),
    )
    return new CompiledCase(testCase, { forward, backward }, shapes, differentiable, y.dtype === 'int32')
  }

  /** The operator's output. */
  async y(changed: Values = {}): Promise<Float32Array> {
    const y = this.#buffer('y')
    await this.#forward.run(this.#feeds(changed), { y })
    return y.data as Float32Array
  }

  /** The gradients that reverse mode finds, by input. */
  async gradients(): Promise<Map<string, Float32Array>> {
    const found = new Map(this.#differentiable.map((name) => [name, this.#buffer(name)]))
    const seed = floatTensor(Float32Array.from(this.#weights), this.#shapes.get('y')!)
    const fetches = Object.fromEntries([...found].map(([name, buffer]) => [`d.${name}`, buffer]))
    await this.#backward?.run({ ...this.#feeds({}), seed }, fetches)
    return new Map([...found].map(([name, { data }]) => [name, data as Float32Array]))
  }

  /** The gradient of one input by finite differences. */
  async differences(input: string): Promise<number[]> {
    const step = 1 / 64
    const values = this.values[input]!
    const numeric: number[] = []
    for (let i = 0; i < values.length; i++) {
      const at = async (steps: number) => {
        const shifted = [...values]
        shifted[i]! += steps * step
        const y = await this.y({ [input]: shifted })
        return y.reduce((sum, element, k) => sum + element * this.#weights[k]!, 0)
      }
      // Fourth-order differences: the truncation error falls below float32's rounding.
      const [a, b, c, d] = [await at(-2), await at(-1), await at(1), await at(2)]
      numeric.push((a - 8 * b + 8 * c - d) / (12 * step))
    }
    return numeric
  }

  async release(): Promise<void> {
    await this.#forward.release()
    await this.#backward?.release()
  }

  #buffer(name: string): OrtTensor {
    const shape = this.#shapes.get(name)!
    if (name === 'y' && this.#isInteger) return intTensor(new Int32Array(sizeOf(shape)).fill(-1), shape)
    // Not a number until it is written: a result that never comes cannot pass.
    return floatTensor(new Float32Array(sizeOf(shape)).fill(Number.NaN), shape)
  }

  #feeds(changed: Values): Record<string, OrtTensor> {
    return Object.fromEntries(
      this.#case.inputs.map(({ name, dtype, values }) => [
        name,
        TENSORS[dtype](changed[name] ?? values, this.#shapes.get(name)!),
      ]),
    )
  }
}

const TENSORS: Readonly<
  Record<CaseInput['dtype'], (values: readonly number[], shape: readonly number[]) => OrtTensor>
> = {
  float32: (values, shape) => floatTensor(Float32Array.from(values), shape),
  int32: (values, shape) => intTensor(Int32Array.from(values), shape),
  uint8: (values, shape) => byteTensor(Uint8Array.from(values), shape),
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((size, dim) => size * dim, 1)

/** Whether a gradient reaches the input: no rule on the way forbids it or ends it. */
function isDifferentiable(graph: Graph, y: Tensor, seed: Tensor, input: Tensor): boolean {
  try {
    return gradients(graph, new Map([[y, seed]]), [input]).has(input)
  } catch {
    return false
  }
}
