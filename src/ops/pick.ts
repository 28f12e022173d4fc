import {
  defineOperator,
  type Emitter,
  sameShape,
  shapeError,
  showShape,
  type Tensor,
} from '../graph/index.ts'

/** The element of each row at its class: x [..., C], classes int32 [...] in [0, C). Output: [...]. */
export const Pick = defineOperator<{ x: Tensor; classes: Tensor }>({
  name: 'Pick',
  inputs: ['x', 'classes'],
  recompute: true,
  infer: ({ x, classes }) => {
    if (!sameShape(x.shape.slice(0, -1), classes.shape))
      throw shapeError('Pick', `${showShape(classes.shape)} from ${showShape(x.shape)}`)
    return [{ dtype: x.dtype, shape: classes.shape }]
  },
  gradients: {
    x: ({ inputs: { x, classes }, cotangent }) => PickGrad({ x, classes, cotangent }, {})[0]!,
    classes: 'none',
  },
  emit: (emitter, { x, classes }, outputs) => {
    const column = emitter.constant('int64', [-1])
    const index = emitter.node('Unsqueeze', [classes, column])
    const picked = emitter.node('GatherElements', [x, index], { axis: { int: -1 } })
    emitter.node('Squeeze', [picked, column], {}, outputs)
  },
})

/** The cotangent of Pick's x: that of the element at its class, 0 elsewhere. */
export const PickGrad = defineOperator<{ x: Tensor; classes: Tensor; cotangent: Tensor }>({
  name: 'PickGrad',
  inputs: ['x', 'classes', 'cotangent'],
  recompute: true,
  infer: ({ x }) => [x],
  gradients: {
    x: 'none',
    classes: 'none',
    cotangent: ({ inputs, cotangent }) => pick(cotangent, inputs.classes),
  },
  emit: (emitter, { classes, cotangent }, outputs, _, { x: { dtype, shape } }) => {
    const oneHot = emitOneHot(emitter, classes, shape.at(-1) as number, dtype === 'float64' ? 11 : 1)
    const column = emitter.constant('int64', [-1])
    emitter.node('Mul', [oneHot, emitter.node('Unsqueeze', [cotangent, column])], {}, outputs)
  },
})

/** 1 at each row's class, 0 elsewhere: [...] to [..., classes]; `type` is ONNX's number of a dtype. */
export function emitOneHot(emitter: Emitter, labels: string, classes: number, type: number): string {
  const range = Array.from({ length: classes }, (_, label) => label)
  const column = emitter.node('Unsqueeze', [labels, emitter.constant('int64', [-1])])
  const matches = emitter.node('Equal', [column, emitter.constant('int32', range)])
  return emitter.node('Cast', [matches], { to: { int: type } })
}

/** `x[..., classes[...]]`: one element of each row. */
export const pick = (x: Tensor, classes: Tensor): Tensor => Pick({ x, classes }, {})[0]!
