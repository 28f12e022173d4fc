import type { Tensor } from '../../graph/index.ts'
import type { Scope } from '../../nn/index.ts'
import { add } from '../../ops/index.ts'
import type { CrfTensors } from './chains.ts'

/** Which paths a CRF does not take. */
export interface CrfShape {
  readonly forbidden: readonly (readonly [from: number, to: number])[]
  /** Classes that no text begins with. Training lets them be: a window may begin inside an entity. */
  readonly forbiddenStart: readonly number[]
}

/** A path through this has probability 0 in float32, unless it is the only one. */
const FORBIDDEN = -1e4

/**
 * Declares a CRF's parameters under pytorch-crf's names. They start at zero, where the CRF is the softmax of each row
 * but for the transitions that it forbids.
 */
export function declareCrf(scope: Scope, classes: number): CrfTensors {
  const own = scope.child('crf')
  return {
    transitions: own.parameter('transitions', [classes, classes], 'zeros'),
    start: own.parameter('start_transitions', [classes], 'zeros'),
    end: own.parameter('end_transitions', [classes], 'zeros'),
  }
}

/** Forbids transitions; and beginnings, where a path is sought. */
export function restrict(crf: CrfTensors, shape: CrfShape, isDecoding: boolean): CrfTensors {
  const classes = crf.start.shape[0] as number
  const pairs = shape.forbidden.map(([from, to]) => from * classes + to)
  return {
    transitions: masked(crf.transitions, pairs),
    start: isDecoding ? masked(crf.start, shape.forbiddenStart) : crf.start,
    end: crf.end,
  }
}

function masked(x: Tensor, places: readonly number[]): Tensor {
  if (places.length === 0) return x
  const shape = x.shape as readonly number[]
  const mask = new Array<number>(shape.reduce((size, dim) => size * dim, 1)).fill(0)
  for (const place of places) mask[place] = FORBIDDEN
  return add(x, x.graph.constant(x.dtype, mask, shape))
}
