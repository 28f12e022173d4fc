import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { writeBytes } from '../../test/support/checkpoints.ts'
import { HanTuneError } from '../base/errors.ts'
import { RandomAccessFile } from '../base/random-access.ts'
import { ByteSource } from './_byte-source.ts'
import { OPCODES } from './_opcodes.ts'
import { unpickle } from './_pickle.ts'
import { StorageTable } from './_storages.ts'
import type { Value } from './_values.ts'

const folder = mkdtempSync(join(tmpdir(), 'hantune-pickle-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs a pickle given as bytes and texts. */
function run(...parts: (string | number[])[]): Value {
  const bytes = parts.map((part) => (typeof part === 'string' ? part : Buffer.from(part)))
  const file = new RandomAccessFile(writeBytes(folder, 'pickle', ...bytes))
  try {
    return unpickle(new ByteSource(file, 'pickle', 0, file.size), new StorageTable(file.path).load)
  } finally {
    file.close()
  }
}

describe('values', () => {
  it.each<[string, (string | number[])[], Value]>([
    ['small integers', ['K', [200], '.'], 200],
    ['16 bits', ['M', [1, 2], '.'], 513],
    ['negative 32 bits', ['J', [0xfe, 0xff, 0xff, 0xff], '.'], -2],
    ['long zero', [[0x8a, 0], '.'], 0],
    ['negative long', [[0x8a, 1, 0xff], '.'], -1],
    ['long past the doubles', [[0x8a, 8, 255, 255, 255, 255, 255, 255, 255, 127], '.'], 2n ** 63n - 1n],
    ['float', ['G', [0x3f, 0xf8, 0, 0, 0, 0, 0, 0], '.'], 1.5],
    ['text of Python 2', ['U', [2], 'ab.'], 'ab'],
    ['text', ['X', [3, 0, 0, 0], '中.'], '中'],
    ['tuple in a list', [']((K', [1], 'K', [2], 'tNe.'], [[1, 2], null]],
    ['dict', ['(K', [1], [0x88], 'd.'], new Map([[1, true]])],
    ['memo', [']q', [0], 'h', [0], [0x86], '0]h', [0], 'a.'], [[]]],
  ])('%s', (_, parts, expected) => {
    expect(run(...parts)).toEqual(expected)
  })
})

describe('what is damaged, and what might run code', () => {
  it.each<[string, (string | number[])[], string]>([
    ['empty stack', ['.'], 'E_TORCHFILE_PICKLE'],
    ['two results', ['NN.'], 'E_TORCHFILE_PICKLE'],
    ['no mark', ['t.'], 'E_TORCHFILE_PICKLE'],
    ['pop below a mark', ['N(0.'], 'E_TORCHFILE_PICKLE'],
    ['unknown memo', ['h', [3], '.'], 'E_TORCHFILE_PICKLE'],
    ['append to a dict', ['}Na.'], 'E_TORCHFILE_PICKLE'],
    ['key without value', ['}(Nu.'], 'E_TORCHFILE_PICKLE'],
    ['key twice', ['}(NNNNu.'], 'E_TORCHFILE_PICKLE'],
    ['attributes of a list', [']}b.'], 'E_TORCHFILE_PICKLE'],
    ['call of a text', ['U', [1], 'a)R.'], 'E_TORCHFILE_PICKLE'],
    ['a persistent id that is no storage', ['NQ.'], 'E_TORCHFILE_STORAGE'],
    ['protocol 6', [[0x80, 6], 'N.'], 'E_TORCHFILE_PICKLE'],
    ['text past the end', ['X', [9, 0, 0, 0], 'a.'], 'E_TORCHFILE_TRUNCATED'],
    ['text of 2⁶⁴ bytes', [[0x8d, 255, 255, 255, 255, 255, 255, 255, 255], 'a.'], 'E_TORCHFILE_PICKLE'],
    ['invalid UTF-8', ['U', [1, 0xff], '.'], 'E_TORCHFILE_PICKLE'],
    ['a call with other arguments', ['ctorch._utils\n_rebuild_tensor_v2\n)R.'], 'E_TORCHFILE_CALL'],
    ['a storage that is called', ['ctorch\nFloatStorage\n)R.'], 'E_TORCHFILE_CALL'],
    ['a global', ['cos\nsystem\n.'], 'E_TORCHFILE_GLOBAL'],
    ['a global by two texts', ['U', [2], 'osU', [6], 'system', [0x93], '.'], 'E_TORCHFILE_GLOBAL'],
    ['a name spelt with a dot', ['ctorch\n_utils._rebuild_tensor_v2\n.'], 'E_TORCHFILE_GLOBAL'],
    ['a name from a prototype', ['c__proto__\nconstructor\n.'], 'E_TORCHFILE_GLOBAL'],
    ['an endless name', [`c${'a'.repeat(2000)}`], 'E_TORCHFILE_PICKLE'],
    ['a new instance', [[0x81], '.'], 'E_TORCHFILE_OPCODE'],
    ['an instance of old', ['(ios\nsystem\n.'], 'E_TORCHFILE_OPCODE'],
    ['an extension', [[0x82, 1], '.'], 'E_TORCHFILE_OPCODE'],
    ['no opcode at all', [[0xff], '.'], 'E_TORCHFILE_OPCODE'],
    ['endless work', ['N0'.repeat(600_000)], 'E_TORCHFILE_PICKLE_SIZE'],
  ])('%s', (_, parts, code) => {
    expect(() => run(...parts)).toThrow(`[${code}]`)
  })

  it('names the opcode and the object', () => {
    expect(() => run('cbuiltins\neval\n.')).toThrow('builtins.eval')
    expect(() => run('N', [0x81], '.')).toThrow(/NEWOBJ.*1/)
  })

  it('a terminal cannot be driven by a name', () => {
    try {
      run('cos\n\u001b[2Jsystem\u009b\n.')
      expect.unreachable()
    } catch (error) {
      const { message } = error as Error
      expect(message).toContain('E_TORCHFILE_GLOBAL')
      for (const control of ['\u001b', '\u009b']) expect(message).not.toContain(control)
    }
  })

  it('random programs of known opcodes end in a value or in an error of ours', () => {
    const opcode = fc.constantFrom(...OPCODES.keys(), 0x2e)
    const byte = fc.oneof({ weight: 3, arbitrary: opcode }, fc.nat(255))
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 60 }), (program) => {
        try {
          run(program)
        } catch (error) {
          expect(error).toBeInstanceOf(HanTuneError)
        }
      }),
      { numRuns: 5000 },
    )
  })
})
