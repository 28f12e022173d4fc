import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HanTuneError } from '../base/errors.ts'
import { fakeModel, fakeService, until } from './_testing.case.ts'
import { startService } from './service.ts'

const codeOf = async (answer: Response): Promise<string> =>
  ((await answer.json()) as { error: { code: string } }).error.code

test('it listens while models are loaded, and says so', async () => {
  let open = () => {}
  const loading = new Promise<void>((resolve) => {
    open = resolve
  })
  let url = ''
  const starting = startService({
    models: [{ name: 'a', run: 'a' }],
    port: 0,
    open: fakeModel({ onOpen: () => loading }).open,
    log: { write: () => {} },
    onEvent: (event) => {
      if (event.event === 'listening') url = event.url
    },
  })
  await until(() => url !== '')
  const ready = await fetch(`${url}/ready`)
  expect([ready.status, await ready.json()]).toEqual([503, { status: 'starting' }])
  expect((await fetch(`${url}/health`)).status).toBe(200)
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"text": "好"}' }
  const early = await fetch(`${url}/predict`, init)
  expect([early.status, early.headers.get('retry-after'), await codeOf(early)]).toEqual([
    503,
    '1',
    'E_SERVE_STARTING',
  ])
  open()
  const service = await starting
  expect((await fetch(`${url}/ready`)).status).toBe(200)
  expect((await fetch(`${url}/predict`, init)).status).toBe(200)
  await service.close()
})

test('a model that cannot be loaded, a port that is taken, names that clash: no service', async () => {
  const broken = fakeModel({
    onOpen: () => {
      throw new HanTuneError('E_RUN_ABSENT', { zh: { what: '', fix: '' }, en: { what: '', fix: '' } }, {})
    },
  })
  await expect(fakeService({}, broken)).rejects.toMatchObject({ code: 'E_RUN_ABSENT' })
  const { service } = await fakeService()
  await expect(fakeService({ port: service.port })).rejects.toMatchObject({ code: 'E_SERVE_LISTEN' })
  const models = [1, 2].map((run) => ({ name: 'a', run: String(run) }))
  await expect(fakeService({ models })).rejects.toMatchObject({ code: 'E_SERVE_NAME_TWICE' })
  await expect(fakeService({ models: [{ name: 'a b', run: 'a' }] })).rejects.toMatchObject({
    code: 'E_SERVE_NAME',
  })
})

test('several models: the request names one', async () => {
  const models = ['one', 'two'].map((name) => ({ name, run: name }))
  const { send } = await fakeService({ models })
  expect(await codeOf(await send({ text: '好' }))).toBe('E_SERVE_MODEL_WHICH')
  expect(await (await send({ text: '好', model: 'two' })).json()).toMatchObject({ model: 'two' })
  const { error } = (await (await send({ text: '好', model: 'tow' })).json()) as { error: { what: string } }
  expect(error.what).toContain('two')
})

test('texts that come together are read together, by several workers', async () => {
  const model = fakeModel({ batchMs: 30 })
  const { send } = await fakeService({ workers: 2 }, model)
  await Promise.all(Array.from({ length: 20 }, (_, i) => send({ text: `text ${i}` })))
  expect(model.opened()).toBe(2)
  expect(model.batches.flat().sort()).toEqual(Array.from({ length: 20 }, (_, i) => `text ${i}`).sort())
  expect(model.batches.length).toBeLessThan(10)
})

test('draining: what was accepted is finished, nothing new is taken', async () => {
  // Longer than a test may take: connections that stay open would be seen.
  const limits = { drain: 1000 }
  const { service, send, events, model } = await fakeService({ limits }, fakeModel({ batchMs: 300 }))
  const accepted = [send({ text: '一' }), send({ text: ['二', '三'] })]
  const metrics = async () => (await fetch(`${service.url}/metrics`)).text()
  await until(async () => (await metrics()).includes('hantune_requests_under_way 2'))
  const drained = service.drain()
  expect((await Promise.all(accepted)).map(({ status }) => status)).toEqual([200, 200])
  await drained
  await expect(send({ text: '四' })).rejects.toThrow()
  expect(events.map(({ event }) => event)).toEqual(['listening', 'ready', 'draining', 'stopped'])
  expect(model.closed()).toBe(1)
})

