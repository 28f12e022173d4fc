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
import { openTorchFile } from './index.ts'

const FILES = Object.keys(golden.files).filter((name) => name.endsWith('.bin'))

describe('files of PyTorch', () => {
  it.each(FILES)('%s reads to the bit', (name) => {
    const file = openTorchFile(goldenPath(name))
    const expected = golden.files[name]!
    expect([...file.tensors.keys()]).toEqual(Object.keys(expected))
    expect(file.metadata['torch.container']).toBe(name.startsWith('legacy') ? 'legacy' : 'zip')
    for (const [tensor, { dtype, shape, bits }] of Object.entries(expected)) {
      const info = file.tensors.get(tensor)!
      expect([info.dtype, info.shape]).toEqual([DTYPE_NAMES[dtype], shape])
      if (bits) expect(readBits(file, tensor), tensor).toEqual(bits)
      else expect(() => readBits(file, tensor)).toThrow(/E_WEIGHTS_NOT_FLOAT.*(I64|I32|I16|I8|U8|BOOL)/)
    }
    file.close()
  })

  it('says under which key the weights stood, and keeps simple values beside them', () => {
    const file = openTorchFile(goldenPath('wrapped.bin'))
    expect(file.metadata).toEqual({
      'torch.container': 'zip',
      'torch.unwrapped': 'state_dict',
      epoch: '3',
      note: '训练',
    })
    file.close()
    expect(() => file.readFloat32('dense.bias', new Float32Array(3))).toThrow('E_WEIGHTS_CLOSED')
  })

  it('does not read an expanded view, which could claim any size', () => {
    const file = openTorchFile(goldenPath('expanded.bin'))
    expect(file.tensors.get('w')!.shape).toEqual([3])
    expect(() => readBits(file, 'w')).toThrow(/E_TORCHFILE_EXPANDED.*"w"/)
    file.close()
  })
})

describe('refusals', () => {
  it.each(Object.entries(golden.refused))('%s', (name, [code, named]) => {
    const open = () => openTorchFile(goldenPath(name))
    expect(open).toThrow(`[${code}]`)
    expect(open).toThrow(named)
    expect(open).toThrow(goldenPath(name))
  })

  it('says that a file which names a function might run code', () => {
    const open = () => openTorchFile(goldenPath('malicious-zip.bin'))
    expect(open).toThrow(expect.objectContaining({ values: { name: '"posix.system"' } }))
    expect(open).toThrow(/might run code|可能会执行任意代码/)
  })

  it.each([
    ['an empty file', '', 'E_TORCHFILE_TRUNCATED'],
    ['a web page', '<!DOCTYPE html>', 'E_TORCHFILE_FORMAT'],
    [
      'a Git LFS pointer',
      'version https://git-lfs.github.com/spec/v1\noid sha256:0\n',
      'E_WEIGHTS_LFS_POINTER',
    ],
    ['any other pickle', Buffer.from('80024b012e', 'hex'), 'E_TORCHFILE_FORMAT'],
    [
      'another version',
      Buffer.from('80028a0a6cfc9c46f9206aa850192e80024b072e', 'hex'),
      'E_TORCHFILE_VERSION',
    ],
  ])('%s', (_, content, code) => {
    inFolder((folder) => expect(outcome(openTorchFile, writeBytes(folder, 'x', content))).toBe(code))
  })
})

describe('any damage ends in an error of ours or in a read, never in a crash or a hang', () => {
  const small = ['plain-dict.bin', 'legacy-slices.bin', 'legacy-protocol4.bin']

  it.each(small)('%s cut short anywhere is refused', (name) => {
    inFolder((folder) => {
      const bytes = readFileSync(goldenPath(name))
      const path = writeBytes(folder, 'cut', bytes)
      for (let size = bytes.length - 1; size >= 0; size--) {
        truncateSync(path, size)
        expect(outcome(openTorchFile, path)).toMatch(/^E_TORCHFILE_/)
      }
    })
  })

  it.each(small)('%s with any byte changed', (name) => {
    inFolder((folder) => {
      const copy = mutableCopy(goldenPath(name), folder)
      const outcomes = new Set<string>()
      for (let at = 0; at < copy.original.length; at++) {
        for (const xor of [0x01, 0x10, 0x80, 0xff]) {
          outcomes.add(copy.with([{ at, xor }], (path) => outcome(openTorchFile, path)))
        }
      }
      expect([...outcomes]).toEqual(
        expect.arrayContaining(['read', 'E_TORCHFILE_GLOBAL', 'E_TORCHFILE_PICKLE']),
      )
    })
  })

  it.each([...small, 'zip-protocol4.bin'])('%s with several bytes changed at once', (name) => {
    inFolder((folder) => {
      const copy = mutableCopy(goldenPath(name), folder)
      const change = fc.record({
        at: fc.nat(copy.original.length - 1),
        xor: fc.integer({ min: 1, max: 255 }),
      })
      const changes = fc.uniqueArray(change, { minLength: 1, maxLength: 6, selector: ({ at }) => at })
      fc.assert(
        fc.property(changes, (list) => {
          expect(copy.with(list, (path) => outcome(openTorchFile, path))).toMatch(/^(E_|read)/)
        }),
        { numRuns: 1000 },
      )
    })
  })

  it('surplus bytes behind a legacy file', () => {
    inFolder((folder) => {
      const path = writeBytes(folder, 'x', readFileSync(goldenPath('legacy-protocol2.bin')), 'x')
      expect(outcome(openTorchFile, path)).toBe('E_TORCHFILE_SURPLUS')
    })
  })
})
