import { closeSync, openSync } from 'node:fs'
import { deflateRawSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HanTuneError } from '../base/errors.ts'
import { GUNZIP_LIMITS, gunzip } from './_gunzip.ts'
import { errorOf, testFolder } from './_testing.ts'
import { readDataset, readTexts } from './index.ts'

const { file } = testFolder()

function unpack(packed: Uint8Array, limits = GUNZIP_LIMITS): Buffer {
  const descriptor = openSync(file(packed), 'r')
  try {
    // A piece is valid until the next only.
    return Buffer.concat([...map(gunzip(descriptor, 'f', limits), (piece) => Buffer.from(piece))])
  } finally {
    closeSync(descriptor)
  }
}

function* map<A, B>(items: Iterable<A>, change: (item: A) => B): Generator<B> {
  for (const item of items) yield change(item)
}

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 3000 }),
  fc
    .array(fc.constantFrom('张三', 'B-PER\n', 'O\n', 'a'), { maxLength: 3000 })
    .map((p) => Buffer.from(p.join(''))),
)

describe('gunzip', () => {
  test('gives what zlib packed, at every level and strategy, in several members', () => {
    fc.assert(
      fc.property(
        bytes,
        bytes,
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 0, max: 4 }),
        (a, b, level, strategy) => {
          const packed = Buffer.concat([gzipSync(a, { level, strategy }), gzipSync(b, { level })])
          expect(unpack(packed).equals(Buffer.concat([a, b]))).toBe(true)
        },
      ),
      { numRuns: 200 },
    )
  })

  test('large data, with matches over the whole window', () => {
    const block = Buffer.from(Array.from({ length: 33_000 }, (_, i) => (i * i * 31 + (i >> 3)) & 0xff))
    const data = Buffer.concat([block, block, Buffer.alloc(300_000, 7), block, block])
    for (const level of [0, 1, 6, 9]) expect(unpack(gzipSync(data, { level })).equals(data)).toBe(true)
  })

  test('any change or cut is told, never read as other data', () => {
    const data = Buffer.from('张\tB-PER\n三\tI-PER\n。\tO\n\n'.repeat(50))
    const packed = gzipSync(data)
    fc.assert(
      fc.property(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        for (const broken of [packed.subarray(0, at), changed(packed, at, flip)]) {
          try {
            // Name, time and system in the header change no data.
            expect(unpack(broken).equals(data)).toBe(true)
            expect(at).toBeLessThan(10)
          } catch (error) {
            if (!(error instanceof HanTuneError)) throw error
            expect(error.code).toBe('E_DATA_GZIP')
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  test('bombs and large data are refused', () => {
    const bomb = gzipSync(Buffer.alloc(80 * 2 ** 20))
    expect(errorOf(() => unpack(bomb)).code).toBe('E_DATA_GZIP_BOMB')
    expect(errorOf(() => readDataset(file(bomb))).code).toMatch(/E_DATA_(GZIP_BOMB|BINARY|LINE_TOO_LONG)/)
    const limits = { ...GUNZIP_LIMITS, bytes: 1000 }
    expect(errorOf(() => unpack(gzipSync(Buffer.alloc(2000)), limits)).code).toBe('E_DATA_TOO_LARGE')
  })
})

function changed(packed: Uint8Array, at: number, flip: number): Buffer {
  const copy = Buffer.from(packed)
  copy[at]! ^= flip
  return copy
}

describe('gzip files', () => {
  test('read like the files in them, with their lines', () => {
    const path = file(gzipSync('\uFEFF张\tB-PER\r\n三\tI-PER\n\n李\tB-PER\n'))
    const { records, notes } = readDataset(path)
    expect(records).toMatchObject([{ text: '张三' }, { text: '李', origin: { file: path, line: 4 } }])
    expect(notes.map(({ code }) => code)).toEqual(['bom', 'crlf'])
    expect(readTexts(file(gzipSync('第一句\n第二句\n'))).texts).toHaveLength(2)
    expect(errorOf(() => readDataset(file(gzipSync('张\tB-PER\n三\tB\n')))).place).toMatchObject({ line: 2 })
  })

  test('more than one chunk', () => {
    const content = Array.from({ length: 400_000 }, (_, i) => `文本${i}\t${i % 2}\n`).join('')
    expect(readDataset(file(gzipSync(content))).records.at(-1)).toMatchObject({ text: '文本399999' })
  })

  test('gzip in gzip, and a header without data, are named', () => {
    expect(errorOf(() => readDataset(file(gzipSync(gzipSync('a')))))).toMatchObject({
      code: 'E_DATA_BINARY',
      values: { kind: 'gzip' },
    })
    const head = gzipSync('').subarray(0, 10)
    for (const broken of [head, Buffer.concat([head, deflateRawSync('文本')])])
      expect(errorOf(() => readDataset(file(broken))).code).toBe('E_DATA_GZIP')
  })
})
