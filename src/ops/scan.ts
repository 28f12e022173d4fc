import type { DType } from '../base/dtypes.ts'
import type { Emitter } from '../graph/index.ts'

/** A value of the graph, and the type of its elements. */
export interface ScanValue {
  readonly name: string
  readonly dtype: DType
}

export interface ScanSettings {
  /** What a step hands to the next: the values before the first step. */
  readonly states: readonly ScanValue[]
  /** What steps read: [L, …], a slice a step. */
  readonly sequences: readonly ScanValue[]
  /** From the last step to the first; results stand in the order of the sequences all the same. */
  readonly reverse?: boolean
}

/** Names within the body for the states and slices of a step; it returns the next states and what the step gives. */
export type ScanBody = (
  step: Emitter,
  states: readonly string[],
  slices: readonly string[],
) => { readonly states: readonly string[]; readonly results: readonly ScanValue[] }

/**
 * ONNX's Scan along axis 0. The body may read values of the graph around it.
 *
 * @param outputs names for the last states, then for the results [L, …]; '' for those that nothing reads
 */
export function emitScan(
  emitter: Emitter,
  { states, sequences, reverse = false }: ScanSettings,
  outputs: readonly string[],
  body: ScanBody,
): void {
  const step = emitter.body()
  const declare = ({ dtype }: ScanValue) => ({ name: step.name('in'), dtype })
  const [given, slices] = [states.map(declare), sequences.map(declare)]
  const names = (values: readonly { readonly name: string }[]) => values.map(({ name }) => name)
  const next = body(step, names(given), names(slices))
  const graph = {
    name: 'step',
    nodes: step.nodes,
    inputs: [...given, ...slices],
    outputs: [...next.states.map((name, i) => ({ name, dtype: given[i]!.dtype })), ...next.results],
    initializers: step.initializers,
  }
  const direction = Number(reverse)
  const attributes = {
    body: { graph },
    num_scan_inputs: { int: sequences.length },
    scan_input_directions: { ints: sequences.map(() => direction) },
    scan_output_directions: { ints: next.results.map(() => direction) },
  }
  // ONNX Runtime wants a name for every output of a Scan.
  const all = outputs.map((name) => name || emitter.name('unread'))
  emitter.node('Scan', names([...states, ...sequences]), attributes, all)
}
