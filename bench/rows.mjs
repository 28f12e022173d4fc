import { existsSync, readFileSync } from 'node:fs'

/** The JSON lines of a file of results; none where it is not there yet. @param {string} file */
export function readRows(file) {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}
