import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { DTYPES } from '../base/dtypes.ts'
import { defineErrors } from '../base/errors.ts'
import type { AttributeValue, Dim, OnnxGraph, OnnxInitializer, OnnxNode, OnnxValue } from './model.ts'

/** Versions of the format that are written: opset 20 is the first with Gelu. */
export const IR_VERSION = 9
export const OPSET = 20
export const MICROSOFT_DOMAIN = 'com.microsoft'

/** What a message of protobuf may have, and so a model in one file. */
const LARGEST = 2 ** 31 - 1

const fail = defineErrors({
  E_ONNX_SIZE: {
    zh: {
      what: '模型的权重至少 {size} GB，超过 ONNX 单个文件的上限 2.15 GB',
      fix: '导出时用 --quantize fp16 把权重减半，或用 --to safetensors；仍然太大就换用较小的编码器',
    },
    en: {
      what: 'the weights of the model take {size} GB at least, more than the 2.15 GB of an ONNX file',
      fix: 'export with --quantize fp16, which halves them, or with --to safetensors; else take a smaller encoder',
    },
  },
})

/** @param bytes of all weights @throws E_ONNX_SIZE where they are too many for a model in one file */
export function checkModelBytes(bytes: number): void {
  if (bytes > LARGEST) throw fail('E_ONNX_SIZE', { size: (bytes / 1e9).toFixed(2) })
}

/** Serialises a graph as an ONNX ModelProto (field numbers: onnx.proto3 of ONNX 1.16). @throws E_ONNX_SIZE */
export function writeModel(graph: OnnxGraph): Uint8Array<ArrayBuffer> {
  const parts = modelParts(graph)
  const model = new Uint8Array(lengthOf(parts))
  let at = 0
  for (const part of parts) {
    model.set(part, at)
    at += part.length
  }
  return model
}

/** A model whose large constants stand beside it, as ONNX Runtime's sessions take them: nothing of them is copied. */
export interface SplitModel {
  readonly model: Uint8Array
  readonly externalData: readonly { readonly path: string; readonly data: Uint8Array }[]
}

/** Bytes from which on a constant is kept apart. */
const LARGE = 1024

/** As `writeModel`, with large constants apart, each under its name. ONNX Runtime copies them while it opens the model. */
export function writeSplit(graph: OnnxGraph): SplitModel {
  const isLarge = ({ bytes }: OnnxInitializer) => bytes.length >= LARGE
  const large = graph.initializers.filter(isLarge)
  const head = modelHead()
  message(head, 7, (w) => {
    writeGraph(w, { ...graph, initializers: graph.initializers.filter((own) => !isLarge(own)) })
    for (const own of large) message(w, 5, (tensor) => writeReference(tensor, own))
  })
  return { model: head.finish(), externalData: large.map(({ name, bytes }) => ({ path: name, data: bytes })) }
}

/** The bytes of `writeModel` in pieces, of which the constants' own are not copied. @throws E_ONNX_SIZE */
export function modelParts(graph: OnnxGraph): Uint8Array[] {
  checkModelBytes(graph.initializers.reduce((sum, { bytes }) => sum + bytes.length, 0))
  const head = modelHead()
  const body = graphParts(graph)
  head.tag(7, WireType.LengthDelimited).uint32(lengthOf(body))
  const parts = [head.finish(), ...body]
  checkModelBytes(lengthOf(parts))
  return parts
}

/** A model up to its graph. */
function modelHead(): BinaryWriter {
  const head = new BinaryWriter()
  head.tag(1, WireType.Varint).int64(IR_VERSION)
  head.tag(2, WireType.LengthDelimited).string('hantune')
  for (const [domain, version] of [
    ['', OPSET],
    [MICROSOFT_DOMAIN, 1],
  ] as const) {
    message(head, 8, (w) => {
      w.tag(1, WireType.LengthDelimited).string(domain)
      w.tag(2, WireType.Varint).int64(version)
    })
  }
  return head
}

function graphParts(graph: OnnxGraph): Uint8Array[] {
  const rest = new BinaryWriter()
  writeGraph(rest, { ...graph, initializers: [] })
  const constants = graph.initializers.flatMap((initializer) => {
    const fields = tensorHead(initializer).finish()
    const head = new BinaryWriter().tag(5, WireType.LengthDelimited)
    head.uint32(fields.length + initializer.bytes.length)
    return [head.finish(), fields, initializer.bytes]
  })
  return [rest.finish(), ...constants]
}

const lengthOf = (parts: readonly Uint8Array[]): number => parts.reduce((sum, { length }) => sum + length, 0)

