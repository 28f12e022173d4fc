import type { PickleMachine } from './_pickle.ts'

type Step = (machine: PickleMachine) => void

/**
 * The opcodes that a checkpoint needs, by their byte: protocols 2 to 5 of Python's `pickletools`, without
 * those that make instances of classes. STOP ('.') ends the machine's loop and is no step.
 */
export const OPCODES: ReadonlyMap<number, Step> = new Map<number, Step>([
  // Frames only help readers to buffer.
  [0x80, (m) => m.protocol(m.source.uint8())],
  [0x95, (m) => m.source.uint64()],

  [code('N'), (m) => m.push(null)],
  [0x88, (m) => m.push(true)],
  [0x89, (m) => m.push(false)],
  [code('K'), (m) => m.push(m.source.uint8())],
  [code('M'), (m) => m.push(m.source.uint16())],
  [code('J'), (m) => m.push(m.source.int32())],
  [0x8a, (m) => m.push(integer(m.source.bytes(m.source.uint8())))],
  [code('G'), (m) => m.push(m.source.bytes(8).readDoubleBE())],

  [code('U'), (m) => m.push(m.source.text(m.source.uint8()))],
  [code('T'), (m) => m.push(m.source.text(m.source.uint32()))],
  [0x8c, (m) => m.push(m.source.text(m.source.uint8()))],
  [code('X'), (m) => m.push(m.source.text(m.source.uint32()))],
  [0x8d, (m) => m.push(m.source.text(m.source.uint64()))],
  [code('C'), (m) => m.push(Uint8Array.from(m.source.bytes(m.source.uint8())))],
  [code('B'), (m) => m.push(Uint8Array.from(m.source.bytes(m.source.uint32())))],

  [code('('), (m) => m.mark()],
  [code('0'), (m) => m.pop()],
  [code('1'), (m) => m.popToMark()],
  [code('2'), (m) => m.push(m.top())],

  [code(')'), (m) => m.push([])],
  [code('t'), (m) => m.push(m.popToMark())],
  [0x85, (m) => m.push(m.popMany(1))],
  [0x86, (m) => m.push(m.popMany(2))],
  [0x87, (m) => m.push(m.popMany(3))],
  [code(']'), (m) => m.push([])],
  [code('l'), (m) => m.push(m.popToMark())],
  [code('a'), (m) => m.append([m.pop()])],
  [code('e'), (m) => m.append(m.popToMark())],
  [code('}'), (m) => m.push(new Map())],
  [code('d'), (m) => m.makeDict(m.popToMark())],
  [code('s'), (m) => m.setItems(m.popMany(2))],
  [code('u'), (m) => m.setItems(m.popToMark())],

  [code('q'), (m) => m.remember(m.source.uint8())],
  [code('r'), (m) => m.remember(m.source.uint32())],
  [0x94, (m) => m.remember(m.memoSize)],
  [code('h'), (m) => m.recall(m.source.uint8())],
  [code('j'), (m) => m.recall(m.source.uint32())],

  [code('c'), (m) => m.global(m.source.line(), m.source.line())],
  [0x93, (m) => m.global(...(m.popMany(2) as [unknown, unknown]))],
  [code('Q'), (m) => m.persistent(m.pop())],
  [code('R'), (m) => m.reduce()],
  [code('b'), (m) => m.build()],
])

export const STOP = code('.')

/** Names for opcodes that exist and are refused. */
const REFUSED: ReadonlyMap<number, string> = new Map([
  [code('i'), 'INST'],
  [code('o'), 'OBJ'],
  [0x81, 'NEWOBJ'],
  [0x92, 'NEWOBJ_EX'],
  [0x82, 'EXT1'],
  [0x83, 'EXT2'],
  [0x84, 'EXT4'],
  [code('P'), 'PERSID'],
  [code('I'), 'INT'],
  [code('L'), 'LONG'],
  [code('F'), 'FLOAT'],
  [code('S'), 'STRING'],
  [code('V'), 'UNICODE'],
  [code('p'), 'PUT'],
  [code('g'), 'GET'],
  [0x8b, 'LONG4'],
  [0x8e, 'BINBYTES8'],
  [0x8f, 'EMPTY_SET'],
  [0x90, 'ADDITEMS'],
  [0x91, 'FROZENSET'],
  [0x96, 'BYTEARRAY8'],
  [0x97, 'NEXT_BUFFER'],
  [0x98, 'READONLY_BUFFER'],
])

export function refusedName(opcode: number): string {
  return REFUSED.get(opcode) ?? `0x${opcode.toString(16).padStart(2, '0')}`
}

function code(char: string): number {
  return char.charCodeAt(0)
}

/** A little-endian number in two's complement; a bigint only where a number would lose digits. */
function integer(bytes: Buffer): number | bigint {
  if (bytes.length === 0) return 0
  const unsigned = BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`)
  const exact = BigInt.asIntN(bytes.length * 8, unsigned)
  const number = Number(exact)
  return Number.isSafeInteger(number) ? number : exact
}
