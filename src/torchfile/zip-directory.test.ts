import { describe, expect, it } from 'vitest'
import { goldenPath, inFolder, writeBytes } from '../../test/support/checkpoints.ts'
import { RandomAccessFile } from '../base/random-access.ts'
import { readZipDirectory, type ZipEntry } from './_zip-directory.ts'

interface Part {
  readonly name: string
  readonly data: string
  readonly method?: number
  readonly flags?: number
  /** What the directory says, where it lies. */
  readonly size?: number
  readonly packed?: number
  readonly local?: number
  /** Writes size and place as zip64 numbers. */
  readonly wide?: boolean
}

/** A zip file of the given parts; `patch` changes its end record. */
function zip(parts: readonly Part[], patch: (end: Buffer) => void = () => {}): Buffer {
  const files: Buffer[] = []
  const records: Buffer[] = []
  let position = 0
  for (const { name, data, method = 0, flags = 0, ...claims } of parts) {
    const header = Buffer.alloc(30)
    header.writeUInt32LE(0x04034b50, 0)
    header.writeUInt16LE(method, 8)
    header.writeUInt16LE(Buffer.byteLength(name), 26)
    files.push(Buffer.concat([header, Buffer.from(name), Buffer.from(data)]))

    const record = Buffer.alloc(46)
    const [size, packed, local] = [
      claims.size ?? data.length,
      claims.packed ?? data.length,
      claims.local ?? position,
    ]
    const extra = Buffer.alloc(claims.wide ? 28 : 0)
    if (claims.wide) {
      extra.writeUInt16LE(1, 0)
      extra.writeUInt16LE(24, 2)
      for (const [index, number] of [size, packed, local].entries())
        extra.writeBigUInt64LE(BigInt(number), 4 + index * 8)
    }
    const narrow = (number: number) => (claims.wide ? 0xffffffff : number)
    record.writeUInt32LE(0x02014b50, 0)
    record.writeUInt16LE(flags, 8)
    record.writeUInt16LE(method, 10)
    record.writeUInt32LE(narrow(packed), 20)
    record.writeUInt32LE(narrow(size), 24)
    record.writeUInt16LE(Buffer.byteLength(name), 28)
    record.writeUInt16LE(extra.length, 30)
    record.writeUInt32LE(narrow(local), 42)
    records.push(Buffer.concat([record, Buffer.from(name), extra]))
    position += files.at(-1)!.length
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(Buffer.concat(records).length, 12)
  end.writeUInt32LE(position, 16)
  patch(end)
  return Buffer.concat([...files, ...records, end])
}

function read(bytes: Uint8Array): ZipEntry[] {
  return inFolder((folder) => {
    const file = new RandomAccessFile(writeBytes(folder, 'zip', bytes))
    try {
      return [...readZipDirectory(file).values()]
    } finally {
      file.close()
    }
  })
}

const good: Part = { name: 'a/b', data: 'hello' }

describe('readZipDirectory', () => {
  it.each([false, true])('finds where the data of entries begins (zip64: %s)', (wide) => {
    const bytes = zip([
      { ...good, wide },
      { name: 'c', data: '', wide },
    ])
    const entries = read(bytes)
    expect(entries.map(({ name }) => name)).toEqual(['a/b', 'c'])
    const { position, size } = entries[0]!
    expect(bytes.toString('utf8', position, position + size)).toBe('hello')
    expect(entries[1]!.size).toBe(0)
  })

  it('reads the zip64 records that torch.save writes', () => {
    const file = new RandomAccessFile(goldenPath('plain-dict.bin'))
    expect([...readZipDirectory(file).keys()]).toContain('plain-dict/data.pkl')
    file.close()
  })

  it('takes a comment behind the directory', () => {
    const bytes = Buffer.concat([zip([good], (end) => end.writeUInt16LE(2, 20)), Buffer.from('hi')])
    expect(read(bytes)).toHaveLength(1)
  })

  it.each<[string, Buffer, string]>([
    ['a compressed entry', zip([{ ...good, method: 8 }]), 'COMPRESSED'],
    ['an encrypted entry', zip([{ ...good, flags: 1 }]), 'COMPRESSED'],
    ['a path that climbs', zip([{ ...good, name: 'a/../../b' }]), 'ZIP_NAME'],
    ['an absolute path', zip([{ ...good, name: '/a' }]), 'ZIP_NAME'],
    ['a drive', zip([{ ...good, name: 'C:a' }]), 'ZIP_NAME'],
    ['a backslash', zip([{ ...good, name: 'a\\b' }]), 'ZIP_NAME'],
    ['a name twice', zip([good, good]), 'ZIP_NAME'],
    ['a size past the data', zip([{ ...good, size: 500, packed: 500 }]), 'ZIP_ENTRY'],
    ['a size of 2⁶⁰', zip([{ ...good, wide: true, size: 2 ** 60, packed: 2 ** 60 }]), 'ZIP_ENTRY'],
    ['two sizes', zip([{ ...good, size: 4 }]), 'ZIP_ENTRY'],
    ['a place of 2⁶⁰', zip([{ ...good, wide: true, local: 2 ** 60 }]), 'ZIP_ENTRY'],
    ['a place that is no header', zip([{ ...good, local: 3 }]), 'ZIP_ENTRY'],
    ['the data of another', zip([good, { name: 'x/y', data: 'there', local: 0 }]), 'ZIP_ENTRY'],
    [
      'an overlap',
      zip([
        { ...good, size: 20, packed: 20 },
        { name: 'c', data: 'x'.repeat(40) },
      ]),
      'ZIP_ENTRY',
    ],
    ['more entries than there are', zip([good], (end) => end.writeUInt16LE(9, 10)), 'ZIP'],
    ['fewer entries than there are', zip([good], (end) => end.writeUInt16LE(0, 10)), 'ZIP'],
    ['a directory past the end', zip([good], (end) => end.writeUInt32LE(5000, 16)), 'ZIP'],
    ['no end record', Buffer.from('PK\x03\x04 and nothing else that a zip file has'), 'TRUNCATED'],
  ])('refuses %s', (_, bytes, code) => {
    expect(() => read(bytes)).toThrow(`[E_TORCHFILE_${code}]`)
  })

  it('refuses a zip64 locator that points anywhere', () => {
    const locator = Buffer.alloc(20)
    locator.writeUInt32LE(0x07064b50, 0)
    for (const place of [2n ** 64n - 1n, 2n ** 60n, 0n]) {
      locator.writeBigUInt64LE(place, 8)
      const bytes = zip([good])
      const patched = Buffer.concat([bytes.subarray(0, -22), Buffer.alloc(60), locator, bytes.subarray(-22)])
      expect(() => read(patched)).toThrow('[E_TORCHFILE_ZIP]')
    }
  })
})
