import { copyFileSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sizeOf } from '../../src/base/dtypes.ts'
import { HanTuneError } from '../../src/base/errors.ts'
import { FLOAT_BYTES, type WeightFile } from '../../src/base/weights.ts'

/** What Python reads from a golden file; floats as the bits of float32. */
export interface GoldenTensor {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly bits: readonly number[] | null
}

interface GoldenIndex {
  readonly files: Readonly<Record<string, Readonly<Record<string, GoldenTensor>>>>
  readonly refused: Readonly<Record<string, readonly [code: string, name: string]>>
}

const FOLDER = join(import.meta.dirname, '../golden/checkpoints')

/** The values and refusals that `bench/golden/checkpoints.py` wrote down. */
export const golden = JSON.parse(readFileSync(goldenPath('index.json'), 'utf8')) as GoldenIndex

export function goldenPath(name: string): string {
  return join(FOLDER, name)
}

/** The names of safetensors for PyTorch's element types. */
export const DTYPE_NAMES: Readonly<Record<string, string>> = {
  'torch.float32': 'F32',
  'torch.float16': 'F16',
  'torch.bfloat16': 'BF16',
  'torch.float64': 'F64',
  'torch.int64': 'I64',
  'torch.int32': 'I32',
  'torch.int16': 'I16',
  'torch.int8': 'I8',
  'torch.uint8': 'U8',
  'torch.bool': 'BOOL',
}

/** Reads one tensor; as bits, which tell -0 from 0 and one NaN from another. */
export function readBits(file: WeightFile, name: string): number[] {
  const target = new Float32Array(sizeOf(file.tensors.get(name)!.shape))
  file.readFloat32(name, target)
  return [...new Int32Array(target.buffer)]
}

/** Opens a file and reads all that can be read. The code of the error it ends with, or 'read'. Any error that is not ours is thrown on. */
export function outcome(open: (path: string) => WeightFile, path: string): string {
  try {
    const file = open(path)
    try {
      for (const [name, { dtype, shape }] of file.tensors) {
        // A damaged shape may claim any size through a stride of zero; only a caller decides to allot it.
        if (dtype in FLOAT_BYTES && sizeOf(shape) < 1e6) readBits(file, name)
      }
    } finally {
      file.close()
    }
    return 'read'
  } catch (error) {
    if (error instanceof HanTuneError) return error.code
    throw error
  }
}

/** Runs a test in a folder of its own. */
export function inFolder<T>(body: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'hantune-weights-'))
  try {
    return body(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A copy of a file whose bytes can be changed in place and put back, so that thousands of variants are cheap. */
export function mutableCopy(source: string, folder: string) {
  const path = join(folder, 'mutated')
  copyFileSync(source, path)
  const original = readFileSync(source)
  const descriptor = openSync(path, 'r+')
  return {
    path,
    original,
    /** Changes bytes, hands the path to `body`, and puts them back. */
    with<T>(changes: readonly { at: number; xor: number }[], body: (path: string) => T): T {
      for (const { at, xor } of changes) writeSync(descriptor, Buffer.of(original[at]! ^ xor), 0, 1, at)
      try {
        return body(path)
      } finally {
        for (const { at } of changes) writeSync(descriptor, original, at, 1, at)
      }
    },
  }
}

export function writeBytes(folder: string, name: string, ...parts: (string | Uint8Array)[]): string {
  const path = join(folder, name)
  writeFileSync(
    path,
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part))),
  )
  return path
}
