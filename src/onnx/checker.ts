import { DTYPES, sizeOf } from '../base/dtypes.ts'
import { defineErrors } from '../base/errors.ts'
import type { OnnxGraph } from './model.ts'

const fail = defineErrors({
  E_ONNX_INVALID: {
    zh: { what: '计算图 {graph} 不成立：{problem}', fix: '这是 HanTune 自身的错误，请附上这条消息报告' },
    en: {
      what: 'the graph {graph} is not valid: {problem}',
      fix: 'this is a fault of HanTune itself: please report it with this message',
    },
  },
})

/**
 * Checks what ONNX Runtime would only report by a number, or not at all: every name is given once, every
 * input of a node stands before it, every output of the graph exists, constants have the bytes of their shape.
 * The body of a control-flow node may read what stands before the node, and must not take its names.
 *
 * @throws E_ONNX_INVALID naming the first fault
 */
export function checkGraph(graph: OnnxGraph): void {
  const problem = firstProblem(graph)
  if (problem !== undefined) throw fail('E_ONNX_INVALID', { graph: graph.name, problem })
}

function firstProblem(graph: OnnxGraph, outer: Iterable<string> = []): string | undefined {
  const known = new Set(outer)
  const define = (name: string) => {
    if (name === '') return 'a value has no name'
    if (known.has(name)) return `${name} is defined twice`
    known.add(name)
    return undefined
  }
  for (const { name, dtype, shape, bytes } of graph.initializers) {
    const expected = sizeOf(shape) * DTYPES[dtype].bytes
    if (bytes.length !== expected)
      return `constant ${name} holds ${bytes.length} bytes, its shape needs ${expected}`
    const problem = define(name)
    if (problem) return problem
  }
  for (const { name } of graph.inputs) {
    const problem = define(name)
    if (problem) return problem
  }
  for (const node of graph.nodes) {
    const missing = node.inputs.find((input) => input !== '' && !known.has(input))
    if (missing !== undefined) return `${node.opType} reads ${missing}, which nothing before it defines`
    for (const attribute of Object.values(node.attributes)) {
      const problem = 'graph' in attribute ? firstProblem(attribute.graph, known) : undefined
      if (problem !== undefined) return `in ${node.opType}: ${problem}`
    }
    if (node.outputs.length === 0) return `${node.opType} has no output`
    for (const output of node.outputs) {
      if (output === '') continue
      const problem = define(output)
      if (problem) return problem
    }
  }
  if (graph.outputs.length === 0) return 'it has no output'
  const absent = graph.outputs.find(({ name }) => !known.has(name))
  return absent && `output ${absent.name} is not defined`
}
