import { openBytes } from './_bytes.ts'
import { failFile } from './_errors.ts'
import { Notes } from './_notes.ts'
import { decode, type LineBatch, readLines, refuseBinary } from './_source.ts'

const MIB = 2 ** 20
const CHUNK_BYTES = 4 * MIB
const HEAD_BYTES = 4096
const MAX_ELEMENT_BYTES = 16 * MIB

const LINE_FEED = 10
const QUOTE = 34
const COMMA = 44
const BACKSLASH = 92
const OPEN_ARRAY = 91
const CLOSE_ARRAY = 93
const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125

/**
 * The records of a file, one a line: its lines, or the elements of the one JSON array that it holds, each as if it
 * were a line and numbered by the line on which it begins.
 *
 * @throws as `readLines` does, and E_DATA_ARRAY_CUT, E_DATA_ARRAY_REST, E_DATA_ARRAY_EMPTY, E_DATA_ELEMENT_TOO_LONG
 */
export function readUnits(file: string, notes: Notes = new Notes()): Iterable<LineBatch> {
  return isObjectArray(file) ? readElements(file, notes) : readLines(file, notes)
}

/** Whether a file begins as an array of objects does; a column file may begin with a bracket, too. */
export function isObjectArray(file: string): boolean {
  const source = openBytes(file)
  try {
    const head = Buffer.alloc(HEAD_BYTES)
    const filled = head.subarray(0, source.read(head, 0, HEAD_BYTES))
    return /^(?:\xEF\xBB\xBF)?\s*\[\s*\{\s*["}]/.test(filled.toString('latin1'))
  } finally {
    source.close()
  }
}

/** Reads the elements of one array of objects; each is checked when it is parsed. */
function* readElements(file: string, notes: Notes): Generator<LineBatch> {
  const source = openBytes(file)
  try {
    const splitter = new ElementSplitter(file)
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
    for (let offset = 0; ; ) {
      const read = source.read(chunk, 0, CHUNK_BYTES)
      if (read === 0) break
      let bytes = chunk.subarray(0, read)
      refuseBinary(bytes, file, offset)
      if (offset === 0 && bytes[0] === 0xef) {
        notes.add('bom')
        bytes = bytes.subarray(3)
        offset = 3
      }
      yield* splitter.split(bytes, offset)
      offset += bytes.length
    }
    splitter.finish()
  } finally {
    source.close()
  }
}

/** Cuts the bytes of a JSON array at the commas of its own level. */
class ElementSplitter {
  readonly #file: string
  /** The bytes of an element that began in an earlier chunk. */
  #waiting: Buffer[] = []
  #waitingBytes = 0
  /** 0 outside of the array, 1 between its elements, more inside of one. */
  #depth = 0
  #isString = false
  #isEscaped = false
  #hasEnded = false
  #line = 1
  #firstLine = 0
  #firstOffset = 0
  #isElement = false
  #number = 0
  /** The line on which the element before began. */
  #lineBefore = 0

  constructor(file: string) {
    this.#file = file
  }

  *split(bytes: Buffer, offset: number): Generator<LineBatch> {
    let start = 0
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at]!
      if (byte === LINE_FEED) this.#line++
      if (this.#isString) {
        if (this.#isEscaped) this.#isEscaped = false
        else if (byte === BACKSLASH) this.#isEscaped = true
        else if (byte === QUOTE) this.#isString = false
        continue
      }
      if (byte === 32 || (byte >= 9 && byte <= 13)) continue
      if (this.#hasEnded) throw this.#fault('rest')
      if (this.#depth === 0) {
        this.#depth = 1
        continue
      }
      const isEnd = this.#depth === 1 && (byte === COMMA || byte === CLOSE_ARRAY)
      if (isEnd) {
        if (!this.#isElement) throw this.#fault('empty')
        yield this.#element(bytes.subarray(start, at))
        this.#hasEnded = byte === CLOSE_ARRAY
        continue
      }
      if (!this.#isElement) {
        this.#isElement = true
        this.#firstLine = this.#line
        this.#firstOffset = offset + at
        start = at
      }
      if (byte === QUOTE) this.#isString = true
      else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) this.#depth++
      else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) this.#depth--
    }
    if (this.#isElement) this.#keep(bytes.subarray(start))
  }

  finish(): void {
    if (!this.#hasEnded) throw this.#fault('cut')
  }

  #keep(part: Buffer): void {
    this.#count(part)
    // The chunk is used again.
    this.#waiting.push(Buffer.from(part))
  }

  #count(part: Buffer): void {
    this.#waitingBytes += part.length
    if (this.#waitingBytes > MAX_ELEMENT_BYTES)
      throw failFile('E_DATA_ELEMENT_TOO_LONG', {}, { file: this.#file, line: this.#firstLine })
  }

  #element(part: Buffer): LineBatch {
    this.#count(part)
    const bytes = this.#waiting.length === 0 ? part : Buffer.concat([...this.#waiting, part])
    this.#waiting = []
    this.#waitingBytes = 0
    this.#isElement = false
    const first = this.#firstLine
    const element = { number: ++this.#number, sharesLine: first === this.#lineBefore }
    this.#lineBefore = first
    return { first, lines: [decode(bytes, this.#file, this.#firstOffset, first)], element }
  }

  #fault(kind: 'rest' | 'empty' | 'cut'): Error {
    const code = { rest: 'E_DATA_ARRAY_REST', empty: 'E_DATA_ARRAY_EMPTY', cut: 'E_DATA_ARRAY_CUT' } as const
    const line = kind === 'cut' && this.#isElement ? this.#firstLine : this.#line
    return failFile(code[kind], {}, { file: this.#file, line })
  }
}
