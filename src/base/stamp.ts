import { statSync } from 'node:fs'

/** What changes when a file is written or replaced; undefined where there is none. */
export function stampOf(file: string): string | undefined {
  const facts = statSync(file, { bigint: true, throwIfNoEntry: false })
  return facts && `${facts.dev}:${facts.ino}:${facts.size}:${facts.mtimeNs}`
}
