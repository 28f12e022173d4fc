import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { HanTuneError } from '../base/errors.ts'
import { packError, unpackError } from '../base/worker-protocol.ts'
import { WorkerClient } from './client.ts'

const folder = mkdtempSync(join(tmpdir(), 'hantune-client-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A worker that does what `body` says with each message `m`. */
function workerThat(body: string): WorkerClient {
  const path = join(folder, `${Math.random()}.mjs`)
  writeFileSync(
    path,
    `import { parentPort as p } from 'node:worker_threads'\np.on('message', (m) => { if (m === 'close') process.exit(0); ${body} })\n`,
  )
  return new WorkerClient(pathToFileURL(path), { maxOldGenerationSizeMb: 32 })
}

const ask = { texts: [] }
const died = expect.objectContaining({ code: 'E_WORKER_DIED' })

test.each([['process.exit(3)'], ['setTimeout(() => { throw new Error("broken") })']])(
  'a worker that dies (%s) rejects all that is pending, and what is asked later',
  async (body) => {
    const client = workerThat(body)
    const both = await Promise.allSettled([client.request('predict', ask), client.request('predict', ask)])
    expect(both).toEqual([
      { status: 'rejected', reason: died },
      { status: 'rejected', reason: died },
    ])
    await expect(client.request('predict', ask)).rejects.toThrow(died)
  },
)

test('a worker that runs out of memory is named as such', async () => {
  const client = workerThat('const all = []; for (;;) all.push(new Array(1e5).fill(m.id))')
  const error = await client.request('predict', ask).catch((e) => e)
  expect(error).toEqual(died)
  expect(error.values.reason).toMatch(/memory/)
})

test('answers and events find their request', async () => {
  const client = workerThat(
    `p.postMessage({ id: m.id, kind: 'event', event: { event: 'pass', done: m.id, all: 2 } })
     p.postMessage({ id: m.id, kind: 'answer', answer: [m.id] })`,
  )
  const events: unknown[] = []
  const onEvent = (event: unknown) => events.push(event)
  const answers = [1, 2].map(() => client.request('predict', ask, { onEvent }))
  expect(await Promise.all(answers)).toEqual([[1], [2]])
  expect(events).toEqual([1, 2].map((done) => ({ event: 'pass', done, all: 2 })))
  await client.close()
})

test('errors cross a thread whole', () => {
  const texts = { zh: { what: '坏 {n}', fix: '修' }, en: { what: 'bad {n}', fix: 'mend' } }
  const ours = new HanTuneError('E_TEST', texts, { n: 1 }, { file: 'a', line: 2 })
  const back = unpackError(structuredClone(packError(ours)))
  expect(back).toBeInstanceOf(HanTuneError)
  expect(back).toMatchObject({ code: 'E_TEST', message: ours.message, place: { file: 'a', line: 2 } })
  const other = new RangeError('too far')
  expect(unpackError(structuredClone(packError(other)))).toMatchObject({
    name: 'RangeError',
    message: 'too far',
    stack: other.stack,
  })
  expect(unpackError(packError('text')).message).toBe('text')
})
