import { RandomAccessFile } from '../base/random-access.ts'
import { floatTensor, type WeightFile } from '../base/weights.ts'
import { ByteSource } from './_byte-source.ts'
import type { Checkpoint } from './_checkpoint.ts'
import { fail } from './_errors.ts'
import { readLegacy } from './_legacy.ts'
import { findStateDict } from './_state-dict.ts'
import { checkBounds, readView } from './_tensor-reader.ts'
import type { TensorView } from './_values.ts'
import { readZip } from './_zip.ts'

const ZIP_START = 0x04034b50
const PICKLE_START = 0x80

/**
 * Opens a checkpoint of `torch.save` (such as `pytorch_model.bin`), in the zip format of PyTorch 1.6 and later
 * or in the one before, without running any of its pickle. The data stays in the file until it is asked for.
 * Its metadata says `torch.container` (zip or legacy) and, where the weights stood under a key of the file,
 * `torch.unwrapped`.
 *
 * @throws E_TORCHFILE_* naming the file and what in it is wrong (E_TORCHFILE_GLOBAL for a file that might run
 *   code), E_WEIGHTS_OPEN, E_WEIGHTS_LFS_POINTER
 */
export function openTorchFile(path: string): WeightFile {
  const file = new RandomAccessFile(path)
  try {
    return new TorchFile(file, readCheckpoint(file))
  } catch (error) {
    file.close()
    throw error
  }
}

function readCheckpoint(file: RandomAccessFile): Checkpoint {
  const source = new ByteSource(file, 'torch.save', 0, file.size)
  const start = source.peek(8)
  const signature = source.uint32()
  if (signature === ZIP_START) return readZip(file)
  if ((signature & 0xff) === PICKLE_START) return readLegacy(file)
  throw fail('E_TORCHFILE_FORMAT', { start }, { file: file.path })
}

class TorchFile implements WeightFile {
  readonly path: string
  readonly metadata: Readonly<Record<string, string>>
  readonly tensors: ReadonlyMap<string, TensorView>
  readonly #file: RandomAccessFile
  readonly #checkpoint: Checkpoint

  constructor(file: RandomAccessFile, checkpoint: Checkpoint) {
    const { views, metadata } = findStateDict(file.path, checkpoint.root)
    for (const view of views.values()) checkBounds(file.path, view)
    this.path = file.path
    this.metadata = { ...metadata, 'torch.container': checkpoint.container }
    this.tensors = views
    this.#file = file
    this.#checkpoint = checkpoint
  }

  readFloat32(name: string, target: Float32Array): void {
    const view = floatTensor(this.path, this.tensors, name, target)
    const { storages, bigEndian } = this.#checkpoint
    const { dtype } = view
    const storagePosition = storages.get((view as TensorView).slice.storage.key)!.position
    readView({ file: this.#file, view, dtype, storagePosition, bigEndian, name }, target)
  }

  close(): void {
    this.#file.close()
  }
}