function writeGraph(w: BinaryWriter, graph: OnnxGraph): void {
  for (const node of graph.nodes) message(w, 1, (n) => writeNode(n, node))
  w.tag(2, WireType.LengthDelimited).string(graph.name)
  for (const initializer of graph.initializers) w.tag(5, WireType.LengthDelimited).bytes(joined(initializer))
  for (const input of graph.inputs) message(w, 11, (n) => writeValue(n, input))
  for (const output of graph.outputs) message(w, 12, (n) => writeValue(n, output))
}

const joined = (initializer: OnnxInitializer): Uint8Array =>
  tensorHead(initializer).raw(initializer.bytes).finish()

function writeNode(w: BinaryWriter, node: OnnxNode): void {
  for (const input of node.inputs) w.tag(1, WireType.LengthDelimited).string(input)
  for (const output of node.outputs) w.tag(2, WireType.LengthDelimited).string(output)
  w.tag(4, WireType.LengthDelimited).string(node.opType)
  for (const [name, value] of Object.entries(node.attributes)) {
    message(w, 5, (a) => writeAttribute(a, name, value))
  }
  w.tag(7, WireType.LengthDelimited).string(node.domain)
}

const ATTRIBUTE_TYPE = { float: 1, int: 2, text: 3, ints: 7, graph: 5 } as const

function writeAttribute(w: BinaryWriter, name: string, value: AttributeValue): void {
  w.tag(1, WireType.LengthDelimited).string(name)
  let type: number
  if ('float' in value) {
    w.tag(2, WireType.Bit32).float(value.float)
    type = ATTRIBUTE_TYPE.float
  } else if ('int' in value) {
    w.tag(3, WireType.Varint).int64(value.int)
    type = ATTRIBUTE_TYPE.int
  } else if ('text' in value) {
    w.tag(4, WireType.LengthDelimited).string(value.text)
    type = ATTRIBUTE_TYPE.text
  } else if ('graph' in value) {
    message(w, 6, (g) => writeGraph(g, value.graph))
    type = ATTRIBUTE_TYPE.graph
  } else {
    for (const int of value.ints) w.tag(8, WireType.Varint).int64(int)
    type = ATTRIBUTE_TYPE.ints
  }
  w.tag(20, WireType.Varint).int32(type)
}

/** A tensor up to the bytes of its elements. */
function tensorHead(tensor: OnnxInitializer): BinaryWriter {
  const w = new BinaryWriter()
  writeTensorFacts(w, tensor)
  return w.tag(9, WireType.LengthDelimited).uint32(tensor.bytes.length)
}

/** A tensor whose elements are the whole of what stands under its name. */
function writeReference(w: BinaryWriter, tensor: OnnxInitializer): void {
  writeTensorFacts(w, tensor)
  const place = { location: tensor.name, offset: '0', length: String(tensor.bytes.length) }
  for (const [key, value] of Object.entries(place))
    message(w, 13, (entry) => {
      entry.tag(1, WireType.LengthDelimited).string(key)
      entry.tag(2, WireType.LengthDelimited).string(value)
    })
  w.tag(14, WireType.Varint).int32(EXTERNAL)
}

/** `data_location` of a tensor that is kept apart. */
const EXTERNAL = 1

function writeTensorFacts(w: BinaryWriter, tensor: OnnxInitializer): void {
  for (const dim of tensor.shape) w.tag(1, WireType.Varint).int64(dim)
  w.tag(2, WireType.Varint).int32(DTYPES[tensor.dtype].onnx)
  w.tag(8, WireType.LengthDelimited).string(tensor.name)
}

function writeValue(w: BinaryWriter, value: OnnxValue): void {
  w.tag(1, WireType.LengthDelimited).string(value.name)
  message(w, 2, (type) => {
    if (value.sequence)
      message(type, 4, (sequence) => message(sequence, 1, (of) => writeTensorType(of, value)))
    else writeTensorType(type, value)
  })
}

function writeTensorType(w: BinaryWriter, value: OnnxValue): void {
  message(w, 1, (tensor) => {
    tensor.tag(1, WireType.Varint).int32(DTYPES[value.dtype].onnx)
    const { shape } = value
    if (!shape) return
    message(tensor, 2, (s) => {
      for (const dim of shape) message(s, 1, (d) => writeDim(d, dim))
    })
  })
}

function writeDim(w: BinaryWriter, dim: Dim): void {
  if (typeof dim === 'number') w.tag(1, WireType.Varint).int64(dim)
  else w.tag(2, WireType.LengthDelimited).string(dim)
}

function message(w: BinaryWriter, field: number, fill: (inner: BinaryWriter) => void): void {
  w.tag(field, WireType.LengthDelimited).fork()
  fill(w)
  w.join()
}
