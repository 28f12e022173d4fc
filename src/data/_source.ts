import type { Text } from '../base/locale.ts'
import { beyondMib } from './_beyond.ts'
import { isGzipFile, openBytes } from './_bytes.ts'
import { binaryKind, firstInvalidByte, looksLikeGbk } from './_encoding.ts'
import { failFile } from './_errors.ts'
import { refuseFullHeap } from './_heap.ts'
import { Notes } from './_notes.ts'

const MIB = 2 ** 20
export const MAX_LINE_BYTES = MIB
const MAX_TEXT_BYTES = 64 * MIB
const CHUNK_BYTES = 4 * MIB
const LINE_FEED = 10
const CARRIAGE_RETURN = 13

/** An element of a JSON array. */
export interface ArrayElement {
  /** From 1. */
  readonly number: number
  /** Whether an earlier element begins on the same line, so that the line does not tell which is meant. */
  readonly sharesLine: boolean
}

/** Lines that follow one another in a file, without their ends; `first` is the number of the first, from 1. */
export interface LineBatch {
  readonly first: number
  readonly lines: readonly string[]
  /** What is known of the one line, where it is an element of a JSON array. */
  readonly element?: ArrayElement
}

/**
 * Reads a text file, also a gzip of one, as batches of lines, about 4 MiB at a time, decoded strictly as UTF-8. A BOM is removed and
 * CRLF read as LF, both noted; so is CR where a file has no LF, as old programs of the Macintosh write it. The last line end
 * makes no further line.
 *
 * @throws E_DATA_NOT_FOUND, E_DATA_FOLDER, E_DATA_NOT_FILE, E_DATA_UNREADABLE, E_DATA_TOO_LARGE, E_DATA_BINARY,
 *   E_DATA_NOT_UTF8, E_DATA_GBK, E_DATA_LINE_TOO_LONG, E_DATA_GZIP, E_DATA_GZIP_BOMB, E_DATA_MEMORY, E_DATA_LINE_ENDS
 */
export function* readLines(file: string, notes: Notes = new Notes()): Generator<LineBatch> {
  const source = openBytes(file)
  try {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES + MAX_LINE_BYTES + 1)
    let first = 1
    let offset = 0
    let lineEnd = LINE_FEED
    for (let kept = 0, done = false; !done; ) {
      const read = source.read(chunk, kept, CHUNK_BYTES)
      const filled = chunk.subarray(0, kept + read)
      done = read === 0
      refuseBinary(filled, file, offset)
      if (offset === 0) lineEnd = lineEndOf(filled)
      else if (lineEnd === CARRIAGE_RETURN && filled.includes(LINE_FEED))
        throw failFile('E_DATA_LINE_ENDS', {}, { file })
      // The part after the last line end waits for the next chunk; a line end is never inside a character.
      const end = done ? filled.length : filled.lastIndexOf(lineEnd) + 1
      const whole = filled.subarray(0, end)
      const lines = linesOf(decode(whole, file, offset, first, lineEnd), offset === 0, lineEnd, notes)
      refuseLongLines(lines, filled.length - end, file, first)
      if (lines.length > 0) yield { first, lines }
      refuseFullHeap(file)
      first += lines.length
      offset += end
      kept = filled.length - end
      chunk.copyWithin(0, end, filled.length)
    }
  } finally {
    source.close()
  }
}

/**
 * The whole text of a file of at most 64 MiB, with its line ends and byte order mark as they are.
 *
 * @throws as `readLines` does, but for long lines
 */
export function readText(file: string): string {
  const source = openBytes(file)
  try {
    const parts: Buffer[] = []
    for (let total = 0; ; ) {
      const part = Buffer.allocUnsafe(MIB)
      const read = source.read(part, 0, MIB)
      if (read === 0) break
      total += read
      if (total > MAX_TEXT_BYTES)
        throw failFile('E_DATA_TOO_LARGE', beyondMib(MAX_TEXT_BYTES / MIB), { file })
      parts.push(part.subarray(0, read))
    }
    const bytes = Buffer.concat(parts)
    refuseBinary(bytes, file, 0)
    return decode(bytes, file, 0, 1)
  } finally {
    source.close()
  }
}

