import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { HanTuneError } from '../base/errors.ts'
import { FACTS, fakeModel } from './_testing.case.ts'
import { DEFAULT_BATCHING, limitsWith } from './limits.ts'
import { Metrics } from './metrics.ts'
import { type ModelEvent, ModelHost } from './model-host.ts'
import { openWorker } from './serve-worker.ts'

const lexicon = join(temporaryFolder(), 'words.tsv')
let size = 0
/** What is served changes with its lexicon. */
const change = () => writeFileSync(lexicon, 'a'.repeat(++size))
const broken = () =>
  new HanTuneError('E_RUN_SAMPLES', { zh: { what: '', fix: '' }, en: { what: '', fix: '' } }, {})

/** A model of which each opening does what comes next, the last ones nothing, and says how many were before it. */
function hostOf(steps: ((signal: AbortSignal | undefined) => void | Promise<void>)[], workers = 1) {
  change()
  let openings = 0
  const closed: string[] = []
  const { open } = fakeModel({ onOpen: (_, signal) => steps[openings++]?.(signal) })
  const events: ModelEvent[] = []
  const metrics = new Metrics()
  const host = new ModelHost(
    { name: 'a', run: 'none', lexicon },
    {
      workers,
      threads: 1,
      batching: DEFAULT_BATCHING,
      limits: limitsWith({}),
      metrics,
      open: async (ask, signal) => {
        const worker = await open(ask, signal)
        const hash = String(openings)
        return { ...worker, facts: { ...FACTS, hash }, close: async () => void closed.push(hash) }
      },
      onEvent: (event) => events.push(event),
    },
  )
  return { host, events, closed, metrics, told: () => events.map(({ event }) => event) }
}

/** The second look sees that the files stay as they are. */
async function lookTwice(host: ModelHost): Promise<void> {
  await host.look()
  await host.look()
}

test('what cannot be opened because another version came meanwhile is not refused but looked at again', async () => {
  const swapped = () => {
    change()
    throw broken()
  }
  const { host, told, metrics } = hostOf([() => {}, swapped])
  await host.open()
  change()
  await lookTwice(host)
  expect([told(), host.refused]).toEqual([['changed-while-opened'], undefined])
  await lookTwice(host)
  expect([told(), host.facts?.hash]).toEqual([['changed-while-opened', 'reloaded'], '3'])
  expect(await metrics.registry.metrics()).toContain('reloads_total{model="a",result="refused"} 0')
  await host.retire()
})

test('what could be opened while another version came is not served: it may be half of each', async () => {
  const { host, told, closed } = hostOf([() => {}, change])
  await host.open()
  change()
  await lookTwice(host)
  expect([told(), host.facts?.hash, closed]).toEqual([['changed-while-opened'], '1', ['2']])
  await lookTwice(host)
  expect([told().at(-1), host.facts?.hash]).toEqual(['reloaded', '3'])
  await host.retire()
})

test('a version that came and went while another was opened is told of, too', async () => {
  const { host, told } = hostOf([
    () => {},
    async () => {
      await Promise.resolve()
      renameSync(lexicon, `${lexicon}.old`)
      change()
      await host.look()
      renameSync(`${lexicon}.old`, lexicon)
      throw broken()
    },
  ])
  await host.open()
  change()
  await lookTwice(host)
  await lookTwice(host)
  expect(told()).toEqual(['changed-while-opened', 'reloaded'])
  await host.retire()
})

test('files that never stand still are judged all the same', async () => {
  const swapped = () => {
    change()
    throw broken()
  }
  const { host, told } = hostOf([() => {}, swapped, swapped, swapped, change, change, change])
  await host.open()
  change()
  for (let round = 0; round < 6; round++) await lookTwice(host)
  const moved = 'changed-while-opened'
  expect(told()).toEqual([moved, moved, 'refused', moved, moved, 'reloaded'])
  await host.retire()
})

test('a version that comes while the service starts does not end it', async () => {
  const swapped = () => {
    change()
    throw broken()
  }
  const { host, told } = hostOf([swapped])
  await host.open()
  expect([told(), host.isReady]).toEqual([['changed-while-opened'], true])
  await host.retire()
})

test('a service that stops does not wait for a version that is being opened', async () => {
  const never = (signal: AbortSignal | undefined) =>
    new Promise<void>((_, reject) => {
      signal!.addEventListener('abort', () => reject(signal!.reason))
    })
  const { host, told, closed } = hostOf([() => {}, never])
  await host.open()
  change()
  await host.look()
  const looking = host.look()
  await host.retire()
  await looking
  expect([told(), host.refused, closed]).toEqual([[], undefined, ['1']])
})

test('a thread that opens a model is given up at once', async () => {
  const giveUp = new AbortController()
  const opening = openWorker({ run: 'none', threads: 1 }, giveUp.signal)
  giveUp.abort(new Error('over'))
  await expect(opening).rejects.toThrow('over')
})
