import { readFileSync, truncateSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  DTYPE_NAMES,
  golden,
  goldenPath,
  inFolder,
  mutableCopy,
  outcome,
  readBits,
  writeBytes,
} from '../../test/support/checkpoints.ts'
import { openSafetensors } from './index.ts'

const ALL = goldenPath('all.safetensors')

describe('files of the Python library', () => {
  it.each(['all.safetensors', 'floats.safetensors'])('%s reads to the bit', (name) => {
    const file = openSafetensors(goldenPath(name))
    const expected = golden.files[name]!
    expect([...file.tensors.keys()].sort()).toEqual(Object.keys(expected).sort())
    expect(file.metadata).toEqual({ format: 'pt' })
    for (const [tensor, { dtype, shape, bits }] of Object.entries(expected)) {
      expect(file.tensors.get(tensor)).toMatchObject({ dtype: DTYPE_NAMES[dtype], shape })
      if (bits) expect(readBits(file, tensor), tensor).toEqual(bits)
      else expect(() => readBits(file, tensor)).toThrow('E_WEIGHTS_NOT_FLOAT')
    }
    file.close()
  })

  it('reads into the middle of a larger memory and touches nothing beside', () => {
    const file = openSafetensors(ALL)
    const memory = new Float32Array(10).fill(7)
    file.readFloat32('dense.bias', memory.subarray(4, 7))
    expect([...new Int32Array(memory.buffer, 16, 3)]).toEqual(
      golden.files['all.safetensors']!['dense.bias']!.bits,
    )
    expect([...memory.slice(0, 4), ...memory.slice(7)]).toEqual(new Array(7).fill(7))
    file.close()
  })

  it('names what it lacks, what does not fit, and that it is closed', () => {
    const file = openSafetensors(ALL)
    expect(() => file.readFloat32('dense.bia', new Float32Array(3))).toThrow(/E_WEIGHTS_NAME.*"dense\.bias"/)
    expect(() => file.readFloat32('dense.bias', new Float32Array(4))).toThrow(/E_WEIGHTS_LENGTH.*dense\.bias/)
    file.close()
    file.close()
    expect(() => file.readFloat32('dense.bias', new Float32Array(3))).toThrow('E_WEIGHTS_CLOSED')
  })
})

/** A file with a header given as text and so many bytes of data. */
function withHeader(header: string | Uint8Array, dataBytes: number, body: (path: string) => void): void {
  const bytes = Buffer.from(header)
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(bytes.length))
  inFolder((folder) => body(writeBytes(folder, 'x.safetensors', length, bytes, Buffer.alloc(dataBytes))))
}

const tensor = (dtype: string, shape: unknown, begin: number, end: number) =>
  JSON.stringify({ dtype, shape, data_offsets: [begin, end] })

