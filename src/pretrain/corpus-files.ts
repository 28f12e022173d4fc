import { closeSync, openSync, readSync, realpathSync, type Stats, statSync } from 'node:fs'
import { join } from 'node:path'
import { defineErrors } from '../base/errors.ts'
import { isSystemError } from '../base/files.ts'

const fail = defineErrors({
  E_CORPUS_ABSENT: {
    zh: { what: '找不到语料文件：{reason}', fix: '检查路径' },
    en: { what: 'the corpus file is not there: {reason}', fix: 'check the path' },
  },
  E_CORPUS_READ: {
    zh: { what: '读不了语料文件：{reason}', fix: '检查路径和权限；语料是 UTF-8 的纯文本文件' },
    en: {
      what: 'the corpus file cannot be read: {reason}',
      fix: 'check path and permissions; a corpus is plain text in UTF-8',
    },
  },
  E_CORPUS_FOLDER: {
    zh: { what: '这是目录，不是文本文件', fix: '给出其中的文件，例如 {example}' },
    en: { what: 'this is a folder, not a text file', fix: 'name its files, such as {example}' },
  },
  E_CORPUS_PIPE: {
    zh: {
      what: '这不是普通文件（是管道或设备），而语料要读好几遍',
      fix: '先把内容写进一个文件，再给出这个文件',
    },
    en: {
      what: 'this is no regular file but a pipe or a device, and a corpus is read several times',
      fix: 'write it into a file first, and name that',
    },
  },
  E_CORPUS_COMPRESSED: {
    zh: { what: '文件是压缩的（{kind}）', fix: '先解压，例如 {command}，再给出解压后的文本文件' },
    en: {
      what: 'the file is compressed ({kind})',
      fix: 'unpack it first, with {command}, and name the text',
    },
  },
  E_CORPUS_WIDE: {
    zh: {
      what: '文件是 {encoding} 编码，不是 UTF-8',
      fix: '先转换：iconv -f {encoding} -t utf-8 原文件 > 新文件',
    },
    en: {
      what: 'the file is {encoding}, not UTF-8',
      fix: 'convert it first: iconv -f {encoding} -t utf-8 OLD > NEW',
    },
  },
  E_CORPUS_TWICE: {
    zh: { what: '这个语料文件给了两次', fix: '每个文件只写一次；要多读几遍，用 --epochs' },
    en: {
      what: 'this corpus file is named twice',
      fix: 'name each file once; to read the corpus more often use --epochs',
    },
  },
})

/** How much of a file is looked at before it is read. */
const OPENING = 4096

/** How compressed files begin, and what unpacks them. */
const COMPRESSED = [
  { kind: 'gzip', command: 'gunzip', magic: [0x1f, 0x8b] },
  { kind: 'zip', command: 'unzip', magic: [0x50, 0x4b, 0x03, 0x04] },
  { kind: 'xz', command: 'unxz', magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] },
  { kind: 'zstd', command: 'unzstd', magic: [0x28, 0xb5, 0x2f, 0xfd] },
  {
    kind: 'bzip2',
    command: 'bunzip2',
    magic: [0x42, 0x5a, 0x68],
    block: [0x31, 0x41, 0x59, 0x26, 0x53, 0x59],
  },
] as const

/**
 * Looks whether texts can be read, before anything is made.
 *
 * @throws E_CORPUS_ABSENT, E_CORPUS_READ, E_CORPUS_FOLDER, E_CORPUS_PIPE, E_CORPUS_COMPRESSED, E_CORPUS_WIDE
 */
export function checkTexts(files: readonly string[]): void {
  for (const file of files) checkOpening(openingOf(file), file)
}

/** @throws E_CORPUS_TWICE where two names lead to one file */
export function checkDistinct(files: readonly string[]): void {
  const seen = new Set<string>()
  for (const file of files) {
    const path = realpathSync(file)
    if (seen.has(path)) throw fail('E_CORPUS_TWICE', {}, { file })
    seen.add(path)
  }
}

/** The error for a system error about a corpus file; others come back as they are. */
export function corpusError(error: unknown, file: string): unknown {
  if (!isSystemError(error)) return error
  const isAbsent = error.code === 'ENOENT' || error.code === 'ENOTDIR'
  return fail(isAbsent ? 'E_CORPUS_ABSENT' : 'E_CORPUS_READ', { reason: error.message }, { file }, error)
}

function openingOf(file: string): Buffer {
  try {
    checkKind(statSync(file), file)
    const opening = Buffer.alloc(OPENING)
    const descriptor = openSync(file, 'r')
    try {
      return opening.subarray(0, readSync(descriptor, opening, 0, OPENING, 0))
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    throw corpusError(error, file)
  }
}

function checkKind(stats: Stats, file: string): void {
  if (stats.isDirectory()) throw fail('E_CORPUS_FOLDER', { example: join(file, '*.txt') }, { file })
  if (!stats.isFile()) throw fail('E_CORPUS_PIPE', {}, { file })
}

function checkOpening(opening: Buffer, file: string): void {
  const found = COMPRESSED.find(({ magic, ...more }) => {
    // A digit stands between the two marks of bzip2, whose first could begin a text.
    const isWhole = !('block' in more) || holds(opening, magic.length + 1, more.block)
    return holds(opening, 0, magic) && isWhole
  })
  if (found) throw fail('E_CORPUS_COMPRESSED', { kind: found.kind, command: found.command }, { file })
  const encoding = wideEncodingOf(opening)
  if (encoding) throw fail('E_CORPUS_WIDE', { encoding }, { file })
}

const holds = (bytes: Buffer, at: number, mark: readonly number[]): boolean =>
  mark.every((byte, i) => bytes[at + i] === byte)

/** UTF-16 or UTF-32 by the mark at the beginning, or UTF-16 by the first end of a line. */
function wideEncodingOf(bytes: Buffer): string | undefined {
  if (holds(bytes, 0, [0xff, 0xfe, 0, 0]) || holds(bytes, 0, [0, 0, 0xfe, 0xff])) return 'utf-32'
  if (holds(bytes, 0, [0xff, 0xfe]) || holds(bytes, 0, [0xfe, 0xff])) return 'utf-16'
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    if (holds(bytes, at, [0x0a, 0])) return 'utf-16le'
    if (holds(bytes, at, [0, 0x0a])) return 'utf-16be'
  }
  return undefined
}