/** Refuses bytes that are no text; `offset` is where they stand in the file. */
export function refuseBinary(bytes: Buffer, file: string, offset: number): void {
  const kind = offset === 0 ? binaryKind(bytes.subarray(0, 4096)) : undefined
  if (kind?.startsWith('UTF-16')) throw failFile('E_DATA_UTF16', { kind }, { file })
  if (kind) throw failFile('E_DATA_BINARY', { kind, offset: 0 }, { file })
  const nul = bytes.indexOf(0)
  if (nul >= 0) throw failFile('E_DATA_BINARY', { kind: 'NUL (0x00)', offset: offset + nul }, { file })
}

/** Decodes UTF-8 strictly; `offset` and `firstLine` say where the bytes stand in the file. */
export function decode(
  bytes: Buffer,
  file: string,
  offset: number,
  firstLine: number,
  lineEnd = LINE_FEED,
): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    const bad = firstInvalidByte(bytes)
    const byte = `0x${bytes[bad]!.toString(16).toUpperCase().padStart(2, '0')}`
    let line = firstLine
    for (let at = bytes.indexOf(lineEnd); at >= 0 && at < bad; at = bytes.indexOf(lineEnd, at + 1)) line++
    // A file in GBK shows so in its first chunk; later bad bytes are damage.
    const found = { offset: offset + bad, byte }
    if (offset === 0 && looksLikeGbk(bytes))
      throw failFile('E_DATA_GBK', { ...found, command: fromGbk(file) }, { file, line }, error)
    throw failFile('E_DATA_NOT_UTF8', found, { file, line }, error)
  }
}

/** The command that turns a file in GBK, or a gzip of one, into UTF-8. */
function fromGbk(file: string): Text {
  const iconv = 'iconv -f GB18030 -t UTF-8'
  const command = (old: string) => (isGzipFile(file) ? `gunzip -c ${old} | ${iconv}` : `${iconv} ${old}`)
  return { zh: `${command('原文件')} > 新文件`, en: `${command('OLD')} > NEW` }
}

/** Whether the lines of a file end in CR alone. @throws as `readLines` does where it cannot be opened */
export function endsInCr(file: string): boolean {
  const source = openBytes(file)
  try {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
    return lineEndOf(chunk.subarray(0, source.read(chunk, 0, CHUNK_BYTES))) === CARRIAGE_RETURN
  } finally {
    source.close()
  }
}

/** What ends the lines of a file, by its first chunk: CR where there is no LF. */
function lineEndOf(start: Buffer): number {
  return start.includes(LINE_FEED) || !start.includes(CARRIAGE_RETURN) ? LINE_FEED : CARRIAGE_RETURN
}

function linesOf(text: string, isStart: boolean, lineEnd: number, notes: Notes): string[] {
  const hasBom = isStart && text.startsWith('\uFEFF')
  if (hasBom) notes.add('bom')
  const lines = (hasBom ? text.slice(1) : text).split(String.fromCharCode(lineEnd))
  if (lines.at(-1) === '') lines.pop()
  if (lineEnd === CARRIAGE_RETURN) {
    notes.add('crEnds', lines.length)
    return lines
  }
  if (!text.includes('\r')) return lines
  let ends = 0
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!
    if (!line.endsWith('\r')) continue
    lines[i] = line.slice(0, -1)
    ends++
  }
  notes.add('crlf', ends)
  return lines
}

function refuseLongLines(lines: readonly string[], waiting: number, file: string, first: number): void {
  // A UTF-16 unit takes three bytes at most, so that only long lines need a count.
  const long = lines.findIndex(
    (line) => line.length * 3 > MAX_LINE_BYTES && Buffer.byteLength(line) > MAX_LINE_BYTES,
  )
  if (long >= 0) throw failFile('E_DATA_LINE_TOO_LONG', {}, { file, line: first + long })
  if (waiting > MAX_LINE_BYTES)
    throw failFile('E_DATA_LINE_TOO_LONG', {}, { file, line: first + lines.length })
}
