import { type Dirent, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join, relative } from 'node:path'
import { isSystemError } from '../base/files.ts'
import { failFile } from './_errors.ts'
import { Notes } from './_notes.ts'

/** A document of brat: a text and its annotations, of which one may be missing. */
export interface BratDocument {
  readonly text: string
  readonly annotations: string
  /** The file that is there without the other. */
  readonly alone?: string
}

/** What a path names: files of records, or documents of brat. */
export type DataFiles =
  | { readonly kind: 'files'; readonly files: readonly string[] }
  | { readonly kind: 'brat'; readonly documents: readonly BratDocument[] }

/** Files that stand beside data without being data. */
const NOT_DATA =
  /^(readme|license|licence|notice|changelog|citation)\b|^(thumbs\.db|desktop\.ini)$|^~\$|\.(md|rst|py|sh|conf|ya?ml|png|jpe?g|pdf|html?)$/i
/** The name under which `data split` tells what it did. */
const SPLIT_REPORT = 'split.json'
const ANNOTATIONS = '.ann'
const TEXT = '.txt'

/**
 * The data files that a path names: itself, or those of a folder and its sub-folders, sorted by name. Hidden files are
 * left out; so are linked folders and what is no data, which is noted. Brat is told by its names, as it pairs files by
 * theirs.
 *
 * @throws E_DATA_UNREADABLE, E_DATA_FOLDER_EMPTY
 */
export function dataFiles(path: string, notes: Notes): DataFiles {
  if (!isFolder(path)) return fileOrDocument(path)
  const skipped: string[] = []
  const files = filesIn(path, skipped)
  const isBrat = files.some((file) => extname(file) === ANNOTATIONS)
  const used = isBrat ? files.filter((file) => [ANNOTATIONS, TEXT].includes(extname(file))) : files
  if (used.length === 0) throw failFile('E_DATA_FOLDER_EMPTY', {}, { file: path })
  const there = new Set(used)
  const names = [...skipped, ...files.filter((file) => !there.has(file))]
  notes.add('skippedFiles', names.length, { names: listed(names.map((name) => relative(path, name))) })
  if (!isBrat) return { kind: 'files', files: used }
  const stems = [...new Set(used.map(stemOf))]
  return { kind: 'brat', documents: stems.map((stem) => documentOf(stem, (file) => there.has(file))) }
}

/** The files that reading a path opens; of a document of brat one may be missing. @throws as `dataFiles` */
export function dataPaths(path: string): readonly string[] {
  const data = dataFiles(path, new Notes())
  if (data.kind === 'files') return data.files
  return data.documents.flatMap(({ text, annotations }) => [text, annotations])
}

function fileOrDocument(path: string): DataFiles {
  const isText = extname(path) === TEXT && existsSync(stemOf(path) + ANNOTATIONS)
  const isAnnotations = extname(path) === ANNOTATIONS && existsSync(path)
  if (!isText && !isAnnotations) return { kind: 'files', files: [path] }
  return { kind: 'brat', documents: [documentOf(stemOf(path), existsSync)] }
}

function documentOf(stem: string, isThere: (file: string) => boolean): BratDocument {
  const [text, annotations] = [stem + TEXT, stem + ANNOTATIONS]
  const alone = !isThere(text) ? annotations : !isThere(annotations) ? text : undefined
  return { text, annotations, ...(alone !== undefined && { alone }) }
}

function stemOf(file: string): string {
  return file.slice(0, -extname(file).length)
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    // Opening the file says what is wrong with it.
    return false
  }
}

function filesIn(folder: string, skipped: string[]): string[] {
  return entriesOf(folder).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.name.startsWith('.')) return []
    if (entry.isDirectory()) return filesIn(path, skipped)
    // A linked folder may lead back here.
    const isLinkedFolder = entry.isSymbolicLink() && isFolder(path)
    if (NOT_DATA.test(entry.name) || isLinkedFolder || isSplitReport(path, entry.name)) {
      skipped.push(path)
      return []
    }
    return [path]
  })
}

/** Whether a file is what `data split` wrote beside its parts. */
function isSplitReport(path: string, name: string): boolean {
  if (name !== SPLIT_REPORT) return false
  try {
    const report: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return (
      typeof report === 'object' &&
      report !== null &&
      ['files', 'seed', 'ratio'].every((key) => key in report)
    )
  } catch {
    // Reading it as data says what is wrong with it.
    return false
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true })
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch (error) {
    if (!isSystemError(error)) throw error
    throw failFile('E_DATA_UNREADABLE', { reason: error.message }, { file: folder }, error)
  }
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ')
  return names.length > 5 ? `${shown}, …` : shown
}
