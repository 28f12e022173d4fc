import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hantune, jsonLines } from '../../test/support/cli.ts'
import { COMMIT, filesOf, startHub } from '../../test/support/hub-server.ts'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { writeTiny } from '../../test/support/tiny.ts'
import { MODEL, SETTINGS, tinyCorpus } from '../../test/support/tiny-corpus.ts'
import { writeWeights } from '../../test/support/tiny-encoder.ts'
import { KNOWN_ENCODERS } from '../hub/index.ts'

/** A hub that has a small encoder, and a user without any. */
async function setUp() {
  const folder = temporaryFolder()
  const tiny = writeTiny(folder)
  writeWeights(tiny.model)
  const hub = await startHub({ models: { 'org/tiny': filesOf(tiny.model) } })
  const cache = join(folder, 'cache')
  const env = { HF_ENDPOINT: hub.url, HF_HUB_CACHE: cache, HF_HUB_OFFLINE: '' }
  return { folder, ...tiny, hub, cache, env }
}

describe('a model of the hub on the command line', () => {
  test('is downloaded and fine-tuned; the next time there is no network to it', async () => {
    const { folder, bio, hub, cache, env } = await setUp()
    const args = ['train', bio, '--dev', bio, '--model', 'org/tiny', '--epochs', '1', '--threads', '1']
    const first = await hantune([...args, '--out', join(folder, 'one'), '--json'], { env })
    expect(first.code).toBe(0)
    const events = jsonLines(first.stdout)
    expect(events[0]).toMatchObject({ event: 'download', model: 'org/tiny', commit: COMMIT })
    expect(events.at(-1)).toMatchObject({ event: 'done' })
    expect(readFileSync(join(folder, 'one/config.yaml'), 'utf8')).toContain(`snapshots/${COMMIT}`)
    expect(existsSync(join(cache, 'models--org--tiny/refs/main'))).toBe(true)
    const before = hub.requests.length
    const second = await hantune([...args, '--out', join(folder, 'two'), '--offline'], { env })
    expect(second.code).toBe(0)
    expect(hub.requests.length).toBe(before)
  })

  test('`download` fetches it alone, in a revision, and says where it is', async () => {
    const { cache, env, hub } = await setUp()
    const { code, stdout } = await hantune(['download', 'org/tiny', '--revision', 'v1', '--json'], { env })
    expect(code).toBe(0)
    const folder = join(cache, 'models--org--tiny/snapshots', COMMIT)
    expect(jsonLines(stdout).at(-1)).toMatchObject({
      event: 'downloaded',
      commit: COMMIT,
      folder,
      fetched: true,
    })
    const again = await hantune(['download', 'org/tiny', '--revision', 'v1'], { env })
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining(folder) })
    expect(again.stderr.match(/org\/tiny/g)).toEqual(['org/tiny'])
    expect(again.stderr).toContain('nothing was fetched')
    const before = hub.requests.length
    for (const how of [{ HF_HUB_OFFLINE: '1' }, { HF_ENDPOINT: 'http://127.0.0.1:1', HF_HUB_OFFLINE: '1' }]) {
      const alone = await hantune(['download', 'org/tiny', '--revision', COMMIT], { env: { ...env, ...how } })
      expect(alone).toMatchObject({ code: 0, stderr: expect.stringContaining('offline') })
    }
    expect(hub.requests.length).toBe(before)
    const absent = await hantune(['download', 'org/tinny'], { env })
    expect(absent.code).toBe(2)
    expect(absent.stderr).toContain('E_HUB_UNKNOWN')
    const offline = await hantune(['download', 'org/other', '--offline'], { env, language: 'zh' })
    expect(offline).toMatchObject({ code: 2 })
    expect(offline.stderr).toMatch(/E_HUB_NOT_CACHED.*离线/)
  })
})

