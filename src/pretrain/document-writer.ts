import { join } from 'node:path'
import type { Tokenizer } from '../tokenize/index.ts'
import { HeldOut, OPENING, type Part, type Share } from './held-out.ts'
import { TokenWriter } from './token-file.ts'

/** Writes documents as tokens into the two parts of a corpus, `train.bin` and `dev.bin`; each ends with [SEP]. */
export class DocumentWriter {
  readonly #parts: Readonly<Record<Part, TokenWriter>>
  readonly #heldOut: HeldOut
  readonly #sep: number
  /** What came before there was enough to say where the document goes. */
  #opening: { ids: number[]; wordStarts: boolean[] } = { ids: [], wordStarts: [] }
  #into: TokenWriter | undefined
  #documents = 0

  /** @throws E_FILE_WRITE */
  constructor(folder: string, source: Share & { readonly tokenizer: Tokenizer }) {
    this.#parts = {
      train: new TokenWriter(join(folder, 'train.bin')),
      dev: new TokenWriter(join(folder, 'dev.bin')),
    }
    this.#heldOut = new HeldOut(source)
    this.#sep = source.tokenizer.special.sep
  }

  /** Documents that ended, and tokens of either part. */
  get counts(): { documents: number; tokens: number; devTokens: number } {
    const { train, dev } = this.#parts
    return { documents: this.#documents, tokens: train.count, devTokens: dev.count }
  }

  write(id: number, startsWord: boolean): void {
    if (this.#into) {
      this.#into.write(id, startsWord)
      return
    }
    this.#opening.ids.push(id)
    this.#opening.wordStarts.push(startsWord)
    if (this.#opening.ids.length === OPENING) this.#place()
  }

  /** Ends the document, if one has begun. */
  end(): void {
    if (!this.#into && this.#opening.ids.length > 0) this.#place()
    if (!this.#into) return
    this.#into.write(this.#sep, true)
    this.#into = undefined
    this.#documents++
  }

  commit(): void {
    for (const part of Object.values(this.#parts)) part.commit()
  }

  discard(): void {
    for (const part of Object.values(this.#parts)) part.discard()
  }

  #place(): void {
    const { ids, wordStarts } = this.#opening
    const { train, dev } = this.#parts
    const into = this.#parts[this.#heldOut.partOf(ids, { train: train.count, dev: dev.count })]
    for (const [i, id] of ids.entries()) into.write(id, wordStarts[i]!)
    this.#into = into
    this.#opening = { ids: [], wordStarts: [] }
  }
}
