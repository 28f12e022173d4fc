import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { COMMIT, type HubServer } from '../../test/support/hub-server.ts'
import { LockFile } from '../base/lock-file.ts'
import { FILES, refused, setUp, WEIGHTS } from './_testing.case.ts'

const filesOf = (hub: HubServer) =>
  hub.requests.filter(({ method }) => method === 'GET').map(({ path }) => path)

describe('a model of the hub', () => {
  test('is fetched into the layout that Python shares, what is needed of it only', async () => {
    const { hub, cache, locate, events } = await setUp()
    const { folder, commit } = await locate()
    expect(commit).toBe(COMMIT)
    const root = join(cache, 'models--org--tiny')
    expect(folder).toBe(join(root, 'snapshots', COMMIT))
    expect(readFileSync(join(root, 'refs/main'), 'utf8')).toBe(COMMIT)
    expect(readdirSync(folder).sort()).toEqual(['config.json', 'model.safetensors', 'vocab.txt'])
    for (const name of readdirSync(folder)) {
      expect(lstatSync(join(folder, name)).isSymbolicLink()).toBe(true)
      expect(readlinkSync(join(folder, name))).toMatch(/^\.\.\/\.\.\/blobs\/[0-9a-f]+$/)
      expect(readFileSync(join(folder, name))).toEqual(FILES[name as keyof typeof FILES])
    }
    expect(readdirSync(join(root, 'blobs')).every((name) => /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(name))).toBe(
      true,
    )
    expect(events.at(-1)).toMatchObject({ event: 'download', bytes: events.at(-1)!.allBytes, secondsLeft: 0 })
    expect(events.at(-1)!.allBytes).toBe(WEIGHTS.length + 21 + 6)
    expect(filesOf(hub).length).toBe(4)
  })

  test('is not asked for again; `refresh` asks, and fetches nothing that is there', async () => {
    const { hub, locate, events } = await setUp()
    const first = await locate()
    const before = hub.requests.length
    events.length = 0
    expect(await locate()).toEqual(first)
    expect(hub.requests.length).toBe(before)
    await locate('org/tiny', { refresh: true })
    expect(hub.requests.slice(before).filter(({ method }) => method === 'GET').length).toBe(1)
    expect(events).toEqual([])
  })

  test('of a branch, a tag or a commit; a pinned commit in the cache needs no network', async () => {
    const { hub, cache, locate } = await setUp()
    const { folder } = await locate('org/tiny', { revision: 'v1' })
    expect(readFileSync(join(cache, 'models--org--tiny/refs/v1'), 'utf8')).toBe(COMMIT)
    const before = hub.requests.length
    expect((await locate('org/tiny', { revision: COMMIT, offline: true })).folder).toBe(folder)
    expect(hub.requests.length).toBe(before)
    await refused(locate('org/tiny', { revision: 'v2' }), 'E_HUB_REVISION')
    await refused(locate('org/tiny', { revision: '../../x' }), 'E_HUB_REVISION')
  })

  test('offline: from the cache, or an error that names the nearest', async () => {
    const { hub, locate } = await setUp()
    await locate()
    const before = hub.requests.length
    for (const how of [{ offline: true }, { env: { HF_HUB_OFFLINE: '1' } }]) {
      for (const refresh of [false, true])
        expect((await locate('org/tiny', { ...how, refresh })).commit).toBe(COMMIT)
      await expect(locate('org/tinny', how)).rejects.toThrow(/E_HUB_NOT_CACHED.*≈ org\/tiny/)
    }
    expect(hub.requests.length).toBe(before)
  })

  test('unknown: the nearest known id', async () => {
    const { locate } = await setUp()
    await expect(locate('hfl/rbt33')).rejects.toThrow(/E_HUB_UNKNOWN.*≈ hfl\/rbt3/)
    await expect(locate('hfl/chinese-macbert-bas')).rejects.toThrow(/≈ hfl\/chinese-macbert-base/)
    await refused(locate('../../no/such/folder'), 'E_HUB_ID')
    await refused(locate('a/b/c'), 'E_HUB_ID')
  })

  test('without what an encoder needs', async () => {
    const { 'model.safetensors': _, 'pytorch_model.bin': __, ...rest } = FILES
    const { locate } = await setUp({ models: { 'org/tiny': { ...rest, 'tf_model.h5': Buffer.from('x') } } })
    await expect(locate()).rejects.toThrow(/E_HUB_FILES.*model\.safetensors.*tf_model\.h5/)
  })

  test('in shards', async () => {
    const shard = 'model-00001-of-00001.safetensors'
    const index = Buffer.from(JSON.stringify({ weight_map: { x: shard } }))
    const { 'model.safetensors': _, ...rest } = FILES
    const models = { 'org/tiny': { ...rest, [shard]: WEIGHTS, 'model.safetensors.index.json': index } }
    const { locate } = await setUp({ models })
    const { folder } = await locate()
    expect(readFileSync(join(folder, shard))).toEqual(WEIGHTS)
    expect(existsSync(join(folder, 'pytorch_model.bin'))).toBe(false)
  })

  test('with names that would leave its folder', async () => {
    for (const name of ['../../evil.txt', '/etc/passwd', 'a\\..\\b', 'a//b']) {
      const { locate, cache } = await setUp({ models: { 'org/tiny': { ...FILES, [name]: WEIGHTS } } })
      await refused(locate(), 'E_HUB_ANSWER')
      expect(readdirSync(cache)).not.toContain('evil.txt')
    }
  })
})

