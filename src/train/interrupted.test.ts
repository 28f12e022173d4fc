import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { curvesIn } from '../../test/support/event-file.ts'
import { TINY_SETTINGS } from '../../test/support/tiny.ts'
import { readDataset } from '../data/index.ts'
import { tinyFiles } from './_testing.case.ts'
import { fitAuto } from './auto.ts'
import type { TrainEvent } from './events.ts'
import { fit as runOnce } from './fit.ts'
import type { TrainJob } from './job.ts'
import { loadModel } from './model-folder.ts'

const ENGINE = { device: 'cpu', threads: 1 } as const
const SETTINGS = { ...TINY_SETTINGS, epochs: 3, dropout: 0.2 }

/** Interrupts after so many steps. */
function stopAfter(steps: number) {
  let done = 0
  return { isInterrupted: () => ++done >= steps }
}

const weightsIn = (out: string, part: string) => readFileSync(join(out, part, 'model.safetensors'))

/** As a kill leaves it that came after the last save, before the run's end was recorded. */
function takeBackEnd(out: string): void {
  const path = join(out, 'metrics.jsonl')
  const rows = readFileSync(path, 'utf8').trimEnd().split('\n')
  expect(JSON.parse(rows.at(-1)!).event).toBe('done')
  writeFileSync(
    path,
    rows
      .slice(0, -1)
      .map((row) => `${row}\n`)
      .join(''),
  )
}

test('everything at once, interrupted often: the same weights, kept models and curves', async () => {
  const settings = {
    ...{ ...SETTINGS, head: 'crf', taskRates: { cls: 0.02 }, ema: 0.9, optimizerState: 'bfloat16' },
    ...{ accumulation: 2, batchSize: 4, evaluateEvery: 3, keepBest: 3, wordDropout: 0.1, l2: 1e-4 },
    ...{ freezeEmbeddings: true, schedule: 'cosine', patience: 0 },
  }
  const jobOf = ({ bio, tsv, model, out }: ReturnType<typeof tinyFiles>): TrainJob => {
    const data = { ner: bio, cls: tsv }
    return { train: data, dev: data, test: data, model, out, settings }
  }
  const [whole, parts] = [tinyFiles(), tinyFiles()]
  const { steps, test: scores } = await runOnce(jobOf(whole))
  expect(steps).toBe(24)
  let job: TrainJob = jobOf(parts)
  // One after another: within an epoch, at an evaluation, one step later, after the first of an odd number, the last.
  for (const more of [2, 4, 1, 5, 9, 2]) {
    const { reason } = await runOnce(job, () => {}, stopAfter(more))
    expect(reason).toBe('interrupted')
    job = { out: parts.out, resume: true }
  }
  const done = await runOnce(job, () => {}, stopAfter(1))
  expect(done).toMatchObject({ reason: 'epochs', steps: 24, test: scores })
  for (const part of ['best', 'last'])
    expect(weightsIn(parts.out, part).equals(weightsIn(whole.out, part))).toBe(true)
  const kept = readdirSync(join(whole.out, 'checkpoints'))
  expect(kept).toHaveLength(2)
  expect(readdirSync(join(parts.out, 'checkpoints'))).toEqual(kept)
  for (const name of kept)
    expect(
      weightsIn(parts.out, `checkpoints/${name}`).equals(weightsIn(whole.out, `checkpoints/${name}`)),
    ).toBe(true)
  expect(curvesIn(join(parts.out, 'tensorboard'))).toEqual(curvesIn(join(whole.out, 'tensorboard')))
})

test('the last model of an interrupted run loads where an average is saved', async () => {
  const { bio, model, out } = tinyFiles()
  const settings = { ...SETTINGS, ema: 0.99, learningRate: 0.02 }
  await runOnce({ train: bio, dev: bio, model, out, settings }, () => {}, stopAfter(12))
  // Its samples are checked: they must be predictions of the average.
  const { model: loaded } = await loadModel(join(out, 'last'), ENGINE)
  await loaded.release()
})

test('a run that patience had ended when it was killed is over when it is resumed', async () => {
  const { bio, model, out } = tinyFiles()
  const settings = { ...SETTINGS, patience: 2, learningRate: 1e-6, epochs: 12 }
  const done = await runOnce({ train: bio, dev: bio, test: bio, model, out, settings })
  expect(done).toMatchObject({ reason: 'patience', steps: 15 })
  const before = weightsIn(out, 'last')
  takeBackEnd(out)
  const again = await runOnce({ out, resume: true })
  expect(again).toMatchObject({ reason: 'patience', steps: 15, best: done.best, test: done.test })
  expect(weightsIn(out, 'last').equals(before)).toBe(true)
})

