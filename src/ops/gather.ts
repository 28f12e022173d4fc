import { defineOperator, type Tensor } from '../graph/index.ts'

export const Gather = defineOperator<{ data: Tensor; indices: Tensor }>({
  name: 'Gather',
  inputs: ['data', 'indices'],
  recompute: true,
  infer: ({ data, indices }) => [{ dtype: data.dtype, shape: [...indices.shape, ...data.shape.slice(1)] }],
  gradients: {
    data: ({ inputs: { data, indices }, cotangent }) => GatherGrad({ data, indices, cotangent }, {})[0]!,
    indices: 'none',
  },
})

/** The cotangent of Gather's data: rows added where they were taken from. */
export const GatherGrad = defineOperator<{ data: Tensor; indices: Tensor; cotangent: Tensor }>({
  name: 'GatherGrad',
  inputs: ['data', 'indices', 'cotangent'],
  recompute: false,
  infer: ({ data }) => [data],
  gradients: { data: 'none', indices: 'none', cotangent: 'forbidden' },
  emit: (emitter, { data, indices, cotangent }, outputs, _, { data: { dtype } }) => {
    const zeros = emitter.node('Mul', [data, emitter.constant(dtype, 0)])
    const rows = emitter.node('Unsqueeze', [indices, emitter.constant('int64', [-1])])
    const rows64 = emitter.node('Cast', [rows], { to: { int: 7 } })
    emitter.node('ScatterND', [zeros, rows64, cotangent], { reduction: { text: 'add' } }, outputs)
  },
})

/** Rows `indices` (int32, any shape) of `data`: [...indices, ...data's other axes]. */
export const gather = (data: Tensor, indices: Tensor): Tensor => Gather({ data, indices }, {})[0]!
