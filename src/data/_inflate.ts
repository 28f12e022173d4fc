/** Compressed bytes that are not a whole, sound DEFLATE stream. */
export class InflateError extends Error {}

/** Where compressed bytes come from, one at a time. */
export interface ByteReader {
  /** The next byte, or -1 at the end. */
  next(): number
  /** Takes the last `count` bytes back, at most 4. */
  back(count: number): void
}

const WINDOW = 1 << 15
const OUTPUT = 4 * WINDOW
const MAX_MATCH = 258
const MAX_BITS = 15
/** The order in which a block lists the lengths of its code lengths (RFC 1951, 3.2.7). */
const LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

/** Base values and extra bits of match lengths and distances (RFC 1951, 3.2.5). */
const LENGTHS = ranges(29, 3, 4)
LENGTHS.base[28] = MAX_MATCH
LENGTHS.extra[28] = 0
const DISTANCES = ranges(30, 1, 2)

/** `group` codes share a number of extra bits; the first two groups have none. */
function ranges(count: number, first: number, group: number) {
  const base = new Uint16Array(count)
  const extra = new Uint8Array(count)
  for (let i = 0, value = first; i < count; i++) {
    extra[i] = Math.max(0, Math.floor(i / group) - 1)
    base[i] = value
    value += 1 << extra[i]!
  }
  return { base, extra }
}

/** A prefix code as one table: the next bits, low bit first, index `symbol << 4 | length`; 0 is no code. */
interface Code {
  readonly table: Uint16Array
  readonly bits: number
}

const FIXED_LENGTHS = codeOf(
  Uint8Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)),
)
const FIXED_DISTANCES = codeOf(new Uint8Array(30).fill(5))

function codeOf(lengths: Uint8Array): Code {
  const counts = new Uint16Array(MAX_BITS + 1)
  for (const length of lengths) counts[length]!++
  counts[0] = 0
  const next = new Uint16Array(MAX_BITS + 2)
  let left = 1
  for (let bits = 1; bits <= MAX_BITS; bits++) {
    left = left * 2 - counts[bits]!
    if (left < 0) throw new InflateError('a code has too many symbols')
    next[bits + 1] = (next[bits]! + counts[bits]!) << 1
  }
  const bits = Math.max(1, ...lengths)
  const table = new Uint16Array(1 << bits)
  lengths.forEach((length, symbol) => {
    if (length === 0) return
    const code = reversed(next[length]!++, length)
    for (let at = code; at < table.length; at += 1 << length) table[at] = (symbol << 4) | length
  })
  return { table, bits }
}

function reversed(code: number, length: number): number {
  let result = 0
  for (let i = 0; i < length; i++) result |= ((code >> i) & 1) << (length - 1 - i)
  return result
}

/**
 * Decompresses one DEFLATE stream (RFC 1951) piece by piece, in constant memory. Node offers no synchronous
 * streaming. A piece is valid until the next is asked for. After the last, `reader` stands behind the stream.
 *
 * @throws InflateError for a broken or cut stream
 */
