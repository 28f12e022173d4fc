import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  SCENARIO_NAMES,
  type ScenarioName,
  scenario,
  writeScenarioEncoder,
} from '../../test/support/scenarios.ts'
import { temporaryFolder } from '../../test/support/temporary.ts'
import type { HanTuneError } from '../base/errors.ts'
import type { Finding } from '../coach/index.ts'
import { fitAuto } from './auto.ts'
import type { Decision, TrainEvent } from './events.ts'
import type { Control } from './job.ts'
import { loadModel } from './model-folder.ts'

/** Runs a scenario in a folder of its own and keeps what it told. */
async function run(name: ScenarioName, change: object = {}, control?: Control) {
  const { train, dev, encoder, settings } = scenario(name)
  const folder = temporaryFolder()
  const [model, out] = [join(folder, 'encoder'), join(folder, 'run')]
  writeScenarioEncoder(model, encoder)
  const events: TrainEvent[] = []
  const job = { train, dev, model, out, task: 'cls', settings: { ...settings, ...change } } as const
  const ended = await fitAuto(job, (event) => events.push(event), control).then(
    (done) => ({ done, error: undefined }),
    (error: HanTuneError) => ({ done: undefined, error }),
  )
  const decisions = events.filter((event): event is Decision => event.event === 'decision')
  return { ...ended, out, events, decisions }
}

const codes = (findings: readonly Finding[] | undefined) => findings?.map(({ code }) => code)

/** What the coach said before the end. */
const early = (events: readonly TrainEvent[]) =>
  events.flatMap((event) =>
    event.event === 'coach' && event.step !== undefined ? codes(event.findings)! : [],
  )

afterEach(() => {
  vi.restoreAllMocks()
})

describe.each(SCENARIO_NAMES.filter((name) => name !== 'memory'))('%s', (name) => {
  test('the first finding is the scenario’s, and --auto mends what settings can', async () => {
    const plain = await run(name)
    expect(codes(plain.done!.findings)![0]).toBe(scenario(name).finding)
    const auto = await run(name, { auto: 3 })
    const [before, after] = [plain.done!.best!.value, auto.done!.best!.value]
    if (name === 'healthy' || name === 'dev-small') {
      // No setting helps: there is one attempt.
      expect(auto.decisions).toEqual([expect.objectContaining({ attempt: 1, kept: 1 })])
      expect(after).toBe(before)
      return
    }
    expect(after).toBeGreaterThan(before)
    expect(auto.decisions[0]).toMatchObject({
      attempt: 1,
      value: before,
      code: scenario(name).finding,
      change: expect.any(Object),
    })
    expect(auto.decisions.at(-1)!.kept).toBeGreaterThan(1)
  })
})

test.each(['healthy', 'slow'] as const)(
  '%s: nothing is told early that the end does not confirm',
  async (name) => {
    const { events, done } = await run(name)
    expect(codes(done!.findings)).toEqual(expect.arrayContaining(early(events)))
  },
)

test('auto.json holds the decisions, and best/ is the best attempt’s and loads', async () => {
  const { done, out, decisions, events } = await run('imbalance', { auto: 2 })
  expect(JSON.parse(readFileSync(join(out, 'auto.json'), 'utf8'))).toEqual(decisions)
  expect(decisions.map(({ attempt }) => attempt)).toEqual([1, 2, 3])
  const values = decisions.map(({ value }) => value!)
  const kept = decisions.at(-1)!.kept!
  expect(values[kept - 1]).toBe(Math.max(...values))
  expect(done).toMatchObject({ folder: out, best: { value: Math.max(...values) } })
  const weights = (folder: string) => readFileSync(join(folder, 'best', 'model.safetensors'))
  expect(weights(out).equals(weights(join(out, 'attempts', String(kept))))).toBe(true)
  const { model } = await loadModel(join(out, 'best'), { device: 'cpu', threads: 1 })
  await model.release()
  const settings = events.flatMap((event) => (event.event === 'plan' ? [event.settings] : []))
  expect(settings[1]).toMatchObject(decisions[0]!.change!)
})

test('an interrupted attempt ends in order, and the best one before it is there', async () => {
  const marks = { plans: 0 }
  const control = { isInterrupted: () => marks.plans === 2 }
  const { encoder, settings, ...data } = scenario('overfitting')
  const folder = temporaryFolder()
  // In files, for a run that is resumed reads them again.
  const [train, dev] = (['train', 'dev'] as const).map((part) => {
    const file = join(folder, `${part}.tsv`)
    writeFileSync(file, data[part].map(({ text, label }) => `${text}\t${label}\n`).join(''))
    return file
  }) as [string, string]
  const [model, out] = [join(folder, 'encoder'), join(folder, 'run')]
  writeScenarioEncoder(model, encoder)
  const job = { train, dev, model, out, task: 'cls', settings: { ...settings, auto: 3 } } as const
  const done = await fitAuto(
    job,
    ({ event }) => {
      if (event === 'plan') marks.plans++
    },
    control,
  )
  expect(done).toMatchObject({ reason: 'interrupted', folder: join(out, 'attempts', '2') })
  const decisions = JSON.parse(readFileSync(join(out, 'auto.json'), 'utf8')) as Decision[]
  expect(decisions.at(-1)).toMatchObject({ attempt: 2, kept: 1 })
  await (await loadModel(join(out, 'best'), { device: 'cpu', threads: 1 })).model.release()
  // The attempt goes on from where it stood.
  const resumed = await fitAuto({ out: done.folder, resume: true })
  expect(resumed).toMatchObject({ reason: 'epochs', steps: 450 })
})

describe('memory', () => {
  /** What the process holds beside the model varies; here it does not. */
  const BASE = 200e6
  const hold = () => vi.spyOn(process.memoryUsage, 'rss').mockReturnValue(BASE)
  /** Parameters weigh most of what the smallest plan adds. */
  const HEAVY = { batchSize: 64, epochs: 1 }

  test('a run that is refused is told what would fit; nothing is left behind', async () => {
    hold()
    const { error, events, out } = await run('memory')
    expect(error).toMatchObject({ code: 'E_MEMORY_LIMIT' })
    const told = events.flatMap((event) => (event.event === 'coach' ? event.findings : []))
    expect(told).toMatchObject([{ code: 'COACH_MEMORY', severity: 'fatal', evidence: { limitMb: 100 } }])
    // The process alone takes more than the limit: no setting mends that.
    expect(told[0]!.remedies[0]!.settings).toEqual({})
    expect(existsSync(out)).toBe(false)
  })

  test('--auto applies a remedy that makes it fit', async () => {
    hold()
    const limit = await tightest(HEAVY)
    const { done, decisions, events, out } = await run('memory', { ...HEAVY, memoryLimit: limit, auto: 1 })
    expect(decisions[0]).toMatchObject({ attempt: 1, code: 'COACH_MEMORY' })
    expect(decisions[0]).not.toHaveProperty('value')
    expect(Object.keys(decisions[0]!.change!).length).toBeGreaterThan(0)
    expect(done!.best).toBeDefined()
    expect(existsSync(join(out, 'best', 'model.safetensors'))).toBe(true)
    expect(events.find((event) => event.event === 'plan')).toMatchObject({ settings: decisions[0]!.change! })
  })

  /** The megabytes that are one too few for a run as it is. */
  async function tightest(settings: object): Promise<number> {
    const { error } = await run('memory', { ...settings, memoryLimit: 100 })
    const slack = Math.ceil(BASE / 2 ** 26) * 2 ** 26 - BASE
    return Math.floor(Number(error!.values.predicted) + slack / 1e6) - 1
  }
})
