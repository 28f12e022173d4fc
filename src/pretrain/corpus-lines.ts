import { open } from 'node:fs/promises'
import { defineErrors } from '../base/errors.ts'
import { isSystemError } from '../base/files.ts'

const fail = defineErrors({
  E_CORPUS_READ: {
    zh: { what: '读不了语料文件：{reason}', fix: '检查路径和权限；语料是 UTF-8 的纯文本文件' },
    en: {
      what: 'the corpus file cannot be read: {reason}',
      fix: 'check path and permissions; a corpus is plain text in UTF-8',
    },
  },
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
/** A line is cut here: nobody writes so long a paragraph, and memory has an end. */
const LONGEST_LINE = 1 << 18

/** A line of a corpus without its end. */
export interface CorpusLine {
  readonly text: string
  /** Bytes of the file read so far. */
  readonly bytes: number
}

/**
 * Reads a text file line by line in bounded memory. A line longer than 256 KiB comes in several pieces, cut between
 * characters.
 *
 * @throws E_CORPUS_READ, E_CORPUS_ENCODING, E_CORPUS_BINARY with the line
 */
export async function* linesOf(file: string): AsyncGenerator<CorpusLine> {
  let line = 1
  let bytes = 0
  for await (const raw of rawLinesOf(file)) {
    bytes += raw.length + 1
    yield { text: decode(raw, { file, line }), bytes }
    line++
  }
}

async function* rawLinesOf(file: string): AsyncGenerator<Buffer> {
  try {
    const handle = await open(file)
    try {
      const chunk = Buffer.alloc(CHUNK)
      let rest: Buffer = Buffer.alloc(0)
      for (;;) {
        const { bytesRead } = await handle.read(chunk, 0, CHUNK)
        if (bytesRead === 0) break
        const all = Buffer.concat([rest, chunk.subarray(0, bytesRead)])
        let from = 0
        for (let at = all.indexOf(NEWLINE); at >= 0; at = all.indexOf(NEWLINE, from)) {
          yield all.subarray(from, at)
          from = at + 1
        }
        rest = all.subarray(from)
        while (rest.length > LONGEST_LINE) {
          const end = characterEnd(rest, LONGEST_LINE)
          yield rest.subarray(0, end)
          rest = rest.subarray(end)
        }
      }
      if (rest.length > 0) yield rest
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (!isSystemError(error)) throw error
    throw fail('E_CORPUS_READ', { reason: error.message }, { file }, error)
  }
}

/** The last place at or before `at` where a UTF-8 character begins. */
function characterEnd(bytes: Buffer, at: number): number {
  let end = at
  while (end > at - 4 && (bytes[end]! & 0xc0) === 0x80) end--
  return end
}

function decode(bytes: Buffer, place: { file: string; line: number }): string {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: place.line > 1 }).decode(bytes)
  } catch (error) {
    throw fail('E_CORPUS_ENCODING', {}, place, error)
  }
  if (text.includes('\0')) throw fail('E_CORPUS_BINARY', {}, place)
  return text.endsWith('\r') ? text.slice(0, -1) : text
}
