import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BinaryReader } from '@bufbuild/protobuf/wire'
import { maskedCrc32c } from '../../src/base/crc32c.ts'

/** The records of a file up to the first that is cut short. Throws where a checksum is wrong. */
export function records(bytes: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = []
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = 0; at + 12 <= bytes.length; ) {
    const length = Number(view.getBigUint64(at, true))
    if (view.getUint32(at + 8, true) !== maskedCrc32c(bytes.subarray(at, at + 8))) throw Error('length')
    if (at + 16 + length > bytes.length) break
    const data = bytes.subarray(at + 12, at + 12 + length)
    if (view.getUint32(at + 12 + length, true) !== maskedCrc32c(data)) throw Error('data')
    found.push(data)
    at += 16 + length
  }
  return found
}

/** A message as its fields, by number; nested messages are left as bytes. */
export function fields(data: Uint8Array): Record<number, number | Uint8Array> {
  const reader = new BinaryReader(data)
  const found: Record<number, number | Uint8Array> = {}
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag()
    if (type === 0) found[field] = Number(reader.int64())
    else if (type === 1) found[field] = reader.double()
    else if (type === 5) found[field] = reader.float()
    else found[field] = reader.bytes().slice()
  }
  return found
}

const text = (bytes: unknown) => Buffer.from(bytes as Uint8Array).toString()

/** The events of a TensorBoard file, one object each. */
export function events(path: string) {
  return records(readFileSync(path)).map((data) => {
    const event = fields(data)
    const base = { wallTime: event[1], step: event[2] ?? 0 }
    if (event[3]) return { ...base, version: text(event[3]) }
    if (event[7]) return { ...base, status: fields(event[7] as Uint8Array)[1] }
    const value = fields(fields(event[5] as Uint8Array)[1] as Uint8Array)
    return { ...base, tag: text(value[1]), value: value[2] }
  })
}

/** The curves of a folder as TensorBoard shows them: a restart drops what stands at its step and later. */
export function curvesIn(folder: string): Record<string, [step: number, value: number][]> {
  let curves: Record<string, [number, number][]> = {}
  for (const name of readdirSync(folder).sort()) {
    for (const { step, ...event } of events(join(folder, name)) as {
      step: number
      tag?: string
      value?: number
      status?: number
    }[]) {
      if (event.tag !== undefined) {
        curves[event.tag] ??= []
        curves[event.tag]!.push([step, event.value!])
      } else if (event.status !== undefined && step > 0)
        curves = Object.fromEntries(
          Object.entries(curves).map(([tag, points]) => [tag, points.filter(([at]) => at < step)]),
        )
    }
  }
  return curves
}
