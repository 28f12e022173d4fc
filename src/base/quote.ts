const CONTROL = /\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu
/** The colours that `Output` shows; they can do no harm. */
const COLOUR = /^\[(?:0|3[1-6])m/

/**
 * A text for a terminal: line ends, tabs and colours stay, every other control character and bidirectional mark is
 * escaped. Labels and texts of a file are anybody's; printed raw they could drive the terminal.
 */
export function printable(text: string): string {
  return text.replace(CONTROL, (char, at: number) => {
    if (char === '\n' || char === '\t') return char
    return char === '\x1b' && COLOUR.test(text.slice(at + 1, at + 5)) ? char : escaped(char)
  })
}

const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`

/**
 * A text out of a file, made fit for a message: in double quotes, control characters escaped, long ones cut.
 * Names in a file are anybody's; printed raw they could drive the terminal.
 */
export function quote(text: string, longest = 120): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text
  // JSON leaves C1 controls (U+009B is a terminal's CSI) and bidirectional overrides as they are.
  return JSON.stringify(cut).replace(CONTROL, escaped)
}
