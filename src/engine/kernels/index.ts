import { KERNELS_BASE64 } from './kernels.wasm.ts'

/** The kernels of kernels.wat, bound to one memory. Pointers are byte offsets, multiples of 16. */
export interface Kernels {
  adamw(
    parameter: number,
    gradient: number,
    firstMoment: number,
    secondMoment: number,
    count: number,
    beta1: number,
    oneMinusBeta1: number,
    beta2: number,
    oneMinusBeta2: number,
    epsilon: number,
    keep: number,
    step: number,
    root: number,
    scale: number,
  ): void
  /** As `adamw`, the moments as bfloat16 rounded at random by the two keys. */
  adamw16(
    parameter: number,
    gradient: number,
    firstMoment: number,
    secondMoment: number,
    count: number,
    beta1: number,
    oneMinusBeta1: number,
    beta2: number,
    oneMinusBeta2: number,
    epsilon: number,
    keep: number,
    step: number,
    root: number,
    scale: number,
    key1: number,
    key2: number,
  ): void
  /** y = a·y + b·x. */
  blend(y: number, x: number, count: number, a: number, b: number): void
  sumOfSquares(values: number, count: number): number
  scatterAdd(table: number, rows: number, ids: number, rowCount: number, width: number): void
  dropoutMask(mask: number, count: number, key1: number, key2: number, drop: number): void
}

let compiled: WebAssembly.Module | undefined

/** Binds the kernels to a memory. Compilation happens once a process. */
export function bindKernels(memory: WebAssembly.Memory): Kernels {
  compiled ??= new WebAssembly.Module(Buffer.from(KERNELS_BASE64, 'base64'))
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as Kernels
}
