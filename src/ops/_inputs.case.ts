import { type CaseInput, type OperatorCase, randomValues } from './_check.case.ts'
import type { OPERATORS } from './table.ts'

/** Cases of some operators, under the operators' names. */
export type Cases = { readonly [Name in keyof typeof OPERATORS]?: readonly OperatorCase[] }

/** A float32 input of uniform numbers; `sizes` gives its named dimensions their size. */
export const floats = (
  name: string,
  shape: readonly (number | string)[],
  sizes: Record<string, number> = {},
  low = -1,
  high = 1,
): CaseInput => {
  const count = shape.reduce<number>((size, dim) => size * (typeof dim === 'number' ? dim : sizes[dim]!), 1)
  return { name, dtype: 'float32', shape, values: randomValues(`${name}${shape}`, count, low, high) }
}
export const ints = (
  name: string,
  shape: readonly (number | string)[],
  values: readonly number[],
): CaseInput => ({
  name,
  dtype: 'int32',
  shape,
  values,
})
export const bytes = (
  name: string,
  shape: readonly (number | string)[],
  values: readonly number[],
): CaseInput => ({
  name,
  dtype: 'uint8',
  shape,
  values,
})
/** A mask that drops every third element. */
export const alternating = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => (i % 3 === 0 ? 0 : 1))
