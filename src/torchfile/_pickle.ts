import { quote } from '../base/quote.ts'
import type { ByteSource } from './_byte-source.ts'
import { fail } from './_errors.ts'
import { GLOBALS } from './_globals.ts'
import { OPCODES, refusedName, STOP } from './_opcodes.ts'
import { Global, type Value } from './_values.ts'

/** A checkpoint of 1,000 tensors with its optimizer takes some 120,000. */
const MAX_STEPS = 1_000_000

/** Turns a persistent id into what it stands for. */
export type PersistentLoad = (id: Value) => Value

/**
 * Reads one pickle without running anything of it: opcodes outside `OPCODES` and names outside `GLOBALS` are
 * refused. Work and memory are bounded by the pickle's length and by a number of steps.
 *
 * @throws E_TORCHFILE_OPCODE, E_TORCHFILE_GLOBAL, E_TORCHFILE_CALL, E_TORCHFILE_PICKLE,
 *   E_TORCHFILE_PICKLE_SIZE, E_TORCHFILE_TRUNCATED
 */
export function unpickle(source: ByteSource, persistentLoad?: PersistentLoad): Value {
  return new PickleMachine(source, persistentLoad).run()
}

/** The stack machine of Python's pickle; `OPCODES` says which step an opcode is. */
export class PickleMachine {
  readonly source: ByteSource
  readonly #persistentLoad: PersistentLoad | undefined
  readonly #stack: Value[] = []
  /** Heights of the stack at which a MARK lies. */
  readonly #marks: number[] = []
  readonly #memo = new Map<number, Value>()

  constructor(source: ByteSource, persistentLoad?: PersistentLoad) {
    this.source = source
    this.#persistentLoad = persistentLoad
  }

  run(): Value {
    for (let steps = 0; steps < MAX_STEPS; steps++) {
      const position = this.source.position
      const opcode = this.source.uint8()
      if (opcode === STOP) return this.#result()
      const step = OPCODES.get(opcode)
      if (!step) {
        const values = { opcode: refusedName(opcode), position }
        throw fail('E_TORCHFILE_OPCODE', values, { file: this.source.file.path })
      }
      step(this)
    }
    throw fail('E_TORCHFILE_PICKLE_SIZE', { limit: MAX_STEPS }, { file: this.source.file.path })
  }

  #result(): Value {
    const value = this.pop()
    return this.#stack.length === 0 && this.#marks.length === 0 ? value : this.#damaged()
  }

  #damaged(): never {
    throw fail('E_TORCHFILE_PICKLE', { position: this.source.position }, { file: this.source.file.path })
  }

  protocol(version: number): void {
    if (version < 2 || version > 5) this.#damaged()
  }

  push(value: Value): void {
    this.#stack.push(value)
  }

  /** The topmost value above the last mark. */
  top(): Value {
    return this.#stack.length > (this.#marks.at(-1) ?? 0) ? this.#stack.at(-1)! : this.#damaged()
  }

  pop(): Value {
    const value = this.top()
    this.#stack.pop()
    return value
  }

  popMany(count: number): Value[] {
    if (this.#stack.length - (this.#marks.at(-1) ?? 0) < count) this.#damaged()
    return this.#stack.splice(-count)
  }

  mark(): void {
    this.#marks.push(this.#stack.length)
  }

  popToMark(): Value[] {
    const height = this.#marks.pop()
    return height === undefined ? this.#damaged() : this.#stack.splice(height)
  }

  append(values: readonly Value[]): void {
    const list = this.top()
    if (!Array.isArray(list)) this.#damaged()
    for (const value of values) list.push(value)
  }

  makeDict(items: readonly Value[]): void {
    this.push(new Map())
    this.setItems(items)
  }

  /** Keys and values in turn. Torch never writes a key twice, so that a second one is damage. */
  setItems(items: readonly Value[]): void {
    const dict = this.top()
    if (!(dict instanceof Map) || items.length % 2 !== 0) this.#damaged()
    for (let at = 0; at < items.length; at += 2) {
      const key = items[at]!
      if (dict.has(key)) this.#damaged()
      dict.set(key, items[at + 1]!)
    }
  }

  get memoSize(): number {
    return this.#memo.size
  }

  remember(index: number): void {
    this.#memo.set(index, this.top())
  }

  recall(index: number): void {
    const value = this.#memo.get(index)
    this.push(value === undefined ? this.#damaged() : value)
  }

  global(module: unknown, name: unknown): void {
    if (typeof module !== 'string' || typeof name !== 'string') this.#damaged()
    const known = GLOBALS.get(`${module}.${name}`)
    // A dotted name reaches through attributes; torch writes none, and each object has one spelling here.
    if (!known || name.includes('.')) {
      const values = { name: quote(`${module}.${name}`) }
      throw fail('E_TORCHFILE_GLOBAL', values, { file: this.source.file.path })
    }
    this.push(known)
  }

  persistent(id: Value): void {
    this.push(this.#persistentLoad ? this.#persistentLoad(id) : this.#damaged())
  }

  reduce(): void {
    const args = this.pop()
    const callee = this.pop()
    if (!(callee instanceof Global) || !Array.isArray(args)) this.#damaged()
    const value = callee.call(args)
    if (value === undefined) {
      throw fail('E_TORCHFILE_CALL', { name: callee.name }, { file: this.source.file.path })
    }
    this.push(value)
  }

  /** Attributes of an object. A state dict has one, `_metadata` (versions of modules), of no use to us. */
  build(): void {
    const state = this.pop()
    if (!(this.top() instanceof Map && state instanceof Map)) this.#damaged()
  }
}
