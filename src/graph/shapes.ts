import { defineErrors } from '../base/errors.ts'
import type { Dim, Shape } from './tensor.ts'

const fail = defineErrors({
  E_GRAPH_SHAPE: {
    zh: { what: '{operator} 的形状不匹配：{detail}', fix: '检查传给它的张量形状' },
    en: {
      what: 'shapes do not fit in {operator}: {detail}',
      fix: 'check the shapes of the tensors given to it',
    },
  },
})

export const showShape = (shape: Shape): string => `[${shape.join(', ')}]`

/** An error about shapes. @returns E_GRAPH_SHAPE */
export function shapeError(operator: string, detail: string): Error {
  return fail('E_GRAPH_SHAPE', { operator, detail })
}

/** Whether two shapes are the same, names of symbolic dimensions included. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, i) => dim === b[i])
}

/** NumPy's broadcasting on symbolic shapes: a named dimension only meets itself or 1. */
export function broadcastShapes(operator: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, axis): Dim => {
    const x = a[axis - rank + a.length] ?? 1
    const y = b[axis - rank + b.length] ?? 1
    if (x === y || y === 1) return x
    if (x === 1) return y
    throw shapeError(operator, `${showShape(a)} and ${showShape(b)} do not broadcast`)
  })
}

/** The shape with one axis (negative counts from the end) taken out or set to 1. */
export function reduceShape(shape: Shape, axes: readonly number[], keepDims: boolean): Shape {
  const reduced = new Set(axes.map((axis) => (axis < 0 ? axis + shape.length : axis)))
  return keepDims
    ? shape.map((dim, axis) => (reduced.has(axis) ? 1 : dim))
    : shape.filter((_, axis) => !reduced.has(axis))
}
