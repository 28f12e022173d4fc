import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { defineErrors } from '../../base/errors.ts'
import { isWithin, realPath, writeFileAtomic } from '../../base/files.ts'
import { currentLanguage } from '../../base/locale.ts'
import type { Note, Origin, ReaderChange } from '../../data/index.ts'
import { type Fixed, plain } from './fix.ts'

const fail = defineErrors({
  E_CHECK_OUT_SOURCE: {
    zh: { what: '输出文件就是原来的数据', fix: '{flag} 换一个文件名：原数据不会被改动' },
    en: {
      what: 'the output is the data itself',
      fix: 'give {flag} another name: the source is never changed',
    },
  },
  E_CHECK_OUT_FOLDER: {
    zh: { what: '这是一个目录，{flag} 要的是文件', fix: '写出文件名，例如 {example}' },
    en: {
      what: 'this is a folder, and {flag} names a file',
      fix: 'name a file, such as {example}',
    },
  },
  E_CHECK_OUT_FILE: {
    zh: { what: '这是一个文件，{flag} 要的是目录', fix: '{flag} 换一个目录名' },
    en: {
      what: 'this is a file, and {flag} names a folder',
      fix: 'give {flag} the name of a folder',
    },
  },
  E_CHECK_OUT_TWICE: {
    zh: { what: '{first} 和 {second} 写的是同一个文件', fix: '各用一个文件名' },
    en: {
      what: '{first} and {second} would write the same file',
      fix: 'give each a name of its own',
    },
  },
  E_CHECK_OUT_EXISTS: {
    zh: { what: '输出文件已经存在', fix: '换一个 --out，或加 --overwrite 替换它' },
    en: { what: 'the output is there already', fix: 'give another --out, or add --overwrite to replace it' },
  },
})

/** Where the changes of a mended file are logged. */
export const changesFile = (out: string): string => `${out}.changes.jsonl`

/**
 * Refuses to write over the data itself, by whatever name: a file, one of a folder of data, either of brat's two.
 *
 * @param flag the option that names the output
 * @throws E_CHECK_OUT_SOURCE
 */
export function refuseSource(out: string, sources: readonly string[], flag = '--out'): void {
  if (sources.some((source) => filesOf(source).some((file) => isWithin(file, out))))
    throw fail('E_CHECK_OUT_SOURCE', { flag }, { file: out })
}

/**
 * Refuses a file where a folder is to be written, and the other way round: neither can take the name of the other.
 *
 * @throws E_CHECK_OUT_FOLDER, E_CHECK_OUT_FILE
 */
export function refuseOtherKind(out: string, kind: 'file' | 'folder', flag = '--out'): void {
  const there = statSync(out, { throwIfNoEntry: false })
  if (!there || there.isDirectory() === (kind === 'folder')) return
  if (kind === 'folder') throw fail('E_CHECK_OUT_FILE', { flag }, { file: out })
  const example = join(out, flag === '--html' ? 'page.html' : 'data.jsonl')
  throw fail('E_CHECK_OUT_FOLDER', { flag, example }, { file: out })
}

/** Refuses one file for two outputs, of which one would be lost. @throws E_CHECK_OUT_TWICE */
export function refuseTwice(html: string, out: string): void {
  for (const file of [out, changesFile(out)])
    if (realPath(file) === realPath(html))
      throw fail('E_CHECK_OUT_TWICE', { first: '--html', second: '--out' }, { file: html })
}

/** What a named path of data stands for. */
function filesOf(source: string): string[] {
  const [, stem] = /^(.*)\.(?:txt|ann)$/.exec(source) ?? []
  return stem === undefined ? [source] : [`${stem}.txt`, `${stem}.ann`]
}

/**
 * Refuses an output that would overwrite something: the data never may be, other files where that is asked for. For
 * early: before anything is computed.
 *
 * @throws E_CHECK_OUT_SOURCE, E_CHECK_OUT_FOLDER, E_CHECK_OUT_EXISTS
 */
export function checkOutput(out: string, sources: readonly string[], overwrite = false): void {
  for (const file of [out, changesFile(out)]) {
    refuseSource(file, sources)
    refuseOtherKind(file, 'file')
  }
  for (const file of overwrite ? [] : [out, changesFile(out)])
    if (existsSync(file)) throw fail('E_CHECK_OUT_EXISTS', {}, { file })
}

/** What reading did to the data before anything was mended. */
export interface ReadingLog {
  readonly file: string
  readonly notes: readonly Note[]
  readonly changes: readonly ReaderChange[]
}

/**
 * Writes mended records as JSONL, and the log of changes beside them, a line each:
 * `{ file, rule: 'reading', kind, count, text }` for each note of the reader,
 * `{ file, line, element?, id?, rule: 'reading', kind, before, after, reason? }` for what it changed,
 * `{ file, line, element?, id?, rule, before, after }` for what was mended.
 *
 * @throws E_FILE_WRITE
 */
export function writeFixed(out: string, { records, changes }: Fixed, reading?: ReadingLog): void {
  // The log first: mended data without the log would be the worse half.
  writeFileAtomic(changesFile(out), [
    ...(reading ? readingLines(reading) : []),
    ...lines(changes, ({ origin, rule, before, after }) => ({ ...placeOf(origin), rule, before, after })),
  ])
  writeFileAtomic(out, lines(records, plain))
}

function* readingLines({ file, notes, changes }: ReadingLog): Generator<string> {
  const rule = 'reading'
  yield* lines(notes, ({ code, count, text }) => ({ file, rule, kind: code, count, text }))
  yield* lines(changes, ({ origin, kind, before, after, reason }) => ({
    ...placeOf(origin),
    rule,
    kind,
    before,
    after: after && plain(after),
    ...(reason && { reason: reason[currentLanguage()] }),
  }))
}

const placeOf = ({ file, line, element, id }: Origin) => ({
  file,
  line,
  ...(element !== undefined && { element }),
  ...(id !== undefined && { id }),
})

/** JSON lines, some thousand at a time. */
function* lines<T>(values: readonly T[], shape: (value: T) => object): Generator<string> {
  for (let from = 0; from < values.length; from += 4096)
    yield values
      .slice(from, from + 4096)
      .map((value) => `${JSON.stringify(shape(value))}\n`)
      .join('')
}