test('a variable that is no address, and a full disk', async () => {
  const { locate } = await setUp()
  await refused(locate('org/tiny', { env: { HF_ENDPOINT: 'hf-mirror.com' } }), 'E_HUB_SETTING')
  const huge = await setUp()
  huge.hub.listingMischief = (_, response) => {
    const siblings = Object.keys(FILES).map((rfilename) => ({ rfilename, size: 1e15 }))
    response.writeHead(200).end(JSON.stringify({ sha: COMMIT, siblings }))
    return true
  }
  await refused(huge.locate(), 'E_HUB_SPACE')
})

/** The number of a process that has ended. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'close')
  return child.pid!
}

test('two processes do not write one file; a dead one’s lock is taken over', async () => {
  const { cache, locate } = await setUp()
  await locate()
  const blobs = join(cache, 'models--org--tiny/blobs')
  const weights = readdirSync(blobs).find((name) => lstatSync(join(blobs, name)).size === WEIGHTS.length)!
  rmSync(join(blobs, weights))
  const path = join(blobs, `${weights}.hantune.lock`)
  const mine = LockFile.acquire(path, { taken: () => new Error('taken') })
  await expect(locate('org/tiny', { refresh: true })).rejects.toMatchObject({
    code: 'E_HUB_LOCKED',
    values: { host: hostname(), pid: process.pid, lock: path },
  })
  mine.release()
  // Of this machine: dead at once. Of another one: dead when nobody touched it for long.
  const holder = { pid: await deadProcess(), started: 'x' }
  const locks: [host: string, isOld: boolean, isHeld: boolean][] = [
    [hostname(), false, false],
    ['elsewhere', false, true],
    ['elsewhere', true, false],
  ]
  for (const [host, isOld, isHeld] of locks) {
    writeFileSync(path, JSON.stringify({ host, ...holder }))
    if (isOld) utimesSync(path, new Date(0), new Date(0))
    if (isHeld) await refused(locate('org/tiny', { refresh: true }), 'E_HUB_LOCKED')
    else {
      expect((await locate('org/tiny', { refresh: true })).commit).toBe(COMMIT)
      rmSync(join(blobs, weights))
      expect(existsSync(path)).toBe(false)
    }
  }
})

test('what lies in the cache under an old id is not fetched again', async () => {
  const id = 'google-bert/bert-base-chinese'
  const { hub, cache, locate } = await setUp({ models: { [id]: FILES } })
  await locate(id)
  renameSync(join(cache, 'models--google-bert--bert-base-chinese'), join(cache, 'models--bert-base-chinese'))
  const before = filesOf(hub).length
  const { folder } = await locate('bert-base-chinese', { refresh: true })
  expect(folder).toBe(join(cache, 'models--bert-base-chinese', 'snapshots', COMMIT))
  expect(filesOf(hub).length).toBe(before + 1)
})

test('a cache that cannot be written: it is named, with the variable', async () => {
  const { cache, locate } = await setUp()
  const file = join(cache, 'file')
  writeFileSync(file, '')
  for (const HF_HUB_CACHE of [file, join(file, 'below'), '/proc/hantune'])
    await expect(locate('org/tiny', { env: { HF_HUB_CACHE } })).rejects.toMatchObject({
      code: 'E_HUB_CACHE',
      message: expect.stringMatching(/HF_HUB_CACHE/),
      values: { cache: HF_HUB_CACHE },
    })
  await locate()
  const root = join(cache, 'models--org--tiny')
  rmSync(join(root, 'refs'), { recursive: true })
  writeFileSync(join(root, 'refs'), '')
  await refused(locate('org/tiny', { refresh: true }), 'E_HUB_CACHE')
})

test('nothing is written where everything is there', async () => {
  const { cache, locate } = await setUp()
  await locate()
  const states = () =>
    readdirSync(cache, { recursive: true, encoding: 'utf8' })
      .sort()
      .map((name) => [name, lstatSync(join(cache, name), { bigint: true }).ctimeNs])
  const before = states()
  await locate('org/tiny', { refresh: true })
  expect(states()).toEqual(before)
})

test('it can be given up', async () => {
  const { hub, locate } = await setUp()
  const control = new AbortController()
  hub.mischief = () => {
    control.abort()
    return true
  }
  await expect(locate('org/tiny', { signal: control.signal, stallMs: 5000 })).rejects.toThrow()
  expect(control.signal.aborted).toBe(true)
})
