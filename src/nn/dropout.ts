import type { Shape, Tensor } from '../graph/index.ts'
import { dropout } from '../ops/index.ts'
import type { Scope } from './scope.ts'

/** A place in a model where elements are dropped; the trainer feeds its mask. */
export interface DropoutSite {
  readonly name: string
  readonly rate: number
}

/** The name under which a site's mask is fed. */
export const maskName = (site: string): string => `dropout.${site}`

/** Declares the mask of a site: uint8 of the shape of what it drops. */
export function declareMask(scope: Scope, site: DropoutSite, shape: Shape): Tensor {
  return scope.feed(maskName(site.name), 'uint8', shape)
}

/** Drops elements of `x`, or returns it as it is where the rate is 0. */
export function dropElements(scope: Scope, x: Tensor, site: DropoutSite): Tensor {
  return site.rate > 0 ? dropout(x, declareMask(scope, site, x.shape), site.rate) : x
}