describe('a run that trains on from another', () => {
  async function twoRuns() {
    const files = tinyFiles()
    const { bio, model, out, folder } = files
    await runOnce({ train: bio, dev: bio, model, out, settings: SETTINGS })
    const people = join(folder, 'people.bio')
    writeFileSync(people, readFileSync(bio, 'utf8').replaceAll('LOC', 'PER'))
    // The new data lack LOC, which the model keeps.
    const jobTo = (name: string): TrainJob => ({
      ...{ train: people, dev: people, resumeFrom: out, settings: SETTINGS },
      out: join(folder, name),
    })
    return { files, jobTo }
  }
  const forgettingOf = (events: readonly TrainEvent[]) => {
    const found = events.find(({ event }) => event === 'forgetting')
    return { ...found, run: '' }
  }

  test('goes on with the labels of both, and tells the same', async () => {
    const { jobTo } = await twoRuns()
    const told: [TrainEvent[], TrainEvent[]] = [[], []]
    await runOnce(jobTo('whole'), (event) => told[0].push(event))
    await runOnce(jobTo('parts'), () => {}, stopAfter(7))
    const out = jobTo('parts').out
    await runOnce({ out, resume: true }, (event) => told[1].push(event))
    expect(weightsIn(out, 'last').equals(weightsIn(jobTo('whole').out, 'last'))).toBe(true)
    expect(forgettingOf(told[0])).toMatchObject({ tasks: [{ name: 'ner' }] })
    expect(forgettingOf(told[1])).toEqual(forgettingOf(told[0]))
  })

  test('goes on even where the earlier run is gone', async () => {
    const { files, jobTo } = await twoRuns()
    await runOnce(jobTo('whole'))
    const { out } = jobTo('parts')
    await runOnce(jobTo('parts'), () => {}, stopAfter(3))
    rmSync(files.out, { recursive: true })
    const events: TrainEvent[] = []
    await runOnce({ out, resume: true }, (event) => events.push(event))
    expect(weightsIn(out, 'last').equals(weightsIn(jobTo('whole').out, 'last'))).toBe(true)
    expect(forgettingOf(events)).toMatchObject({ tasks: [], reason: expect.stringContaining('E_RUN_ABSENT') })
  })
})

test('tasks are compared with runs of each alone after an interruption, too', async () => {
  const { bio, tsv, model, out } = tinyFiles()
  const data = { ner: bio, cls: tsv }
  const settings = { ...SETTINGS, epochs: 1, compareSingle: true }
  await fitAuto({ train: data, dev: data, model, out, settings }, () => {}, stopAfter(3))
  const events: TrainEvent[] = []
  await fitAuto({ out, resume: true }, (event) => events.push(event))
  expect(events.find(({ event }) => event === 'comparison')).toMatchObject({
    tasks: [{ name: 'ner' }, { name: 'cls' }],
  })
})

test('records in memory go on when they are given again, and are asked for', async () => {
  const { bio, model, out } = tinyFiles()
  const { records } = readDataset(bio)
  await runOnce({ train: records, dev: bio, model, out, settings: SETTINGS }, () => {}, stopAfter(3))
  await expect(runOnce({ out, resume: true })).rejects.toThrow('E_CONFIG_MEMORY')
  await expect(runOnce({ out, resume: true, train: records.slice(1) })).rejects.toThrow('E_RESUME_CHANGED')
  expect(await runOnce({ out, resume: true, train: records })).toMatchObject({ reason: 'epochs', steps: 15 })
})

test('a run is locked while it runs', async () => {
  const { bio, model, out } = tinyFiles()
  const job = { train: bio, dev: bio, model, out, settings: SETTINGS }
  await runOnce(job, () => {}, stopAfter(6))
  const others: Promise<unknown>[] = []
  await runOnce({ out, resume: true }, ({ event }) => {
    if (event === 'plan') others.push(runOnce({ out, resume: true }).catch((error) => error.code))
  })
  expect(await Promise.all(others)).toEqual(['E_RUN_LOCKED'])
})

test('a run that never saved cannot go on, and says what to do', async () => {
  const { bio, model, out } = tinyFiles()
  await runOnce({ train: bio, dev: bio, model, out, settings: SETTINGS }, () => {}, stopAfter(1))
  rmSync(join(out, 'last'), { recursive: true })
  await expect(runOnce({ out, resume: true })).rejects.toThrow('E_RUN_NO_STATE')
})