describe('damaged headers', () => {
  const cases: [what: string, header: string | Uint8Array, bytes: number, code: RegExp][] = [
    ['no JSON', '{"a":', 0, /E_SAFETENSORS_HEADER\]/],
    ['invalid UTF-8', Buffer.of(0x7b, 0xff, 0x7d), 0, /E_SAFETENSORS_HEADER\]/],
    ['a list', '[]', 0, /E_SAFETENSORS_HEADER\]/],
    [
      'a name twice',
      `{"a":${tensor('F32', [1], 0, 4)},"\\u0061":${tensor('F32', [1], 4, 8)}}`,
      8,
      /DUPLICATE.*"a"/,
    ],
    [
      'a field twice',
      '{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
      4,
      /DUPLICATE.*dtype/,
    ],
    ['metadata of numbers', '{"__metadata__":{"a":1}}', 0, /E_SAFETENSORS_METADATA/],
    ['a surplus field', '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}', 4, /ENTRY.*"a"/],
    ['a negative dimension', `{"a":${tensor('F32', [-1], 0, 4)}}`, 4, /ENTRY.*"a"/],
    ['a broken dimension', `{"a":${tensor('F32', [0.5], 0, 4)}}`, 4, /ENTRY.*"a"/],
    ['offsets backwards', `{"a":${tensor('F32', [1], 4, 0)}}`, 4, /ENTRY.*"a"/],
    ['an unknown type', `{"a":${tensor('F31', [1], 0, 4)}}`, 4, /DTYPE.*"a".*F31/],
    ['a type from a prototype', `{"a":${tensor('toString', [1], 0, 4)}}`, 4, /DTYPE.*"a"/],
    ['a size that lies', `{"a":${tensor('F32', [2], 0, 4)}}`, 4, /SIZE.*"a"/],
    ['a size past all numbers', `{"a":${tensor('F32', [2 ** 52, 2 ** 52], 0, 4)}}`, 4, /SIZE.*"a"/],
    ['an overlap', `{"a":${tensor('F32', [2], 0, 8)},"b":${tensor('F32', [1], 4, 8)}}`, 8, /OFFSETS.*"b"/],
    ['a hole', `{"a":${tensor('F32', [1], 0, 4)},"b":${tensor('F32', [1], 8, 12)}}`, 12, /OFFSETS.*"b"/],
    ['a hole at the start', `{"a":${tensor('F32', [1], 4, 8)}}`, 8, /OFFSETS.*"a"/],
    ['missing data', `{"a":${tensor('F32', [1], 0, 4)}}`, 3, /TRUNCATED/],
    ['surplus data', `{"a":${tensor('F32', [1], 0, 4)}}`, 5, /SURPLUS/],
  ]
  it.each(cases)('%s', (_, header, bytes, code) => {
    withHeader(header, bytes, (path) => {
      expect(() => openSafetensors(path)).toThrow(code)
      expect(() => openSafetensors(path)).toThrow(path)
    })
  })

  it('takes names that are traps in JavaScript, empty tensors and trailing spaces', () => {
    const header = `{"__proto__":${tensor('F32', [1], 0, 4)},"constructor":${tensor('F16', [0, 3], 4, 4)}}   `
    withHeader(header, 4, (path) => {
      const file = openSafetensors(path)
      expect([...file.tensors.keys()]).toEqual(['__proto__', 'constructor'])
      expect(readBits(file, '__proto__')).toEqual([0])
      expect(readBits(file, 'constructor')).toEqual([])
      file.close()
    })
  })

  it('a double that float32 cannot hold is refused, infinity is kept', () => {
    inFolder((folder) => {
      const header = `{"a":${tensor('F64', [1], 0, 8)}}`
      const length = Buffer.alloc(8)
      length.writeBigUInt64LE(BigInt(header.length))
      const write = (value: number) =>
        writeBytes(folder, 'x', length, header, new Uint8Array(Float64Array.of(value).buffer))
      expect(outcome(openSafetensors, write(1e300))).toBe('E_WEIGHTS_OVERFLOW')
      expect(outcome(openSafetensors, write(Number.NEGATIVE_INFINITY))).toBe('read')
    })
  })

  it('a header longer than allowed, and files that are something else', () => {
    inFolder((folder) => {
      const huge = writeBytes(folder, 'a', Buffer.from('ffffffffffffff7f', 'hex'), 'x')
      expect(outcome(openSafetensors, huge)).toBe('E_SAFETENSORS_HEADER_SIZE')
      const pointer = writeBytes(folder, 'b', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n')
      expect(outcome(openSafetensors, pointer)).toBe('E_WEIGHTS_LFS_POINTER')
      expect(outcome(openSafetensors, folder)).toBe('E_WEIGHTS_NOT_FILE')
      expect(outcome(openSafetensors, `${folder}/none`)).toBe('E_WEIGHTS_OPEN')
    })
  })
})

describe('any damage ends in an error of ours or in a read, never in a crash', () => {
  it('every file cut short is refused', () => {
    inFolder((folder) => {
      const bytes = readFileSync(ALL)
      const path = writeBytes(folder, 'cut', bytes)
      for (let size = bytes.length - 1; size >= 0; size--) {
        truncateSync(path, size)
        expect(outcome(openSafetensors, path)).toBe('E_SAFETENSORS_TRUNCATED')
      }
    })
  })

  it('every bit of the header, flipped', () => {
    inFolder((folder) => {
      const copy = mutableCopy(ALL, folder)
      const end = 8 + Number(copy.original.readBigUInt64LE(0))
      const outcomes = new Set<string>()
      for (let at = 0; at < end; at++) {
        for (let bit = 0; bit < 8; bit++) {
          outcomes.add(copy.with([{ at, xor: 1 << bit }], (path) => outcome(openSafetensors, path)))
        }
      }
      expect(outcomes.size).toBeGreaterThan(6)
    })
  }, 30_000)

  it('several bytes at once', () => {
    inFolder((folder) => {
      const copy = mutableCopy(ALL, folder)
      const change = fc.record({
        at: fc.nat(copy.original.length - 1),
        xor: fc.integer({ min: 1, max: 255 }),
      })
      const changes = fc.uniqueArray(change, { minLength: 1, maxLength: 6, selector: ({ at }) => at })
      fc.assert(
        fc.property(changes, (list) => {
          expect(copy.with(list, (path) => outcome(openSafetensors, path))).toMatch(/^(E_|read)/)
        }),
        { numRuns: 2000 },
      )
    })
  }, 30_000)
})
