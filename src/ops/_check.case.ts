import * as ort from 'onnxruntime-node'
import { RandomStream } from '../base/random.ts'
import { DEVICES } from '../engine/devices.ts'
import { type DeviceName, Graph, lower, type Tensor } from '../graph/index.ts'
import { writeModel } from '../onnx/index.ts'
import { gradients } from './gradients.ts'

/** An input of an operator under test. */
export interface CaseInput {
  readonly name: string
  readonly dtype: 'float32' | 'int32' | 'uint8'
  /** As the operator sees it: may name dimensions. */
  readonly shape: readonly (number | string)[]
  readonly values: readonly number[]
}

/** One use of an operator: its inputs, and the expression; `dimensions` gives named ones their size. */
export interface OperatorCase {
  readonly title: string
  readonly inputs: readonly CaseInput[]
  readonly dimensions?: Readonly<Record<string, number>>
  build(inputs: Readonly<Record<string, Tensor>>): Tensor
  /** float32 results carry this relative error in finite differences; 2e-3 by default. */
  readonly tolerance?: number
  /** What the operator must give, where a plain formula in JavaScript says so. */
  expected?(values: Readonly<Record<string, readonly number[]>>): readonly number[]
}

/** Uniform numbers, the same for the same label. */
export function randomValues(label: string, count: number, low = -1, high = 1): number[] {
  const random = new RandomStream(7, label)
  return Array.from({ length: count }, () => low + (high - low) * random.uniform())
}

const ARRAYS = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array } as const

/**
 * Runs a case and compares gradients with central differences. The scalar differentiated is Σ y·w with fixed
 * random w, so a wrong factor anywhere shows.
 */
export async function checkCase(testCase: OperatorCase, device: DeviceName) {
  const graph = new Graph()
  const tensors = Object.fromEntries(
    testCase.inputs.map(({ name, dtype, shape }) => [name, graph.input(name, dtype, shape)]),
  )
  const y = testCase.build(tensors)
  const seed = graph.input('seed', y.dtype, y.shape)
  const floats = testCase.inputs.filter(({ dtype }) => dtype === 'float32').map(({ name }) => name)
  const differentiable = floats.filter((name) => isDifferentiable(graph, y, seed, tensors[name]!))
  const cotangents = gradients(
    graph,
    new Map([[y, seed]]),
    differentiable.map((name) => tensors[name]!),
  )

  const given = new Map([...Object.entries(tensors), ['seed', seed]])
  const open = async (outputs: ReadonlyMap<string, Tensor>) =>
    ort.InferenceSession.create(writeModel(lower('case', { inputs: given, outputs }, device)), {
      executionProviders: [...DEVICES[device].providers],
      extra: { session: DEVICES[device].sessionConfig },
      graphOptimizationLevel: 'disabled',
      logSeverityLevel: 3,
    })
  const forward = await open(new Map([['y', y]]))
  const sizes = testCase.dimensions ?? {}
  const feedsOf = (values: Record<string, readonly number[]>) =>
    Object.fromEntries(
      testCase.inputs
        .filter(({ name }) => forward.inputNames.includes(name))
        .map(({ name, dtype, shape }) => [
          name,
          new ort.Tensor(
            dtype,
            ARRAYS[dtype].from(values[name]!) as Float32Array,
            shape.map((d) => (typeof d === 'number' ? d : sizes[d]!)),
          ),
        ]),
    )
  const values: Record<string, readonly number[]> = Object.fromEntries(
    testCase.inputs.map((input) => [input.name, input.values]),
  )
  const run = async (changed: Record<string, readonly number[]>) => (await forward.run(feedsOf(changed))).y!
  const result = await run(values)
  const weights = randomValues(`${testCase.title}.seed`, result.size)
  const objective = (data: Float32Array) => data.reduce((sum, element, i) => sum + element * weights[i]!, 0)

  const found: { input: string; analytic: number[]; numeric: number[] }[] = []
  if (differentiable.length > 0) {
    const outputs = new Map(
      differentiable.flatMap((name) => {
        const cotangent = cotangents.get(tensors[name]!)
        return cotangent ? [[`d.${name}`, cotangent] as const] : []
      }),
    )
    const backward = await open(outputs)
    const all: Record<string, ort.Tensor> = {
      ...Object.fromEntries(
        testCase.inputs.map(({ name, dtype, shape, values: v }) => [
          name,
          new ort.Tensor(
            dtype,
            ARRAYS[dtype].from(v) as Float32Array,
            shape.map((d) => (typeof d === 'number' ? d : sizes[d]!)),
          ),
        ]),
      ),
      seed: new ort.Tensor('float32', Float32Array.from(weights), result.dims),
    }
    const feeds = Object.fromEntries(backward.inputNames.map((name) => [name, all[name]!]))
    const results = await backward.run(feeds)
    for (const name of differentiable) {
      const analytic = [...(results[`d.${name}`]!.data as Float32Array)]
      const numeric: number[] = []
      const step = 1 / 64
      for (let i = 0; i < analytic.length; i++) {
        const shifted = async (by: number) => {
          const copy = [...values[name]!]
          copy[i]! += by
          return objective((await run({ ...values, [name]: copy })).data as Float32Array)
        }
        // Fourth-order differences: the truncation error falls below float32's rounding.
        const [a, b, c, d] = [
          await shifted(-2 * step),
          await shifted(-step),
          await shifted(step),
          await shifted(2 * step),
        ]
        numeric.push((a - 8 * b + 8 * c - d) / (12 * step))
      }
      found.push({ input: name, analytic, numeric })
    }
    await backward.release()
  }
  await forward.release()
  return { y: [...(result.data as Float32Array)], gradients: found, values }
}

/** Whether a gradient reaches the input: no rule on the way forbids it or ends it. */
function isDifferentiable(graph: Graph, y: Tensor, seed: Tensor, input: Tensor): boolean {
  try {
    return gradients(graph, new Map([[y, seed]]), [input]).has(input)
  } catch {
    return false
  }
}
