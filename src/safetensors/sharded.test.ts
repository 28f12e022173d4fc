import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inFolder, readBits, writeBytes } from '../../test/support/checkpoints.ts'
import { openSafetensorsIndex, writeSafetensors } from './index.ts'

const one = { shape: [1], data: Float32Array.of(1) }
const two = { shape: [2], data: Float32Array.of(2, 3) }

/** Two shards and an index with the given map. */
function withIndex(map: unknown, body: (path: string) => void): void {
  inFolder((folder) => {
    writeSafetensors(join(folder, 'model-00001-of-00002.safetensors'), [{ name: 'a', ...one }])
    writeSafetensors(join(folder, 'model-00002-of-00002.safetensors'), [{ name: 'b', ...two }])
    const index =
      typeof map === 'string' ? map : JSON.stringify({ metadata: { total_size: 12 }, weight_map: map })
    body(writeBytes(folder, 'model.safetensors.index.json', index))
  })
}

const FIRST = 'model-00001-of-00002.safetensors'
const SECOND = 'model-00002-of-00002.safetensors'

describe('openSafetensorsIndex', () => {
  it('reads tensors from their shards', () => {
    withIndex({ b: SECOND, a: FIRST }, (path) => {
      const file = openSafetensorsIndex(path)
      expect(file.metadata).toEqual({ total_size: '12' })
      expect([...file.tensors.keys()].sort()).toEqual(['a', 'b'])
      expect(readBits(file, 'b')).toEqual([...new Int32Array(two.data.buffer)])
      expect(() => file.readFloat32('c', new Float32Array(1))).toThrow('E_WEIGHTS_NAME')
      file.close()
      expect(() => file.readFloat32('a', new Float32Array(1))).toThrow('E_WEIGHTS_CLOSED')
    })
  })

  it.each(['../x', '/etc/passwd', 'a\\b', 'C:x', '..', '', 'x\0'])('refuses the shard name %j', (shard) => {
    withIndex({ a: FIRST, b: shard }, (path) => {
      expect(() => openSafetensorsIndex(path)).toThrow(/E_SAFETENSORS_SHARD_NAME.*"b"/)
    })
  })

  const wrong: [what: string, map: unknown, code: RegExp][] = [
    ['a tensor that the shard lacks', { a: FIRST, b: SECOND, c: FIRST }, /SHARD_MISSING.*"c"/],
    ['a tensor in another shard', { a: SECOND, b: SECOND }, /SHARD_MISSING.*"a"/],
    ['a shard that is not there', { a: FIRST, b: 'none' }, /E_WEIGHTS_OPEN/],
    ['a map of numbers', { a: 1 }, /E_SAFETENSORS_INDEX.*weight_map/],
    ['no map', '{}', /E_SAFETENSORS_INDEX.*weight_map/],
    ['a tensor twice', `{"weight_map":{"a":"${FIRST}","a":"${SECOND}"}}`, /DUPLICATE.*"a"/],
    ['no JSON', '<html>', /E_SAFETENSORS_HEADER/],
  ]
  it.each(wrong)('refuses %s', (_, map, code) => {
    withIndex(map, (path) => expect(() => openSafetensorsIndex(path)).toThrow(code))
  })

  it('refuses a tensor that the index does not name', () => {
    withIndex({ a: FIRST }, (path) => {
      writeSafetensors(join(path, '..', FIRST), [
        { name: 'a', ...one },
        { name: 'extra', ...two },
      ])
      expect(() => openSafetensorsIndex(path)).toThrow(/SHARD_EXTRA.*"extra"/)
    })
  })
})
