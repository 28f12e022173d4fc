/** The files of a model's folder, wherever it is. */
export interface FolderTexts {
  /** The folder as people know it. */
  readonly folder: string
  /** A file as people know it. */
  path(name: string): string
  /** The text of a file, without a byte order mark; undefined where there is none. */
  read(name: string): string | undefined
}
