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
  error: { readonly message: string; readonly code?: unknown; readonly lines?: unknown },
  text: string,
): { readonly reason: string; readonly line?: number } {
  if (typeof error.lines !== 'number' || error.lines < 1) return { reason: error.message }
  // csv-parse tells the last line, to which the cell went on.
  const isOpen = error.code === 'CSV_QUOTE_NOT_CLOSED'
  const line = isOpen ? lineOfOpenQuote(text) : csvLines(text)(error.lines)
  return { reason: error.message.replace(/\bat line \d+/, `at line ${line}`), line }
}

/** The line on which the quote stands that nothing closes; a doubled quote goes on with its cell. */
function lineOfOpenQuote(text: string): number {
  let isInside = false
  let opened = 0
  let closed = -2
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) {
    isInside = !isInside
    if (!isInside) closed = at
    else if (at !== closed + 1) opened = at
  }
  return text.slice(0, opened).split('\n').length
}
