import { displayWidth } from '../metrics/index.ts'

/** Milliseconds between two lines where lines cannot be rewritten. */
const INTERVAL = 10_000

/** A line that is rewritten in place on a terminal; elsewhere a line every ten seconds. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream
  readonly #now: () => number
  #shown = false
  #last: number

  constructor(stream: NodeJS.WriteStream, now: () => number = () => performance.now()) {
    this.#stream = stream
    this.#now = now
    this.#last = now()
  }

  update(text: string): void {
    if (this.#stream.isTTY) {
      this.#stream.write(`\r\x1b[2K${cutTo(text, (this.#stream.columns ?? 80) - 1)}`)
      this.#shown = true
    } else if (this.#now() - this.#last >= INTERVAL) {
      this.#stream.write(`${text}\n`)
      this.#last = this.#now()
    }
  }

  /** As `update`, but of what none is to be missed. */
  mark(text: string): void {
    if (!this.#stream.isTTY) this.#last = Number.NEGATIVE_INFINITY
    this.update(text)
  }

  /** Makes room for a line of text. */
  clear(): void {
    if (this.#shown) this.#stream.write('\r\x1b[2K')
    this.#shown = false
  }
}

/** A line that wraps could not be taken back. */
function cutTo(text: string, columns: number): string {
  let cut = text
  while (displayWidth(cut) > columns) cut = [...cut].slice(0, -1).join('')
  return cut
}
