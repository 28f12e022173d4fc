/**
 * The lines of a CSV text as LF ends them, from the lines that csv-parse counts: for it every CR, in cells too, ends one
 * more. A text without any LF keeps its CR.
 *
 * @returns gives for a line of csv-parse, from 1, the line of the text, from 1
 */
export function csvLines(text: string): (counted: number) => number {
  if (!text.includes('\r') || !text.includes('\n')) return (counted) => counted
  const feeds = [0]
  for (const [end] of text.matchAll(/[\r\n]/g)) feeds.push(feeds.at(-1)! + (end === '\n' ? 1 : 0))
  return (counted) => feeds[Math.min(counted, feeds.length) - 1]! + 1
}

/** What csv-parse says of a broken text, with the line of the text; where it tells none, its words alone. */
export function csvFault(
  error: { readonly message: string; readonly lines?: unknown },
  text: string,
): { readonly reason: string; readonly line?: number } {
  if (typeof error.lines !== 'number' || error.lines < 1) return { reason: error.message }
  const line = csvLines(text)(error.lines)
  return { reason: error.message.replace(/\bat line \d+/, `at line ${line}`), line }
}
