import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { Keys, readKeys } from './keys.ts'
import { startService } from './service.ts'

const folder = temporaryFolder()
function fileOf(text: string): string {
  const file = join(folder, 'keys.txt')
  writeFileSync(file, text)
  return file
}

test('keys of the file and of the environment; comments and blank lines are none', () => {
  const file = fileOf('\uFEFF# those of the team\r\n  # indented\n\n first-key \r\nsecond,key\n')
  expect(readKeys(file, { HANTUNE_API_KEYS: 'a, #b,' })).toEqual(['a', '#b', 'first-key', 'second,key'])
  expect(readKeys(undefined, {})).toEqual([])
  expect(readKeys(undefined, { HANTUNE_API_KEYS: '' })).toEqual([])
})

test('a lock without keys is refused', () => {
  for (const text of ['', '\uFEFF# only a comment\n', ' \n'])
    expect(() => readKeys(fileOf(text), {})).toThrow('E_SERVE_KEYS_EMPTY')
  expect(() => readKeys(undefined, { HANTUNE_API_KEYS: ' , ' })).toThrow('E_SERVE_KEYS_NONE')
  expect(() => readKeys(join(folder, 'none'), {})).toThrow('E_SERVE_KEY_FILE')
})

test.each(['secret key', '密钥', 'a\tb', 'caf\u00e9'])(
  '%j can be in no header, and is not shown',
  async (key) => {
    const refused = () => readKeys(fileOf(`good\n${key}\n`), {})
    expect(refused).toThrow('E_SERVE_KEY_FORM')
    expect(refused).toThrow(/keys\.txt:2/)
    expect(refused).not.toThrow(key)
    expect(() => readKeys(undefined, { HANTUNE_API_KEYS: `good,${key}` })).toThrow('E_SERVE_KEY_FORM')
    const models = [{ name: 'a', run: 'none' }]
    const open = () => Promise.reject(new Error('not opened'))
    await expect(startService({ models, port: 0, keys: [key], open })).rejects.toMatchObject({
      code: 'E_SERVE_KEY_FORM',
    })
  },
)

test('either header may show the key', () => {
  const keys = new Keys(['one', 'two'])
  expect(keys.nameOf('Bearer one', undefined)).toBe('key 1')
  expect(keys.nameOf('Bearer foreign', 'two')).toBe('key 2')
  expect(keys.nameOf('Basic dXNlcg==', ' two ')).toBe('key 2')
  expect(keys.nameOf('Bearer one', 'wrong')).toBe('key 1')
  expect(keys.nameOf('Bearer foreign', 'wrong')).toBeUndefined()
  expect(keys.nameOf(undefined, undefined)).toBeUndefined()
})
