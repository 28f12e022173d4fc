import { sizeOf } from '../base/dtypes.ts'
import { readFloats } from '../base/float-blocks.ts'
import { RandomAccessFile } from '../base/random-access.ts'
import { floatTensor, type WeightFile } from '../base/weights.ts'
import { readHeader, type SafetensorsHeader } from './_header.ts'

/** A safetensors file, whose 16-bit numbers can be read as the bits that they are, too. */
export interface SafetensorsFile extends WeightFile {
  /**
   * Reads the bits of a BF16 or F16 tensor into `target`, whose length must be the tensor's size.
   *
   * @throws RangeError for a name, a type or a size that is not there: look at `tensors` before
   * @throws E_WEIGHTS_READ, E_WEIGHTS_CUT, E_WEIGHTS_CLOSED
   */
  readHalfBits(name: string, target: Uint16Array): void
}

/**
 * Opens a safetensors file and checks its header in full; the data stays in the file until it is asked for.
 *
 * @throws E_SAFETENSORS_* naming the file and the tensor, E_WEIGHTS_OPEN, E_WEIGHTS_LFS_POINTER
 */
export function openSafetensors(path: string): SafetensorsFile {
  const file = new RandomAccessFile(path)
  try {
    return new OpenSafetensors(file, readHeader(file))
  } catch (error) {
    file.close()
    throw error
  }
}

class OpenSafetensors implements SafetensorsFile {
  readonly path: string
  readonly metadata: SafetensorsHeader['metadata']
  readonly tensors: SafetensorsHeader['tensors']
  readonly #file: RandomAccessFile

  constructor(file: RandomAccessFile, header: SafetensorsHeader) {
    this.path = file.path
    this.metadata = header.metadata
    this.tensors = header.tensors
    this.#file = file
  }

  readFloat32(name: string, target: Float32Array): void {
    const { dtype, position } = floatTensor(this.path, this.tensors, name, target)
    readFloats({ file: this.#file, position, dtype, tensor: name }, target)
  }

  readHalfBits(name: string, target: Uint16Array): void {
    const found = this.tensors.get(name)
    if (!found || !['BF16', 'F16'].includes(found.dtype) || sizeOf(found.shape) !== target.length) {
      throw new RangeError(`${name} is no tensor of ${target.length} 16-bit numbers`)
    }
    this.#file.read(new Uint8Array(target.buffer, target.byteOffset, target.byteLength), found.position)
  }

  close(): void {
    this.#file.close()
  }
}
