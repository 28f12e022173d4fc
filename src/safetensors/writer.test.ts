import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { golden, goldenPath, inFolder, readBits } from '../../test/support/checkpoints.ts'
import { RandomStream } from '../base/random.ts'
import { openSafetensors, type TensorToWrite, writeSafetensors } from './index.ts'

/** The tensors of a golden file, with the data as it stands there. */
function goldenTensors(name: string): TensorToWrite[] {
  const bytes = readFileSync(goldenPath(name))
  const start = 8 + Number(bytes.readBigUInt64LE(0))
  const { __metadata__: _, ...header } = JSON.parse(bytes.toString('utf8', 8, start)) as Record<
    string,
    { dtype: 'F32' | 'F16'; shape: number[]; data_offsets: [number, number] }
  >
  return Object.entries(header).map(
    ([
      name,
      {
        dtype,
        shape,
        data_offsets: [begin, end],
      },
    ]) => {
      const { buffer } = Uint8Array.from(bytes.subarray(start + begin, start + end))
      return {
        name,
        shape,
        dtype,
        data: dtype === 'F32' ? new Float32Array(buffer) : new Uint16Array(buffer),
      }
    },
  )
}

describe('writeSafetensors', () => {
  it('writes the bytes that the Python library writes, in whatever order the tensors come', () => {
    inFolder((folder) => {
      const path = join(folder, 'model.safetensors')
      const tensors = new RandomStream(3).shuffle(goldenTensors('floats.safetensors'))
      writeSafetensors(path, tensors)
      expect(readFileSync(path).equals(readFileSync(goldenPath('floats.safetensors')))).toBe(true)
      expect(tensors.length).toBe(Object.keys(golden.files['floats.safetensors']!).length)
    })
  })

  it('lays bfloat16 out where the Python library does, and keeps its bits', () => {
    inFolder((folder) => {
      const source = openSafetensors(goldenPath('all.safetensors'))
      const tensors = [...source.tensors].flatMap(([name, { dtype, shape }]): TensorToWrite[] => {
        const size = shape.reduce((product, dim) => product * dim, 1)
        if (dtype === 'F32') return [{ name, shape, dtype, data: new Float32Array(size) }]
        if (dtype !== 'BF16' && dtype !== 'F16') return []
        const data = new Uint16Array(size)
        source.readHalfBits(name, data)
        return [{ name, shape, dtype, data }]
      })
      source.close()
      expect(new Set(tensors.map(({ dtype }) => dtype))).toEqual(new Set(['F32', 'BF16', 'F16']))
      const path = join(folder, 'x')
      writeSafetensors(path, new RandomStream(4).shuffle(tensors))
      const inOrder = (of: string) => {
        const file = openSafetensors(of)
        file.close()
        const located = [...file.tensors] as unknown as [string, { dtype: string; position: number }][]
        return located
          .filter(([, { dtype }]) => ['F32', 'BF16', 'F16'].includes(dtype))
          .sort(([, a], [, b]) => a.position - b.position)
          .filter(([name]) => name !== 'empty')
          .map(([name, { dtype }]) => `${dtype} ${name}`)
      }
      expect(inOrder(path)).toEqual(inOrder(goldenPath('all.safetensors')))
      const file = openSafetensors(path)
      for (const { name, data } of tensors) {
        if (data instanceof Float32Array) continue
        const found = new Uint16Array(data.length)
        file.readHalfBits(name, found)
        expect(found, name).toEqual(data)
      }
      expect(readBits(file, 'brain')).toEqual(golden.files['all.safetensors']!.brain!.bits)
      expect(() => file.readHalfBits('brain', new Uint16Array(5))).toThrow(RangeError)
      expect(() => file.readHalfBits('parameter', new Uint16Array(2))).toThrow(RangeError)
      file.close()
    })
  })

  it('what is written is what is read', () => {
    const name = fc.string({ unit: 'grapheme' }).filter((text) => text !== '__metadata__')
    const entry = fc.tuple(name, fc.float32Array({ maxLength: 20 }))
    const entries = fc.uniqueArray(entry, { selector: ([name]) => name, maxLength: 6 })
    inFolder((folder) => {
      fc.assert(
        fc.property(entries, fc.dictionary(fc.string(), fc.string()), (list, metadata) => {
          const path = join(folder, 'x')
          writeSafetensors(
            path,
            list.map(([name, data]) => ({ name, shape: [data.length], data })),
            metadata,
          )
          const file = openSafetensors(path)
          expect(file.metadata).toEqual({ ...metadata })
          expect(file.tensors.size).toBe(list.length)
          for (const [name, data] of list)
            expect(readBits(file, name)).toEqual([...new Int32Array(data.slice().buffer)])
          file.close()
        }),
        { numRuns: 200 },
      )
    })
  })

  it('writes views of a larger memory, and only them', () => {
    inFolder((folder) => {
      const memory = Float32Array.from({ length: 10 }, (_, index) => index)
      const path = join(folder, 'x')
      writeSafetensors(path, [{ name: 'a', shape: [2, 2], data: memory.subarray(3, 7) }])
      const target = new Float32Array(4)
      const file = openSafetensors(path)
      file.readFloat32('a', target)
      file.close()
      expect([...target]).toEqual([3, 4, 5, 6])
    })
  })

  const one = { name: 'a', shape: [1], data: Float32Array.of(1) }
  const wrong: [what: string, tensors: TensorToWrite[], code: RegExp][] = [
    ['a name twice', [one, one], /WRITE_NAME.*"a"/],
    ['the reserved name', [{ ...one, name: '__metadata__' }], /WRITE_NAME.*__metadata__/],
    ['a shape of another size', [{ ...one, shape: [2] }], /WRITE_SHAPE.*"a"/],
    ['a shape with a fraction', [{ ...one, shape: [0.5, 2] }], /WRITE_SHAPE.*"a"/],
    ['a type that the data is not', [{ ...one, dtype: 'F16' }], /WRITE_DTYPE.*"a".*F16.*Float32Array/],
    [
      'bits that are said to be floats',
      [{ ...one, data: Uint16Array.of(1), dtype: 'F32' }],
      /WRITE_DTYPE.*F32.*Uint16Array/,
    ],
  ]
  it.each(wrong)('%s is refused before anything is written', (_, tensors, code) => {
    inFolder((folder) => {
      const path = join(folder, 'x')
      expect(() => writeSafetensors(path, tensors)).toThrow(code)
      expect(existsSync(path)).toBe(false)
      expect(readdirSync(folder)).toEqual([])
    })
  })
})