export function* inflate(reader: ByteReader): Generator<Uint8Array> {
  const bits = new BitReader(reader)
  const output = new Uint8Array(OUTPUT)
  let at = 0
  let given = 0
  // What is before this place was never written: no match may reach there.
  let floor = 0
  for (let isLast = false; !isLast; ) {
    isLast = bits.take(1) === 1
    const kind = bits.take(2)
    if (kind === 0) {
      for (let left = bits.storedLength(); left > 0; left--) {
        if (at === OUTPUT) yield* slide()
        output[at++] = bits.byte()
      }
      continue
    }
    if (kind === 3) throw new InflateError('a block is of an unknown kind')
    const [lengths, distances] = kind === 1 ? [FIXED_LENGTHS, FIXED_DISTANCES] : dynamicCodes(bits)
    for (;;) {
      if (at > OUTPUT - MAX_MATCH) yield* slide()
      const symbol = bits.symbol(lengths)
      if (symbol < 256) {
        output[at++] = symbol
        continue
      }
      if (symbol === 256) break
      if (symbol > 285) throw new InflateError('a match has an unknown length')
      const length = LENGTHS.base[symbol - 257]! + bits.take(LENGTHS.extra[symbol - 257]!)
      const code = bits.symbol(distances)
      if (code > 29) throw new InflateError('a match has an unknown distance')
      const from = at - DISTANCES.base[code]! - bits.take(DISTANCES.extra[code]!)
      if (from < floor) throw new InflateError('a match reaches before the start')
      for (let i = 0; i < length; i++) output[at++] = output[from + i]!
    }
  }
  bits.finish()
  if (at > given) yield output.subarray(given, at)

  /** Gives what is there and keeps the last 32 KiB for matches to come. */
  function* slide(): Generator<Uint8Array> {
    yield output.subarray(given, at)
    output.copyWithin(0, at - WINDOW, at)
    floor = 0
    at = given = WINDOW
  }
}

function dynamicCodes(bits: BitReader): [Code, Code] {
  const lengthCount = bits.take(5) + 257
  const distanceCount = bits.take(5) + 1
  const meta = new Uint8Array(19)
  const metaCount = bits.take(4) + 4
  for (let i = 0; i < metaCount; i++) meta[LENGTH_ORDER[i]!] = bits.take(3)
  const code = codeOf(meta)
  const all = new Uint8Array(lengthCount + distanceCount)
  for (let i = 0; i < all.length; ) {
    const symbol = bits.symbol(code)
    if (symbol < 16) {
      all[i++] = symbol
      continue
    }
    if (symbol === 16 && i === 0) throw new InflateError('a code repeats nothing')
    const value = symbol === 16 ? all[i - 1]! : 0
    const count = symbol === 16 ? 3 + bits.take(2) : symbol === 17 ? 3 + bits.take(3) : 11 + bits.take(7)
    if (i + count > all.length) throw new InflateError('a code has too many lengths')
    all.fill(value, i, i + count)
    i += count
  }
  return [codeOf(all.subarray(0, lengthCount)), codeOf(all.subarray(lengthCount))]
}

class BitReader {
  readonly #reader: ByteReader
  #buffer = 0
  #count = 0

  constructor(reader: ByteReader) {
    this.#reader = reader
  }

  /** The next bits as a number; at most 16. */
  take(count: number): number {
    while (this.#count < count) this.#fill()
    const value = this.#buffer & ((1 << count) - 1)
    this.#drop(count)
    return value
  }

  symbol({ table, bits }: Code): number {
    // A stream is followed by its checksum, so that there are bits to look ahead at.
    while (this.#count < bits) this.#fill()
    const entry = table[this.#buffer & ((1 << bits) - 1)]!
    if (entry === 0) throw new InflateError('a code is unknown')
    this.#drop(entry & 15)
    return entry >> 4
  }

  /** Goes on to the next whole byte and reads the length of a stored block. */
  storedLength(): number {
    this.finish()
    const length = this.byte() | (this.byte() << 8)
    const inverse = this.byte() | (this.byte() << 8)
    if ((length ^ inverse) !== 0xffff) throw new InflateError('a stored block has a broken length')
    return length
  }

  /** The next byte, when no bits are waiting. */
  byte(): number {
    const byte = this.#reader.next()
    if (byte < 0) throw new InflateError('the data is cut off')
    return byte
  }

  /** Drops the rest of a byte and gives whole bytes back. */
  finish(): void {
    this.#reader.back(this.#count >> 3)
    this.#buffer = this.#count = 0
  }

  #fill(): void {
    this.#buffer |= this.byte() << this.#count
    this.#count += 8
  }

  #drop(count: number): void {
    this.#buffer >>>= count
    this.#count -= count
  }
}