test('what is not done when the time to drain is over is cut, told and counted as the service’s own doing', async () => {
  const limits = { drain: 0.05 }
  const { service, send, events, lines } = await fakeService({ limits }, fakeModel({ batchMs: 1000 }))
  const cut = Promise.allSettled([send({ text: '一' }), send({ text: '二' })])
  const metrics = async () => (await fetch(`${service.url}/metrics`)).text()
  await until(async () => (await metrics()).includes('hantune_requests_under_way 2'))
  await service.drain()
  expect((await cut).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(events.at(-1)).toEqual({ event: 'stopped', cut: 2 })
  const codes = lines.filter(({ route }) => route === '/predict').map(({ code }) => code)
  expect(codes).toEqual(['E_SERVE_CUT', 'E_SERVE_CUT'])
})

test('a worker that dies is replaced; its texts are read by another', async () => {
  let deaths = 0
  const model = fakeModel({
    onBatch() {
      if (deaths++ > 0) return
      throw new HanTuneError('E_WORKER_DIED', { zh: { what: '', fix: '' }, en: { what: '', fix: '' } }, {})
    },
  })
  const { service, send, events } = await fakeService({}, model)
  expect((await send({ text: ['一', '二'] })).status).toBe(200)
  expect(model.opened()).toBe(2)
  expect(events.map(({ event }) => event)).toContain('worker-error')
  expect(await (await fetch(`${service.url}/metrics`)).text()).toContain(
    'hantune_worker_deaths_total{model="a"} 1',
  )
})

test('a request that is not done in time is given up', async () => {
  const { send } = await fakeService({ limits: { timeout: 0.1 } }, fakeModel({ batchMs: 400 }))
  const answer = await send({ text: '好' })
  expect([answer.status, await codeOf(answer)]).toEqual([503, 'E_SERVE_TIMEOUT'])
})

test('a request that alone takes too long is refused at once where that is known, else when its time is over', async () => {
  const text = '好'.repeat(1000)
  const toldBy = async (answer: Response) => [
    answer.status,
    answer.headers.get('retry-after'),
    await codeOf(answer),
  ]
  const known = await fakeService({ limits: { timeout: 5 } }, fakeModel({ textMs: 300 }))
  expect((await known.send({ text })).status).toBe(200)
  const refused = await known.send({ text: new Array(50).fill(text) })
  expect(await toldBy(refused)).toEqual([413, null, 'E_SERVE_TOO_LONG'])
  expect(known.model.batches.length).toBe(1)
  const unknown = await fakeService({ limits: { timeout: 0.3 } }, fakeModel({ textMs: 100 }))
  const late = await unknown.send({ text: new Array(50).fill(text) })
  expect(await toldBy(late)).toEqual([413, null, 'E_SERVE_TOO_LONG'])
  expect(unknown.model.batches.length).toBeLessThan(10)
})

test('one client does not take the places of all', async () => {
  const keys = ['first', 'second']
  let letGo = () => {}
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const { send, service } = await fakeService(
    { keys, limits: { perClient: 2, concurrency: 3 } },
    fakeModel({ onBatch: () => held }),
  )
  const by = (key: string) => send({ text: '好' }, { 'x-api-key': key })
  const metrics = async () =>
    (await fetch(`${service.url}/metrics`, { headers: { 'x-api-key': 'first' } })).text()
  const two = [by('first'), by('first')]
  await until(async () => (await metrics()).includes('hantune_requests_under_way 2'))
  const third = await by('first')
  expect([third.status, third.headers.get('retry-after'), await codeOf(third)]).toEqual([
    429,
    '1',
    'E_SERVE_CLIENT',
  ])
  const other = [by('second'), by('second')]
  expect((await Promise.race(other)).status).toBe(503)
  letGo()
  const statuses = async (answers: readonly Promise<Response>[]) =>
    (await Promise.all(answers)).map(({ status }) => status).sort()
  expect(await statuses(other)).toEqual([200, 503])
  expect(await statuses(two)).toEqual([200, 200])
})

test('overload: what is accepted is answered, the rest is refused, and afterwards all is well', async () => {
  // 50 texts a second, at 20 times that: a machine that is busy with other things sends fewer.
  const limits = { queue: 40, concurrency: 60, perClient: 60, wait: 0.5 }
  const { service, send, model } = await fakeService({ limits }, fakeModel({ textMs: 20 }))
  const answers: Promise<{ status: number; retryAfter: string | null; text: string | undefined }>[] = []
  let most = 0
  for (let round = 0; round < 100; round++) {
    for (let i = 0; i < 20; i++) {
      const text = `${round} ${i}`
      answers.push(
        send({ text }).then(async (answer) => ({
          status: answer.status,
          retryAfter: answer.headers.get('retry-after'),
          text: ((await answer.json()) as { text?: string }).text,
        })),
      )
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
    if (round % 20 === 0) {
      const { models } = (await (await fetch(`${service.url}/models`)).json()) as {
        models: { waiting: number }[]
      }
      most = Math.max(most, models[0]!.waiting)
    }
  }
  const all = await Promise.all(answers)
  const done = all.filter(({ status }) => status === 200)
  const refused = all.filter(({ status }) => status !== 200)
  expect(done.length + refused.length).toBe(2000)
  expect(refused.length).toBeGreaterThan(200)
  expect(
    refused.every(({ status, retryAfter }) => [429, 503].includes(status) && Number(retryAfter) >= 1),
  ).toBe(true)
  // Each once, and nothing was computed for those that were refused.
  expect(model.batches.flat().sort()).toEqual(done.map(({ text }) => text).sort())
  expect(most).toBeLessThanOrEqual(40)
  expect((await send({ text: 'after' })).status).toBe(200)
  expect(await (await fetch(`${service.url}/metrics`)).text()).toContain('hantune_requests_under_way 0')
}, 60_000)

test('no body is answered by anything but 200 or an error with its code', async () => {
  const { send } = await fakeService()
  const anyText = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), fc.string())
  const anyFields = fc.record(
    {
      text: fc.oneof(anyText, fc.array(fc.oneof(anyText, fc.jsonValue())), fc.jsonValue()),
      pair: fc.jsonValue(),
      model: fc.oneof(anyText, fc.constant('a')),
      scores: fc.oneof(fc.boolean(), fc.jsonValue()),
    },
    { requiredKeys: [] },
  )
  const anyBody = fc.oneof(
    anyFields.map((fields) => JSON.stringify(fields)),
    fc.json(),
    anyText,
    fc.uint8Array({ maxLength: 200 }),
    anyFields.map((fields) => Buffer.from(JSON.stringify(fields)).subarray(1)),
  )
  await fc.assert(
    fc.asyncProperty(anyBody, async (body) => {
      const answer = await send(typeof body === 'string' ? body : new Uint8Array(body))
      const json = (await answer.json()) as { error?: { code: string } }
      if (answer.status === 200) expect(json).toHaveProperty('model', 'a')
      else {
        expect([400, 404, 413]).toContain(answer.status)
        expect(json.error?.code).toMatch(/^E_SERVE_(?!FAILED)/)
      }
    }),
    { numRuns: 300, seed: 7 },
  )
})
