import { maskedCrc32c } from '../base/crc32c.ts'

const HEADER = 12
const FOOTER = 4

/** Frames bytes as a TFRecord: uint64 length, its masked CRC, the bytes, their masked CRC; all little-endian. */
export function frameRecord(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(HEADER + data.length + FOOTER)
  const view = new DataView(record.buffer)
  view.setBigUint64(0, BigInt(data.length), true)
  view.setUint32(8, maskedCrc32c(record.subarray(0, 8)), true)
  record.set(data, HEADER)
  view.setUint32(HEADER + data.length, maskedCrc32c(data), true)
  return record
}
