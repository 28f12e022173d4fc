import { sizeOf } from '../base/dtypes.ts'
import { readFloats } from '../base/float-blocks.ts'
import { quote } from '../base/quote.ts'
import type { RandomAccessFile } from '../base/random-access.ts'
import { FLOAT_BYTES, type FloatType } from '../base/weights.ts'
import { fail } from './_errors.ts'
import type { TensorView } from './_values.ts'

/** How many elements of its storage a view spans, from its first to its last. */
function spanOf({ shape, stride }: TensorView): number {
  if (shape.includes(0)) return 0
  return shape.reduce((span, dim, axis) => span + (dim - 1) * stride[axis]!, 1)
}

/** @throws E_TORCHFILE_BOUNDS when a view leaves its storage */
export function checkBounds(path: string, view: TensorView): void {
  const { slice, offset, shape, stride } = view
  const inside = offset + spanOf(view) <= slice.length && Number.isSafeInteger(sizeOf(shape))
  if (inside) return
  const values = { shape: shape.join(', '), stride: stride.join(', '), offset, key: quote(slice.storage.key) }
  throw fail('E_TORCHFILE_BOUNDS', values, { file: path })
}

/** A view that is to be read, and where its storage lies. */
export interface ReadRequest {
  readonly file: RandomAccessFile
  readonly view: TensorView
  readonly dtype: FloatType
  /** Where the storage's data begins, in bytes from the start of the file. */
  readonly storagePosition: number
  readonly bigEndian: boolean
  readonly name: string
}

/**
 * Reads a view row by row into `target`. A contiguous one comes straight from the file; for any other (a
 * transposed matrix) the span it touches is read and then gathered.
 *
 * @throws E_TORCHFILE_EXPANDED for a view of fewer elements than its shape has, which could claim any size
 */
export function readView(request: ReadRequest, target: Float32Array): void {
  const { file, view, dtype, storagePosition, bigEndian, name } = request
  if (target.length === 0) return
  const first = view.slice.start + view.offset
  const range = {
    file,
    position: storagePosition + first * FLOAT_BYTES[dtype],
    dtype,
    bigEndian,
    tensor: name,
  }
  if (isContiguous(view)) {
    readFloats(range, target)
    return
  }
  const span = spanOf(view)
  if (span < target.length) throw fail('E_TORCHFILE_EXPANDED', { tensor: quote(name) }, { file: file.path })
  const spanned = new Float32Array(span)
  readFloats(range, spanned)
  gather(spanned, view, target)
}

function isContiguous({ shape, stride }: TensorView): boolean {
  let expected = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && stride[axis] !== expected) return false
    expected *= shape[axis]!
  }
  return true
}

/** Copies the elements of a strided view in the order of its indices, the last axis running fastest. */
function gather(spanned: Float32Array, { shape, stride }: TensorView, target: Float32Array): void {
  const index = new Array<number>(shape.length).fill(0)
  let from = 0
  for (let to = 0; to < target.length; to++) {
    target[to] = spanned[from]!
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++
      from += stride[axis]!
      if (index[axis]! < shape[axis]!) break
      from -= shape[axis]! * stride[axis]!
      index[axis] = 0
    }
  }
}
