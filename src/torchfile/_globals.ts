import { type Dict, Global, isCount, isCounts, StorageSlice, TensorView, type Value } from './_values.ts'

/** Bytes an element of the types that a storage may have. */
export const STORAGE_BYTES: Readonly<Record<string, number>> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
}

const STORAGES = {
  DoubleStorage: 'F64',
  FloatStorage: 'F32',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  LongStorage: 'I64',
  IntStorage: 'I32',
  ShortStorage: 'I16',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL',
} as const

/**
 * Everything that a pickle may name. Each is a few lines of our own that build data; none runs what the file
 * says. A name that is not here is refused, above all `torch.storage._load_from_bytes`, a pickle in a pickle.
 */
export const GLOBALS: ReadonlyMap<string, Global> = new Map(
  [
    new Global('collections.OrderedDict', orderedDict),
    new Global('torch._utils._rebuild_tensor', (args) => (args.length === 4 ? tensor(args) : undefined)),
    new Global('torch._utils._rebuild_tensor_v2', (args) => {
      // storage, offset, size, stride, requires_grad, backward_hooks; a seventh holds flags such as `conj`,
      // which change what the bits mean.
      const flags = args[6]
      const plain = flags === undefined || flags === null || (flags instanceof Map && flags.size === 0)
      return plain && (args.length === 6 || args.length === 7) ? tensor(args) : undefined
    }),
    new Global('torch._utils._rebuild_parameter', (args) => parameter(args, 3)),
    new Global('torch._utils._rebuild_parameter_with_state', (args) => parameter(args, 4)),
    new Global('torch.Size', ([dims, ...rest]) => (isCounts(dims) && rest.length === 0 ? dims : undefined)),
    ...Object.entries(STORAGES).map(([name, dtype]) => new Global(`torch.${name}`, () => undefined, dtype)),
  ].map((global) => [global.name, global]),
)

/** Empty, or filled from one list of pairs as Python 2 wrote it. */
function orderedDict(args: readonly Value[]): Dict | undefined {
  const [pairs = [], ...rest] = args
  if (!Array.isArray(pairs) || rest.length > 0) return undefined
  const dict: Dict = new Map()
  for (const pair of pairs) {
    if (!Array.isArray(pair) || pair.length !== 2 || dict.has(pair[0]!)) return undefined
    dict.set(pair[0]!, pair[1]!)
  }
  return dict
}

function tensor([slice, offset, shape, stride]: readonly Value[]): TensorView | undefined {
  if (!(slice instanceof StorageSlice) || !isCount(offset) || !isCounts(shape) || !isCounts(stride)) {
    return undefined
  }
  return shape.length === stride.length ? new TensorView(slice, offset, shape, stride) : undefined
}

/** A parameter is its data, for us: gradients and hooks have no meaning here. */
function parameter([data, ...rest]: readonly Value[], length: number): TensorView | undefined {
  return data instanceof TensorView && rest.length === length - 1 ? data : undefined
}
