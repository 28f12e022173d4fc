import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { HanTuneError } from '../base/errors.ts'
import { type FakeModel, fakeModel, until } from './_testing.case.ts'
import { DEFAULT_BATCHING, type Limits, limitsWith } from './limits.ts'
import { Metrics } from './metrics.ts'
import { type ModelEvent, ModelHost } from './model-host.ts'

const folder = temporaryFolder()
const lexicon = join(folder, 'words.tsv')
let size = 0
/** What is served changes with its lexicon. */
const change = () => writeFileSync(lexicon, 'a'.repeat(++size))

const errorOf = (code: string, values: Record<string, string> = {}) =>
  new HanTuneError(code, { zh: { what: '', fix: '' }, en: { what: '', fix: '' } }, values)

async function hostOf(how: FakeModel, limits: Partial<Limits> = {}) {
  change()
  const model = fakeModel(how)
  const events: ModelEvent[] = []
  const host = new ModelHost(
    { name: 'a', run: join(folder, 'none'), lexicon },
    {
      workers: 1,
      threads: 1,
      batching: DEFAULT_BATCHING,
      limits: limitsWith(limits),
      metrics: new Metrics(),
      open: model.open,
      onEvent: (event) => events.push(event),
    },
  )
  await host.open()
  const predict = (...texts: string[]) =>
    host.predict(
      texts.map((text) => ({ text })),
      false,
      new AbortController().signal,
    )
  return { host, model, events, predict }
}

/** The second look sees that the files stay as they are. */
async function reload(host: ModelHost): Promise<void> {
  change()
  await host.look()
  await host.look()
}

afterEach(() => {
  vi.useRealTimers()
})

/** The first worker dies in its first batch, when it is let. */
function mortal() {
  let die = () => {}
  const dying = new Promise<void>((resolve) => {
    die = resolve
  })
  let batches = 0
  const onBatch = async () => {
    if (batches++ > 0) return
    await dying
    throw errorOf('E_WORKER_DIED')
  }
  return { onBatch, die: () => die() }
}

test('what an old version cannot finish because its last worker died is done by the new one', async () => {
  const { onBatch, die } = mortal()
  const { host, model, predict } = await hostOf({ onBatch })
  const two = predict('一', '二')
  await until(() => model.batches.length === 1)
  const queued = predict('三')
  await reload(host)
  expect(model.opened()).toBe(2)
  die()
  expect((await two).predictions).toMatchObject([{ text: '一' }, { text: '二' }])
  expect((await queued).predictions).toMatchObject([{ text: '三' }])
  await host.retire()
})

test('what waits for a worker in place of one that died does not wait in vain when a new version comes', async () => {
  const { onBatch, die } = mortal()
  let canOpen = true
  const { host, model, predict, events } = await hostOf({
    onBatch,
    onOpen: () => {
      if (!canOpen) throw errorOf('E_RUN_ABSENT')
    },
  })
  const two = predict('一', '二')
  await until(() => model.batches.length === 1)
  canOpen = false
  die()
  await until(() => events.some(({ event }) => event === 'worker-error'))
  expect(host.isReady).toBe(false)
  canOpen = true
  await reload(host)
  expect((await two).predictions).toMatchObject([{ text: '一' }, { text: '二' }])
  await host.retire()
})

test('a service that stops says so to what its dead worker leaves behind', async () => {
  const { onBatch, die } = mortal()
  const { host, model, predict } = await hostOf({ onBatch })
  const two = predict('一', '二')
  two.catch(() => {})
  await until(() => model.batches.length === 1)
  const retired = host.retire()
  die()
  await expect(two).rejects.toMatchObject({
    error: { code: 'E_SERVE_DRAINING' },
    facts: { retryAfter: 1 },
  })
  await retired
})

test('what has never room is refused as too large; the queue holds the largest body that is taken', async () => {
  const { predict, host } = await hostOf({}, { queueCharacters: 10, queue: 2 })
  await expect(predict('字'.repeat(11))).rejects.toMatchObject({
    status: 413,
    error: { code: 'E_SERVE_TOTAL' },
  })
  await expect(predict('一', '二', '三')).rejects.toMatchObject({
    status: 413,
    error: { code: 'E_SERVE_TEXTS' },
  })
  expect((await predict('字'.repeat(10))).predictions).toHaveLength(1)
  await host.close()
  const large = await hostOf({}, { body: 2 ** 24 })
  const texts = new Array(50).fill('字'.repeat(100_000))
  expect((await large.predict(...texts)).predictions).toHaveLength(50)
  await large.host.close()
})

test('a version that was refused for a passing reason is tried again, ever more seldom', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  let error: Error | undefined
  const { host, model, events } = await hostOf({
    onOpen: () => {
      if (error) throw error
    },
  })
  const refusals = () => events.filter(({ event }) => event === 'refused').length
  const lookAfter = async (seconds: number) => {
    vi.advanceTimersByTime(seconds * 1000)
    await host.look()
  }
  error = errorOf('E_FILE_READ', { reason: 'EMFILE: too many open files' })
  await reload(host)
  expect(refusals()).toBe(1)
  await lookAfter(4)
  expect(refusals()).toBe(1)
  error = new RangeError('Array buffer allocation failed')
  await lookAfter(2)
  expect(refusals()).toBe(2)
  await lookAfter(6)
  expect(refusals()).toBe(2)
  error = undefined
  await lookAfter(5)
  expect([host.refused, model.opened(), events.at(-1)?.event]).toEqual([undefined, 2, 'reloaded'])

  error = errorOf('E_RUN_SAMPLES')
  await reload(host)
  await lookAfter(10_000)
  expect(refusals()).toBe(3)
  await host.retire()
})
