import { readFloats } from '../base/float-blocks.ts'
import { RandomAccessFile } from '../base/random-access.ts'
import { floatTensor, type WeightFile } from '../base/weights.ts'
import { readHeader, type SafetensorsHeader } from './_header.ts'

/**
 * Opens a safetensors file and checks its header in full; the data stays in the file until it is asked for.
 *
 * @throws E_SAFETENSORS_* naming the file and the tensor, E_WEIGHTS_OPEN, E_WEIGHTS_LFS_POINTER
 */
export function openSafetensors(path: string): WeightFile {
  const file = new RandomAccessFile(path)
  try {
    return new SafetensorsFile(file, readHeader(file))
  } catch (error) {
    file.close()
    throw error
  }
}

class SafetensorsFile implements WeightFile {
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

  close(): void {
    this.#file.close()
  }
}
