/**
 * A text out of a file, made fit for a message: in double quotes, control characters escaped, long ones cut.
 * Names in a file are anybody's; printed raw they could drive the terminal.
 */
export function quote(text: string, longest = 120): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text
  // JSON leaves C1 controls (U+009B is a terminal's CSI) and bidirectional overrides as they are.
  return JSON.stringify(cut).replace(
    /[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
