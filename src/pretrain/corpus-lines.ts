import { open } from 'node:fs/promises'
import { defineErrors } from '../base/errors.ts'
import { corpusError } from './corpus-files.ts'

const fail = defineErrors({
  E_CORPUS_ENCODING: {
    zh: { what: '这一行不是合法的 UTF-8', fix: '把文件转为 UTF-8，例如 iconv -f gb18030 -t utf-8' },
    en: {
      what: 'the line is not proper UTF-8',
      fix: 'convert the file to UTF-8, for instance with iconv -f gb18030 -t utf-8',
    },
  },
  E_CORPUS_BINARY: {
    zh: { what: '这一行里有 NUL 字符：这不是文本文件', fix: '语料是 UTF-8 的纯文本文件，文档之间空一行' },
    en: {
      what: 'the line holds a NUL character: this is no text file',
      fix: 'a corpus is plain text in UTF-8 with a blank line between documents',
    },
  },
})

const CHUNK = 1 << 20
const NEWLINE = 0x0a
/** A line is cut at about this length: nobody writes so long a paragraph, and memory and patience have an end. */
const LONGEST_LINE = 1 << 18
/** What a line is cut behind where it can be, the better first. */
const MARKS = ['。', '！', '？', '；', '，', ' '].map((mark) => Buffer.from(mark))

/** A line of a corpus without its end, or a piece of a long one. */
export interface CorpusLine {
  readonly text: string
  /** Bytes of the file read so far. */
  readonly bytes: number
  /** Whether the line begins, and whether it ends, with this piece. */
  readonly starts: boolean
  readonly ends: boolean
}

type RawLine = Pick<CorpusLine, 'starts' | 'ends'> & { readonly raw: Buffer }

/**
 * Reads a text file line by line in bounded memory. A line longer than 256 KiB comes in several pieces, cut behind
 * punctuation or a blank, or else between characters.
 *
 * @throws E_CORPUS_READ, E_CORPUS_ENCODING, E_CORPUS_BINARY with the line
 */
export async function* linesOf(file: string): AsyncGenerator<CorpusLine> {
  let line = 1
  let bytes = 0
  for await (const { raw, starts, ends } of rawLinesOf(file)) {
    const text = decode(raw, { file, line }, bytes > 0)
    bytes += raw.length + (ends ? 1 : 0)
    yield { text, bytes, starts, ends }
    if (ends) line++
  }
}

async function* rawLinesOf(file: string): AsyncGenerator<RawLine> {
  try {
    const handle = await open(file)
    try {
      const chunk = Buffer.alloc(CHUNK)
      let rest: Buffer = Buffer.alloc(0)
      let starts = true
      for (;;) {
        const { bytesRead } = await handle.read(chunk, 0, CHUNK)
        if (bytesRead === 0) break
        const all = Buffer.concat([rest, chunk.subarray(0, bytesRead)])
        let from = 0
        for (;;) {
          const newline = all.indexOf(NEWLINE, from)
          const end = newline < 0 ? all.length : newline
          for (; end - from > LONGEST_LINE; starts = false) {
            const raw = all.subarray(from, cutOf(all, from))
            yield { raw, starts, ends: false }
            from += raw.length
          }
          if (newline < 0) break
          yield { raw: all.subarray(from, newline), starts, ends: true }
          starts = true
          from = newline + 1
        }
        rest = all.subarray(from)
      }
      if (rest.length > 0) yield { raw: rest, starts, ends: true }
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw corpusError(error, file)
  }
}

/** Where a long line that begins at `from` is cut: behind a mark in the second half of its piece, or between characters. */
function cutOf(bytes: Buffer, from: number): number {
  const full = from + LONGEST_LINE
  for (const mark of MARKS) {
    const at = bytes.lastIndexOf(mark, full - mark.length)
    if (at >= full - LONGEST_LINE / 2) return at + mark.length
  }
  let end = full
  while (end > full - 4 && (bytes[end]! & 0xc0) === 0x80) end--
  return end
}

function decode(bytes: Buffer, place: { file: string; line: number }, ignoreBOM: boolean): string {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM }).decode(bytes)
  } catch (error) {
    throw fail('E_CORPUS_ENCODING', {}, place, error)
  }
  if (text.includes('\0')) throw fail('E_CORPUS_BINARY', {}, place)
  return text.endsWith('\r') ? text.slice(0, -1) : text
}
