import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { listen } from '../../test/support/hub-server.ts'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { examine } from './checks.ts'
import type { Finding } from './finding.ts'
import { thisWorld, type World } from './world.ts'

/** A machine on which all is well. */
function healthy(): World {
  return {
    nodeVersion: '22.1.0',
    env: {
      HF_HUB_CACHE: join(temporaryFolder(), 'hub'),
      LANG: 'zh_CN.UTF-8',
      XDG_CACHE_HOME: temporaryFolder(),
    },
    platform: 'linux',
    cores: 4,
    memory: { limit: 16e9, free: 8e9 },
    temporary: '/tmp',
    freeBytes: () => 100e9,
    isWritable: () => true,
    kindOf: () => 'folder',
    runtimeVersion: () => '1.30.0',
    devices: async () => ['cpu'],
    embedded: async () => {},
    probe: async () => 200,
  }
}

async function findingsOn(change: Partial<World>): Promise<Finding[]> {
  const world = healthy()
  const env = { ...world.env, ...change.env }
  const found: Finding[] = []
  for await (const finding of examine({ ...world, ...change, env })) found.push(finding)
  return found
}

const failing = async (message: string): Promise<never> => {
  throw new Error(message)
}

describe('the doctor', () => {
  test('has nothing to say against a healthy machine', async () => {
    const found = await findingsOn({})
    expect(found.every(({ state }) => state === 'ok')).toBe(true)
    expect(new Set(found.map(({ check }) => check)).size).toBe(found.length)
  })

  const cacheFile = (path: string) => (path.endsWith('hub') ? ('file' as const) : ('folder' as const))
  const noSpace = { freeBytes: (folder: string) => (folder === '/tmp' ? 1e8 : 100e9) }
  test.each<[string, string, string, Partial<World>]>([
    ['an old Node', 'node', 'failure', { nodeVersion: '18.20.0' }],
    ['a runtime that does not load', 'runtime', 'failure', { devices: () => failing('libonnxruntime.so') }],
    ['a runtime that computes nothing', 'runtime', 'failure', { devices: async () => [] }],
    ['little memory', 'memory', 'warning', { memory: { limit: 2e9, free: 1e9 } }],
    ['hardly any memory', 'memory', 'failure', { memory: { limit: 0.5e9, free: 0.1e9 } }],
    ['a full disk', 'disk-temporary', 'failure', noSpace],
    ['a disk that is nearly full', 'disk-cache', 'warning', { freeBytes: () => 1e9 }],
    ['a cache of others', 'cache', 'warning', { isWritable: () => false }],
    ['a cache that is a file', 'cache', 'warning', { kindOf: cacheFile }],
    ['no temporary folder', 'disk-temporary', 'failure', { kindOf: () => undefined }],
    ['an address of a hub that is none', 'hub', 'failure', { env: { HF_ENDPOINT: 'hf-mirror.com' } }],
    ['an address of a proxy that is none', 'proxy', 'failure', { env: { HTTPS_PROXY: 'garbage' } }],
    ['a proxy without http://', 'proxy', 'failure', { env: { http_proxy: 'proxy:3128' } }],
    ['a token that is none', 'token', 'failure', { env: { HF_TOKEN: 'hf_令牌' } }],
    ['a token’s file that is a folder', 'token', 'failure', { env: { HF_TOKEN: '', HF_TOKEN_PATH: '/' } }],
    ['no network', 'hub', 'warning', { probe: () => failing('ENOTFOUND') }],
    ['a hub that is down', 'hub', 'warning', { probe: async () => 503 }],
    ['a damaged embedded model', 'embedded', 'failure', { embedded: () => failing('[E_SAMPLES_DIFFER]') }],
    ['a terminal without UTF-8', 'terminal', 'warning', { env: { LANG: 'C', LC_ALL: '' } }],
  ])('finds %s, and says what to do', async (_, check, state, change) => {
    const all = await findingsOn(change)
    expect(all.length).toBe((await findingsOn({})).length)
    const found = all.find((finding) => finding.check === check)!
    expect(found.state).toBe(state)
    expect(found.fix).toBeTruthy()
  })

  test('does not go to the network when offline', async () => {
    const found = await findingsOn({ env: { HF_HUB_OFFLINE: '1' }, probe: () => failing('asked') })
    expect(found.find(({ check }) => check === 'hub')!.state).toBe('ok')
  })

  test('shows neither tokens nor the passwords of proxies', async () => {
    const env = { HF_TOKEN: 'hf_secret', HTTPS_PROXY: 'http://user:password@proxy:3128' }
    const text = JSON.stringify(await findingsOn({ env }))
    expect(text).toContain('HTTPS_PROXY')
    expect(text).not.toMatch(/hf_secret|password|3128/)
  })

  test('tells a file and a faulty proxy from a lack of permission and of network', async () => {
    const fixOf = async (check: string, change: Partial<World>) =>
      (await findingsOn(change)).find((finding) => finding.check === check)!.fix
    expect(await fixOf('cache', { kindOf: cacheFile })).not.toBe(
      await fixOf('cache', { isWritable: () => false }),
    )
    process.env.https_proxy = 'garbage'
    try {
      const { probe } = thisWorld(1)
      const fix = await fixOf('hub', { probe })
      expect(fix).toMatch(/HTTPS_PROXY/)
      expect(fix).not.toBe(await fixOf('hub', { probe: () => failing('ENOTFOUND') }))
    } finally {
      delete process.env.https_proxy
    }
  })

  test('takes a page, or any other JSON, for no hub', async () => {
    const { probe, kindOf } = thisWorld(1)
    let answer = ''
    const asked: (string | undefined)[] = []
    const address = await listen(
      createServer(({ headers }, response) => {
        asked.push(headers.authorization)
        response.writeHead(200).end(answer)
      }),
    )
    for (const [text, state] of [
      ['<html>please log in</html>', 'warning'],
      ['{"ok":true}', 'warning'],
      ['{"id":"hfl/rbt3","sha":"0"}', 'ok'],
    ] as const) {
      answer = text
      const found = await findingsOn({ probe, env: { HF_ENDPOINT: address } })
      expect(found.find(({ check }) => check === 'hub')).toMatchObject({ state })
    }
    // A mirror with accounts is asked as downloads ask it.
    const env = { HF_ENDPOINT: address.replace('//', '//me:secret@'), HF_TOKEN: 'hf_x' }
    const found = await findingsOn({ probe, env })
    expect(found.find(({ check }) => check === 'hub')).toMatchObject({ state: 'ok' })
    expect(asked.slice(-2)).toEqual([undefined, `Basic ${btoa('me:secret')}`])
    expect([kindOf('/'), kindOf(import.meta.filename), kindOf('/no/such')]).toEqual([
      'folder',
      'file',
      undefined,
    ])
  })

  test('can look at this machine', async () => {
    const world = thisWorld(2)
    expect(await world.devices()).toContain('cpu')
    expect(world.runtimeVersion()).toMatch(/^\d+\.\d+\.\d+/)
    expect(world.freeBytes(join(temporaryFolder(), 'not', 'there'))).toBeGreaterThan(0)
    expect(world.isWritable('/proc/nothing')).toBe(false)
    await expect(world.probe('http://127.0.0.1:1')).rejects.toThrow()
  })
})
