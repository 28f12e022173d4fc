import { GrowingUint32 } from './_growing.ts'
import { textKey } from './_text-key.ts'

const SMALLEST = 1024

/**
 * Remembers a number for each distinct text, by 64 bits of the text: about 25 bytes each, however long it is. Of a million
 * texts two different ones are taken for equal with a probability below one in ten million.
 */
export class FirstIndex {
  readonly #key = new Uint32Array(2)
  readonly #keys = new GrowingUint32()
  readonly #values = new GrowingUint32()
  /** The number of an entry, from 1, in the slot of its key or the next free one. */
  #slots = new Uint32Array(SMALLEST)

  /** The number that an equal text came with first; undefined for a new text, whose number is kept. */
  add(text: string, value: number): number | undefined {
    const slot = this.#slotOf(text)
    const entry = this.#slots[slot]!
    if (entry > 0) return this.#values.at(entry - 1)
    this.#keys.append(this.#key)
    this.#values.push(value)
    this.#slots[slot] = this.#values.length
    if (this.#values.length * 2 > this.#slots.length) this.#grow()
    return undefined
  }

  /** The number that an equal text came with first; undefined where there was none. */
  get(text: string): number | undefined {
    const entry = this.#slots[this.#slotOf(text)]!
    return entry > 0 ? this.#values.at(entry - 1) : undefined
  }

  /** The slot of a text, or the free one where it would stand; its key is left in `#key`. */
  #slotOf(text: string): number {
    textKey(text, this.#key)
    const [left, right] = [this.#key[0]!, this.#key[1]!]
    const mask = this.#slots.length - 1
    let slot = left & mask
    for (let entry = this.#slots[slot]!; entry > 0; entry = this.#slots[slot]!) {
      const at = 2 * (entry - 1)
      if (this.#keys.at(at) === left && this.#keys.at(at + 1) === right) break
      slot = (slot + 1) & mask
    }
    return slot
  }

  #grow(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2)
    const mask = this.#slots.length - 1
    for (let entry = 1; entry <= this.#values.length; entry++) {
      let slot = this.#keys.at(2 * (entry - 1)) & mask
      while (this.#slots[slot]! > 0) slot = (slot + 1) & mask
      this.#slots[slot] = entry
    }
  }
}
