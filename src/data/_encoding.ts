/** The first bytes that tell a file which is not plain text. */
const SIGNATURES: readonly (readonly [kind: string, bytes: readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['zip', [0x50, 0x4b, 0x05, 0x06]],
  ['xls / doc (OLE)', [0xd0, 0xcf, 0x11, 0xe0]],
  ['7z', [0x37, 0x7a, 0xbc, 0xaf]],
  ['rar', [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07]],
  ['bzip2', [0x42, 0x5a, 0x68, 0x39]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['PDF', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['Parquet', [0x50, 0x41, 0x52, 0x31]],
  ['UTF-16 LE', [0xff, 0xfe]],
  ['UTF-16 BE', [0xfe, 0xff]],
]

/** The kind of a file that is not plain text, by its first bytes; undefined when they tell nothing. */
export function binaryKind(head: Buffer): string | undefined {
  const kind = SIGNATURES.find(([, bytes]) => bytes.every((byte, i) => head[i] === byte))?.[0]
  if (kind !== 'zip') return kind
  // Office files are zips whose first entries carry these names.
  if (head.includes('xl/')) return 'xlsx (zip)'
  if (head.includes('word/')) return 'docx (zip)'
  return head.includes('[Content_Types].xml') ? 'xlsx / docx (zip)' : 'zip'
}

/**
 * The offset of the first byte that is not well-formed UTF-8 (WHATWG, which bars surrogates and overlong
 * forms), or -1. It is slow and runs only after the decoder has refused the bytes.
 */
export function firstInvalidByte(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at)
    if (length === 0) return at
    at += length
  }
  return -1
}

/** Bytes of the well-formed sequence at an offset, or 0 when there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!
  if (lead < 0x80) return 1
  const length =
    lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0
  if (length === 0) return 0
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  const second = bytes[at + 1] ?? 0
  if (second < low || second > high) return 0
  for (let i = 2; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0
  return length
}

/**
 * Whether bytes that are not UTF-8 look like GBK or GB18030: they decode strictly, and most of what is not
 * ASCII is common Chinese. Stray bytes in a UTF-8 file decode too, but to rare characters or not at all.
 */
export function looksLikeGbk(bytes: Uint8Array): boolean {
  // GBK may begin with what reads as two-byte UTF-8, but hardly ever with three-byte Chinese.
  if (bytes.subarray(0, firstInvalidByte(bytes)).some((byte) => byte >= 0xe0)) return false
  const head = bytes.subarray(0, 1 << 16)
  for (let cut = 0; cut < 4; cut++) {
    const text = decodeGb18030(head.subarray(0, head.length - cut))
    if (text === undefined) continue
    const wide = text.replace(/[\0-\x7f]/g, '')
    const pairs = commonGbkPairs(head)
    return wide.length > 0 && pairs / wide.length > 0.8
  }
  return false
}

function decodeGb18030(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('gb18030', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Pairs in the rows of GB 2312 that hold punctuation and the 3,755 common characters. */
function commonGbkPairs(bytes: Uint8Array): number {
  let pairs = 0
  for (let at = 0; at + 1 < bytes.length; at++) {
    const row = bytes[at]!
    if (row < 0x80) continue
    if ((row <= 0xa3 || (row >= 0xb0 && row <= 0xd7)) && row >= 0xa1 && bytes[at + 1]! >= 0xa1) pairs++
    at++
  }
  return pairs
}
