import type { DType } from '../base/dtypes.ts'
import { type AttributeValue, MICROSOFT_DOMAIN, type OnnxInitializer, type OnnxNode } from '../onnx/index.ts'
import type { DeviceName } from './operator.ts'

/** Collects the ONNX nodes of a graph; operators write through it. */
export class Emitter {
  readonly device: DeviceName
  readonly nodes: OnnxNode[] = []
  readonly initializers: OnnxInitializer[] = []
  readonly #prefix: string
  #names = 0
  #constants = new Map<string, string>()

  constructor(device: DeviceName, prefix = '') {
    this.device = device
    this.#prefix = prefix
  }

  /** An emitter for the body of a control-flow node: its names are those of no other graph. */
  body(): Emitter {
    return new Emitter(this.device, `${this.name('body')}/`)
  }

  /** A name that nothing else in the graph has. */
  name(stem: string): string {
    return `${this.#prefix}${stem}.${this.#names++}`
  }

  /** Adds a node and returns the name of its (first) output, made up unless `outputs` names it. */
  node(
    opType: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    outputs: readonly string[] = [this.name(opType)],
  ): string {
    this.nodes.push({ opType, domain: '', inputs, outputs, attributes })
    return outputs[0]!
  }

  /** Adds a node of ONNX Runtime's own domain. */
  contrib(
    opType: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    outputs: readonly string[] = [this.name(opType)],
  ): string {
    this.nodes.push({ opType, domain: MICROSOFT_DOMAIN, inputs, outputs, attributes })
    return outputs[0]!
  }

  /** The name of a constant, one for equal ones. A number alone is a scalar. */
  constant(dtype: DType, values: number | readonly number[], shape?: readonly number[]): string {
    const list = typeof values === 'number' ? [values] : values
    const dims = shape ?? (typeof values === 'number' ? [] : [list.length])
    const key = `${dtype}:${dims}:${list}`
    const known = this.#constants.get(key)
    if (known) return known
    const name = this.name('c')
    this.initializers.push({ name, dtype, shape: dims, bytes: encode(dtype, list) })
    this.#constants.set(key, name)
    return name
  }
}

function encode(dtype: DType, values: readonly number[]): Uint8Array {
  const array = {
    float32: () => Float32Array.from(values),
    float64: () => Float64Array.from(values),
    int64: () => BigInt64Array.from(values.map(BigInt)),
    int32: () => Int32Array.from(values),
    uint8: () => Uint8Array.from(values),
    int8: () => Int8Array.from(values),
    bool: () => Uint8Array.from(values, (value) => (value ? 1 : 0)),
    float16: () => {
      throw new TypeError('constants of float16 are not written: cast a float32 constant')
    },
  }[dtype]()
  return new Uint8Array(array.buffer)
}
