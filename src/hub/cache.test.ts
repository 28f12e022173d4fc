import { mkdirSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { cachedIds } from './cache.ts'
import { resolveModel } from './locate.ts'
import { hubCache, modelscopeCache, tokenFor } from './settings.ts'

/** A cache as Hugging Face's library lays it out. */
function cacheOf(ids: Readonly<Record<string, string | undefined>>) {
  const cache = temporaryFolder()
  for (const [id, main] of Object.entries(ids)) {
    const folder = join(cache, `models--${id.replace('/', '--')}`)
    for (const commit of ['aaa', 'bbb']) {
      const snapshot = join(folder, 'snapshots', commit)
      mkdirSync(snapshot, { recursive: true })
      for (const name of ['config.json', 'vocab.txt', 'model.safetensors'])
        writeFileSync(join(snapshot, name), '')
    }
    mkdirSync(join(folder, 'refs'), { recursive: true })
    if (main !== undefined) writeFileSync(join(folder, 'refs/main'), main)
  }
  return { cache, resolve: (model: string) => resolveModel(model, { HF_HUB_CACHE: cache }) }
}

describe('a model is', () => {
  const { cache, resolve } = cacheOf({
    'google-bert/bert-base-chinese': 'bbb\n',
    'hfl/rbt3': 'aaa',
    'hfl/chinese-macbert-base': 'aaa',
    plain: 'bbb',
    'half/loaded': undefined,
    'stale/ref': 'ccc',
  })

  test('a folder, as it is', () => {
    const folder = temporaryFolder()
    expect(resolve(folder)).toBe(folder)
  })

  test('an id: the snapshot that refs/main names', () => {
    const at = (name: string, commit: string) => join(cache, name, 'snapshots', commit)
    expect(resolve('google-bert/bert-base-chinese')).toBe(at('models--google-bert--bert-base-chinese', 'bbb'))
    expect(resolve('hfl/rbt3')).toBe(at('models--hfl--rbt3', 'aaa'))
    expect(resolve('plain')).toBe(at('models--plain', 'bbb'))
  })

  test('an id without its owner', () => {
    expect(resolve('bert-base-chinese')).toBe(resolve('google-bert/bert-base-chinese'))
  })

  test('not there where its snapshot is not', () => {
    for (const id of ['half/loaded', 'stale/ref']) expect(() => resolve(id)).toThrow('E_HUB_NOT_CACHED')
  })

  test.each([
    ['bert-base-chinse', ' (≈ google-bert/bert-base-chinese)'],
    ['hfl/rbtl33', ' (≈ hfl/rbtl3)'],
    ['hfl/chinese-macbert-bas', ' (≈ hfl/chinese-macbert-base)'],
    ['something-else-altogether', ''],
  ])('%s is not there%s', (model, near) => {
    expect(() => resolve(model)).toThrow(
      expect.objectContaining({ code: 'E_HUB_NOT_CACHED', values: { model, cache, near, revision: 'main' } }),
    )
  })

  test.each([
    '../absent',
    'a/../b',
    'a/b/c',
    '/absent/folder',
    './absent',
    '',
    'a b',
    '-x',
    'a\\b',
    'hfl/..',
  ])('%j is no id', (model) => {
    expect(() => resolve(model)).toThrow('E_HUB_ID')
  })
})

test('one that lies there under the name it had before models had owners', () => {
  const { cache, resolve } = cacheOf({ 'bert-base-chinese': 'aaa' })
  const folder = join(cache, 'models--bert-base-chinese', 'snapshots', 'aaa')
  for (const id of ['bert-base-chinese', 'google-bert/bert-base-chinese']) expect(resolve(id)).toBe(folder)
  expect(cachedIds(cache)).toEqual(['google-bert/bert-base-chinese'])
  // Another owner's model of that name is another model.
  expect(() => resolve('hfl/bert-base-chinese')).toThrow('E_HUB_NOT_CACHED')
})

test('today’s name before the old one; both are one model', () => {
  const { cache, resolve } = cacheOf({ 'bert-base-chinese': 'aaa', 'google-bert/bert-base-chinese': 'bbb' })
  expect(resolve('bert-base-chinese')).toContain('google-bert')
  expect(cachedIds(cache)).toEqual(['google-bert/bert-base-chinese'])
})

test('no cache at all', () => {
  const cache = join(temporaryFolder(), 'absent')
  expect(() => resolveModel('hfl/rbt3', { HF_HUB_CACHE: cache })).toThrow('E_HUB_NOT_CACHED')
})

test('the cache is where the Python library has it', () => {
  expect(hubCache({ HF_HUB_CACHE: '/c', HF_HOME: '/h' })).toBe('/c')
  expect(hubCache({ HF_HOME: '/h', XDG_CACHE_HOME: '/x' })).toBe(join('/h', 'hub'))
  expect(hubCache({ XDG_CACHE_HOME: '/x' })).toBe(join('/x', 'huggingface', 'hub'))
  expect(hubCache({ HF_HUB_CACHE: '', HF_HOME: '', XDG_CACHE_HOME: '' })).toBe(hubCache({}))
  expect(hubCache({})).toBe(join(homedir(), '.cache', 'huggingface', 'hub'))
})

test('a `~` that the shell left in a variable is the home', () => {
  const at = (...parts: string[]) => join(homedir(), ...parts)
  expect(hubCache({ HF_HUB_CACHE: '~/c' })).toBe(at('c'))
  expect(hubCache({ HF_HUB_CACHE: '~' })).toBe(homedir())
  expect(hubCache({ HF_HOME: '~/h' })).toBe(at('h', 'hub'))
  expect(hubCache({ XDG_CACHE_HOME: '~/x' })).toBe(at('x', 'huggingface', 'hub'))
  expect(modelscopeCache({ XDG_CACHE_HOME: '~/x' })).toBe(at('x', 'hantune', 'modelscope'))
  for (const other of ['/a/~/b', './~', '~other/c']) expect(hubCache({ HF_HUB_CACHE: other })).toBe(other)
  const name = `.hantune-no-such-${process.pid}`
  expect(tokenFor('https://huggingface.co', { HF_TOKEN_PATH: `~/${name}` })).toBeUndefined()
})
