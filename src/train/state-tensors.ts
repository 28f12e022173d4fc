import { sizeOf } from '../base/dtypes.ts'
import { defineErrors, HanTuneError } from '../base/errors.ts'
import { quote } from '../base/quote.ts'
import { openSafetensors, type SafetensorsFile, writeSafetensors } from '../safetensors/index.ts'

export const GO_ON_ZH =
  '这份训练状态不能用来续训；可重新训练，或用 --resume-from 从保存的模型权重开始一次新的训练'
export const GO_ON_EN =
  'training cannot be resumed from it: train again, or start a new run from the saved weights with --resume-from'

const fail = defineErrors({
  E_STATE_FILE: {
    zh: { what: 'training.safetensors 不完整或已损坏：{reason}', fix: GO_ON_ZH },
    en: { what: 'training.safetensors is cut or damaged: {reason}', fix: GO_ON_EN },
  },
  E_STATE_TENSOR_MISSING: {
    zh: { what: '训练状态里缺少张量 {tensor}', fix: GO_ON_ZH },
    en: { what: 'the training state lacks tensor {tensor}', fix: GO_ON_EN },
  },
  E_STATE_TENSOR_SURPLUS: {
    zh: { what: '训练状态里多出张量 {tensor}，这次训练用不到它', fix: GO_ON_ZH },
    en: { what: 'the training state holds tensor {tensor}, for which this run has no use', fix: GO_ON_EN },
  },
  E_STATE_TENSOR_SHAPE: {
    zh: { what: '训练状态里的张量 {tensor} 是 {found}，应当是 {expected}', fix: GO_ON_ZH },
    en: { what: 'tensor {tensor} of the training state is {found}, not {expected}', fix: GO_ON_EN },
  },
})

/** A tensor of the training state, in the memory where training keeps it; `Uint16Array` is the bits of bfloat16. */
export interface TrainingTensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly data: Float32Array | Uint16Array
}

/** Writes tensors of a training state straight from memory. @throws E_FILE_WRITE, E_SAFETENSORS_WRITE_* */
export function writeStateTensors(path: string, tensors: Iterable<TrainingTensor>, step: number): void {
  const sources = [...tensors].map((tensor) => ({ ...tensor, dtype: dtypeOf(tensor.data) }))
  writeSafetensors(path, sources, { step: String(step) })
}

/** The tensors of a training state on disk. */
export class StateTensors {
  readonly #file: SafetensorsFile

  /** @throws E_STATE_FILE */
  constructor(path: string) {
    this.#file = orDamaged(path, () => openSafetensors(path))
  }

  /** The step that they are of. */
  get step(): string {
    return this.#file.metadata.step ?? '?'
  }

  /**
   * Reads one tensor to the bit into `target`, whose type and length must be the saved ones.
   *
   * @throws E_STATE_TENSOR_MISSING, E_STATE_TENSOR_SHAPE, E_STATE_FILE
   */
  restore(name: string, target: Float32Array | Uint16Array): void {
    this.#require(name, target)
    orDamaged(this.#file.path, () => {
      if (target instanceof Float32Array) this.#file.readFloat32(name, target)
      else this.#file.readHalfBits(name, target)
    })
  }

  /**
   * Checks that exactly these tensors were saved, with these shapes and types, and only then reads them into their
   * `data`.
   *
   * @throws E_STATE_TENSOR_MISSING, E_STATE_TENSOR_SURPLUS, E_STATE_TENSOR_SHAPE, E_STATE_FILE
   */
  restoreAll(tensors: Iterable<TrainingTensor>): void {
    const wanted = new Map<string, TrainingTensor>()
    for (const tensor of tensors) wanted.set(tensor.name, tensor)
    for (const { name, data, shape } of wanted.values()) this.#require(name, data, shape)
    for (const name of this.#file.tensors.keys()) {
      if (wanted.has(name)) continue
      throw fail('E_STATE_TENSOR_SURPLUS', { tensor: quote(name) }, { file: this.#file.path })
    }
    for (const { name, data } of wanted.values()) this.restore(name, data)
  }

  close(): void {
    this.#file.close()
  }

  /** Without a shape, only the number of elements counts. */
  #require(name: string, data: Float32Array | Uint16Array, shape?: readonly number[]): void {
    const place = { file: this.#file.path }
    const found = this.#file.tensors.get(name)
    if (!found) throw fail('E_STATE_TENSOR_MISSING', { tensor: quote(name) }, place)
    const isSameSize = shape ? String(shape) === String(found.shape) : sizeOf(found.shape) === data.length
    if (isSameSize && found.dtype === dtypeOf(data)) return
    const values = {
      tensor: quote(name),
      found: `${found.dtype} [${found.shape.join(', ')}]`,
      expected: `${dtypeOf(data)} [${(shape ?? [data.length]).join(', ')}]`,
    }
    throw fail('E_STATE_TENSOR_SHAPE', values, place)
  }
}

function dtypeOf(data: Float32Array | Uint16Array): 'F32' | 'BF16' {
  return data instanceof Float32Array ? 'F32' : 'BF16'
}

/** Errors of the tensor file, told as those of a state: downloading again, which they advise, is no way here. */
function orDamaged<T>(file: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof HanTuneError)) throw error
    throw fail('E_STATE_FILE', { reason: `${error.code} ${error.what()}` }, { file }, error)
  }
}
