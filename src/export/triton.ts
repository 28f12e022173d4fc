import { basename, dirname, join, relative, resolve } from 'node:path'
import { quote } from '../base/quote.ts'
import { shellWord } from '../base/shell.ts'
import type { Dim, OnnxGraph, OnnxValue } from '../onnx/index.ts'
import { fail } from './_errors.ts'
import { type Field, parseTextProto, scalar } from './text-proto.ts'

/** Triton's names of the types that our graphs take and give. */
const TYPES = { int64: 'TYPE_INT64', float32: 'TYPE_FP32' } as const

export const MAX_BATCH = 32
/** How long a request may wait for others to join its batch. */
const QUEUE_MICROSECONDS = 1000

/** Triton knows a model by the name of its folder. @throws E_EXPORT_NAME with how to change it */
export function requireTritonName(run: string, name: string): void {
  if (/^[\w.-]+$/.test(name)) return
  const path = resolve(run)
  const folder = basename(path) === name ? path : dirname(path)
  // Named as the user did: `runs/模型`, not where it lies. From within it has no other name, and `mv ..` moves nothing.
  const near = relative('.', folder)
  const own = /^(\.\.(\/|$)|$)/.test(near) ? folder : near
  const values = {
    name: quote(name),
    run: shellWord(own),
    example: shellWord(join(dirname(own), 'my-model')),
  }
  throw fail('E_EXPORT_NAME', values)
}

/** The config.pbtxt of a graph whose inputs and outputs begin with a batch dimension. */
export function tritonConfig(name: string, { inputs, outputs }: OnnxGraph): string {
  return `${[
    `name: ${JSON.stringify(name)}`,
    'backend: "onnxruntime"',
    `max_batch_size: ${MAX_BATCH}`,
    ...inputs.map((value) => tensor('input', value)),
    ...outputs.map((value) => tensor('output', value)),
    `dynamic_batching { max_queue_delay_microseconds: ${QUEUE_MICROSECONDS} }`,
  ].join('\n')}\n`
}

function tensor(kind: string, value: OnnxValue): string {
  return [
    `${kind} [`,
    '  {',
    `    name: ${JSON.stringify(value.name)}`,
    `    data_type: ${TYPES[value.dtype as keyof typeof TYPES]}`,
    `    dims: [ ${dimsOf(value).join(', ')} ]`,
    '  }',
    ']',
  ].join('\n')
}

/** Dimensions behind the batch's; those of any size are −1. */
const dimsOf = ({ shape }: OnnxValue): number[] =>
  shape!.slice(1).map((dim: Dim) => (typeof dim === 'number' ? dim : -1))

/**
 * Compares a config.pbtxt with the graph it stands beside: names, types and dimensions of all inputs and outputs, and
 * that a batch dimension comes first.
 *
 * @throws E_EXPORT_TRITON naming the first difference
 */
export function checkTritonConfig(text: string, name: string, graph: OnnxGraph): void {
  const problem = firstProblem(text, name, graph)
  if (problem !== undefined) throw fail('E_EXPORT_TRITON', { problem })
}

function firstProblem(text: string, name: string, graph: OnnxGraph): string | undefined {
  let fields: readonly Field[]
  try {
    fields = parseTextProto(text)
  } catch (error) {
    return (error as Error).message
  }
  if (scalar(fields, 'name') !== name) return `name is ${scalar(fields, 'name')}, the folder is ${name}`
  if (scalar(fields, 'backend') !== 'onnxruntime') return `backend is ${scalar(fields, 'backend')}`
  if (!(Number(scalar(fields, 'max_batch_size')) > 0)) return 'max_batch_size leaves no room for a batch'
  if (!fields.some((field) => field.name === 'dynamic_batching')) return 'dynamic_batching is absent'
  for (const [kind, values] of [
    ['input', graph.inputs],
    ['output', graph.outputs],
  ] as const) {
    const declared = fields.filter((field) => field.name === kind).map((field) => field.message ?? [])
    const names = declared.map((one) => scalar(one, 'name'))
    const odd = names.find(
      (one, i) => names.indexOf(one) !== i || !values.some((value) => value.name === one),
    )
    if (odd !== undefined) return `${kind} ${odd} is none of the graph’s, or there twice`
    for (const value of values) {
      const own = declared.find((one) => scalar(one, 'name') === value.name)
      if (!own) return `${kind} ${value.name} is absent`
      if (typeof value.shape?.[0] !== 'string') return `${kind} ${value.name} has no batch dimension`
      const type = TYPES[value.dtype as keyof typeof TYPES]
      if (scalar(own, 'data_type') !== type)
        return `${value.name} is ${scalar(own, 'data_type')}, not ${type}`
      const dims = own.filter((field) => field.name === 'dims').map((field) => Number(field.value))
      if (dims.join() !== dimsOf(value).join()) return `${value.name} has dims ${dims}, not ${dimsOf(value)}`
    }
  }
  return undefined
}
