import { sizeOf } from './dtypes.ts'
import { defineErrors } from './errors.ts'
import { nearestHint } from './nearest.ts'
import { quote } from './quote.ts'

/** What a checkpoint file says of one tensor; `dtype` is named as in safetensors (F32, BF16, I64, …). */
export interface WeightInfo {
  readonly dtype: string
  readonly shape: readonly number[]
}

/** The tensors of a checkpoint file, by name; data is read when asked for. */
export interface WeightFile {
  readonly path: string
  readonly metadata: Readonly<Record<string, string>>
  readonly tensors: ReadonlyMap<string, WeightInfo>
  /**
   * Reads one tensor as float32, row by row, into `target`, whose length must be the tensor's size.
   * The data comes straight from the file; the file is never held in memory as a whole.
   *
   * @throws E_WEIGHTS_NAME, E_WEIGHTS_LENGTH, E_WEIGHTS_NOT_FLOAT, E_WEIGHTS_OVERFLOW, E_WEIGHTS_READ,
   *   E_WEIGHTS_CUT, E_WEIGHTS_CLOSED; E_TORCHFILE_EXPANDED
   */
  readFloat32(name: string, target: Float32Array): void
  /** Gives the file back; reading afterwards fails with E_WEIGHTS_CLOSED. A second call does nothing. */
  close(): void
}

/** The element types that can be read as float32, with their bytes an element. */
export const FLOAT_BYTES = { F32: 4, F16: 2, BF16: 2, F64: 8 } as const
export type FloatType = keyof typeof FLOAT_BYTES

const fail = defineErrors({
  E_WEIGHTS_NAME: {
    zh: { what: '权重文件里没有名为 {tensor} 的张量{near}', fix: '核对模型结构与权重文件是否配套' },
    en: {
      what: 'the weight file holds no tensor named {tensor}{near}',
      fix: 'check that the weights belong to this model',
    },
  },
  E_WEIGHTS_LENGTH: {
    zh: {
      what: '张量 {tensor} 的形状是 [{shape}]，共 {size} 个元素，而要读入的位置有 {length} 个',
      fix: '核对 config.json 里的模型尺寸与权重文件是否一致',
    },
    en: {
      what: 'tensor {tensor} has shape [{shape}], {size} elements, but the place to read into holds {length}',
      fix: 'check that the sizes in config.json are those of the weight file',
    },
  },
  E_WEIGHTS_NOT_FLOAT: {
    zh: {
      what: '张量 {tensor} 的类型是 {dtype}，不是浮点数，不能当作权重读取',
      fix: '只有 F32、F16、BF16、F64 能读成 float32；量化过的权重请换用原始精度的文件',
    },
    en: {
      what: 'tensor {tensor} is of type {dtype}, which is no floating-point type that can be read as a weight',
      fix: 'only F32, F16, BF16 and F64 are read as float32; for quantized weights take the file in full precision',
    },
  },
})

/**
 * Looks up a tensor that is to be read as float32 into `target`.
 *
 * @throws E_WEIGHTS_NAME, E_WEIGHTS_LENGTH, E_WEIGHTS_NOT_FLOAT
 */
export function floatTensor<T extends WeightInfo>(
  path: string,
  tensors: ReadonlyMap<string, T>,
  name: string,
  target: Float32Array,
): T & { readonly dtype: FloatType } {
  const place = { file: path }
  const found = tensors.get(name)
  if (!found) {
    throw fail(
      'E_WEIGHTS_NAME',
      { tensor: quote(name), near: nearestHint(name, [...tensors.keys()], quote) },
      place,
    )
  }
  if (!isFloatType(found.dtype)) {
    throw fail('E_WEIGHTS_NOT_FLOAT', { tensor: quote(name), dtype: found.dtype }, place)
  }
  const size = sizeOf(found.shape)
  if (size !== target.length) {
    const shape = found.shape.join(', ')
    throw fail('E_WEIGHTS_LENGTH', { tensor: quote(name), shape, size, length: target.length }, place)
  }
  return found as T & { readonly dtype: FloatType }
}

function isFloatType(dtype: string): dtype is FloatType {
  return Object.hasOwn(FLOAT_BYTES, dtype)
}
