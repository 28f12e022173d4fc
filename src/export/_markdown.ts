import { printable } from '../base/quote.ts'

/** Letters and digits with single marks between them, which mean nothing to Markdown. */
const PLAIN = /^[\p{L}\p{M}\p{N}]+(?:[ _/:-][\p{L}\p{M}\p{N}]+)*$/u

/**
 * A name for Markdown, also within a table. Labels, tasks and folders are called as people like: what could be read as
 * markup, or as a link, stands as code.
 */
export function inMarkdown(name: string): string {
  if (PLAIN.test(name)) return name
  const line = printable(name).replace(/\s/gu, ' ')
  const runs = line.match(/`+/g) ?? []
  const fence = '`'.repeat(Math.max(0, ...runs.map(({ length }) => length)) + 1)
  // Tables are cut at each | before code is looked for; a name of spaces alone has no need of more of them.
  const code = /^`|`$/.test(line) ? ` ${line} ` : line
  return `${fence}${code.replaceAll('|', '\\|')}${fence}`
}