test('blanks are guessed by the revision that was asked for', async () => {
  const { folder, bio, env } = await setUp()
  const { texts, vocab, out } = tinyCorpus()
  const small = join(folder, 'small.yaml')
  writeFileSync(small, JSON.stringify({ model: MODEL, vocab, ...SETTINGS, steps: 1, warmup: 0, decay: 0 }))
  expect(await hantune(['pretrain', texts, '--config', small, '--out', out])).toMatchObject({ code: 0 })
  const { url } = await startHub({ models: { 'org/mlm': filesOf(join(out, 'model')) } })
  const at = { env: { ...env, HF_ENDPOINT: url } }
  const fill = ['predict', 'org/mlm', '猫在[MASK]鱼。', '--task', 'fill-mask', '--threads', '1']
  const first = await hantune([...fill, '--revision', 'v1', '--json'], at)
  expect(jsonLines(first.stdout)[0]).toMatchObject({ event: 'download', model: 'org/mlm' })
  // Of the two revisions one alone is on this machine: where the other is meant, there is none.
  const mlm = ['--augment', 'mlm', '--model', 'org/mlm', '--threads', '1', '--offline']
  const augment = ['data', 'augment', bio, ...mlm, '--json']
  const train = ['train', bio, '--dev', bio, ...mlm, '--epochs', '1', '--out', join(folder, 'run')]
  for (const args of [[...fill, '--offline'], augment, train]) {
    expect((await hantune(args, at)).stderr).toContain('E_HUB_NOT_CACHED')
    expect(await hantune([...args, '--revision', 'v1'], at)).toMatchObject({ code: 0 })
  }
  const alone = await hantune(['predict', folder, '好', '--revision', 'v1'], at)
  expect(alone.stderr).toMatch(/E_CLI_FILL_ONLY.*--revision/)
})

test('`download` says that it waits, and that the embedded model needs no download', async () => {
  const { env, hub } = await setUp()
  let asked = 0
  hub.listingMischief = (_, response) => {
    if (asked++ > 0) return false
    response.writeHead(429, { 'retry-after': '1' }).end()
    return true
  }
  const waiting = await hantune(['download', 'org/tiny'], { env })
  expect(waiting.code).toBe(0)
  expect(waiting.stderr.match(/HTTP 429.*1 s/g)?.length).toBe(1)
  const before = hub.requests.length
  const embedded = await hantune(['download', 'hantune-mini'], { env, language: 'zh' })
  expect(embedded).toMatchObject({ code: 0, stderr: expect.stringContaining('随包自带') })
  expect(existsSync(embedded.stdout.trim().replace(/^模型在 /, ''))).toBe(true)
  expect(hub.requests.length).toBe(before)
})

test('`models` lists what is known, and what is here', async () => {
  const { env } = await setUp()
  const zh = await hantune(['models'], { env, language: 'zh' })
  expect(zh.code).toBe(0)
  for (const { id } of KNOWN_ENCODERS) expect(zh.stdout).toContain(id)
  const { stdout } = await hantune(['models', '--json'], { env })
  const lines = jsonLines(stdout)
  expect(lines.length).toBe(KNOWN_ENCODERS.length)
  expect(lines.find(({ id }) => id === 'hfl/rbt3')).toMatchObject({
    learningRate: 1e-4,
    cached: false,
    layers: 3,
  })
  expect(lines.find(({ id }) => id === 'hfl/chinese-macbert-base')).toMatchObject({ learningRate: 2e-5 })
})

test('`doctor` looks at this machine and asks the hub', async () => {
  const { env, hub } = await setUp()
  const { code, stdout, stderr } = await hantune(['doctor', '--json'], { env: { ...env, LANG: 'C.UTF-8' } })
  const findings = jsonLines(stdout).filter(({ event }) => event === 'finding')
  expect(findings.map(({ check }) => check)).toContain('embedded')
  // The hub of the test does not have the model that the doctor asks for.
  expect(findings.find(({ check }) => check === 'hub')).toMatchObject({ state: 'warning' })
  expect(hub.requests.length).toBe(1)
  expect(findings.filter(({ state }) => state === 'failure')).toEqual([])
  expect({ code, stderr: stderr.includes('ONNX Runtime') }).toEqual({ code: 0, stderr: true })
})
