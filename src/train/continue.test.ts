import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { TINY_SETTINGS } from '../../test/support/tiny.ts'
import { openSafetensors } from '../safetensors/index.ts'
import { tinyFiles } from './_testing.case.ts'
import { matching } from './continue.ts'
import type { TrainEvent } from './events.ts'
import { fit as runOnce } from './fit.ts'
import type { TrainJob } from './job.ts'
import { startParameters } from './pretrained.ts'
import { prepare } from './ready.ts'

const { head: _, ...rest } = TINY_SETTINGS
const SETTINGS = { ...rest, epochs: 1, seed: 5 }
const files = tinyFiles()
const { folder, bio, tsv, model } = files
const people = join(folder, 'people.bio')
const run = (name: string) => join(folder, name)

beforeAll(async () => {
  writeFileSync(people, readFileSync(bio, 'utf8').replaceAll('LOC', 'PER'))
  const start = { model, settings: { ...SETTINGS, seed: 4 } }
  await runOnce({
    ...start,
    train: bio,
    dev: bio,
    out: run('crf'),
    settings: { ...start.settings, head: 'crf', maxLength: 48, granularity: 'piece' },
  })
  await runOnce({ ...start, train: tsv, dev: tsv, out: run('cls') })
  const both = { ner: bio, cls: tsv }
  await runOnce({ ...start, train: both, dev: both, out: run('both') })
})

/** What a run would start its first step from. */
async function startOf(job: Partial<TrainJob>) {
  const own = { out: run('new'), ...job, settings: { ...SETTINGS, ...job.settings } }
  const { source, tasks, earlier, settings } = await prepare(own, () => {})
  const { parameters } = startParameters(source, tasks, {
    seed: settings.seed,
    isTrainable: () => true,
    optimizerState: 'float32',
    earlier,
  })
  return { tasks, startValue: (name: string) => parameters.get(name).value, parameters }
}

/** Reads parameters of a finished run. */
function savedIn(out: string) {
  const file = openSafetensors(join(out, 'best/model.safetensors'))
  const values = new Map<string, Float32Array>()
  for (const [name, { shape }] of file.tensors) {
    const value = new Float32Array(shape.reduce((size, dim) => size * dim, 1))
    file.readFloat32(name, value)
    values.set(name, value)
  }
  file.close()
  return values
}

const WIDTH = 32
const row = (values: Float32Array, at: number) => [...values.subarray(at * WIDTH, (at + 1) * WIDTH)]

describe('before the first step of a run that trains on from another', () => {
  test('labels of both stand in the head, the old ones with every bit they had', async () => {
    const { tasks, startValue, parameters } = await startOf({
      ...{ train: people, dev: people, resumeFrom: run('crf'), settings: { head: 'crf' } },
    })
    const { task } = tasks[0]!
    expect(task.labels).toEqual(['LOC', 'PER'])
    const [old, classes] = [savedIn(run('crf')), ['O', 'B-LOC', 'I-LOC']]
    const of = classes.map((name) => task.classes.indexOf(name))
    for (const [before, now] of of.entries()) {
      expect(row(startValue('classifier.weight'), now)).toEqual(row(old.get('classifier.weight')!, before))
      for (const name of ['classifier.bias', 'crf.start_transitions', 'crf.end_transitions'])
        expect(startValue(name)[now], name).toBe(old.get(name)![before])
      for (const [other, to] of of.entries())
        expect(startValue('crf.transitions')[now * 5 + to]).toBe(
          old.get('crf.transitions')![before * 3 + other],
        )
    }
    for (const [name, value] of old)
      if (name.startsWith('bert.')) expect(parameters.get(name).value, name).toEqual(value)
    // New rows are as the seed makes them.
    const person = task.classes.indexOf('B-PER')
    expect(row(startValue('classifier.weight'), person).some((value) => value !== 0)).toBe(true)
    const again = await startOf({
      ...{ train: people, dev: people, resumeFrom: run('crf'), settings: { head: 'crf', seed: 6 } },
    })
    expect(row(again.startValue('classifier.weight'), person)).not.toEqual(
      row(startValue('classifier.weight'), person),
    )
  })

  test('it reads and decides as before, unless it is asked to change', async () => {
    const job = { train: people, dev: people, resumeFrom: run('crf') }
    const description = (settings: TrainJob['settings'] & object) =>
      startOf({ ...job, settings }).then(({ tasks }) => tasks[0]!.description)
    expect(await description({})).toMatchObject({ decoder: 'crf', maxLength: 48, granularity: 'piece' })
    expect(await description({ head: 'softmax', maxLength: 32, granularity: 'character' })).toMatchObject({
      ...{ decoder: 'softmax', maxLength: 32, granularity: 'character' },
    })
    expect((await description({ max_length: 40 })).maxLength).toBe(40)
    // What a CRF cannot do is refused, not done without it.
    await expect(description({ labelSmoothing: 0.1 })).rejects.toThrow('E_SETTING_CRF_LOSS')
    // The classifier that is new beside it has no such head.
    const [cls] = (await startOf({ train: tsv, dev: tsv, resumeFrom: run('crf') })).tasks
    expect(cls!.description).toMatchObject({ decoder: 'softmax', maxLength: 64 })
  })

  test('one task becomes one of several by its name, pooler and all', async () => {
    const train = { cls: tsv, ner: bio }
    const { startValue } = await startOf({ train, dev: train, resumeFrom: run('cls') })
    const old = savedIn(run('cls'))
    for (const name of [
      'bert.pooler.dense.weight',
      'bert.pooler.dense.bias',
      'classifier.weight',
      'classifier.bias',
    ])
      expect(startValue(`tasks.cls.${name}`), name).toEqual(old.get(name))
  })

  test('one of several becomes the only one', async () => {
    const { startValue } = await startOf({ train: tsv, dev: tsv, resumeFrom: run('both') })
    const old = savedIn(run('both'))
    for (const name of ['bert.pooler.dense.weight', 'classifier.weight', 'classifier.bias'])
      expect(startValue(name), name).toEqual(old.get(`tasks.cls.${name}`))
  })

  test('the only task goes on under another name, with its labels', async () => {
    const train = { places: people }
    const { startValue, tasks } = await startOf({
      train,
      dev: train,
      resumeFrom: run('crf'),
      settings: { head: 'crf' },
    })
    expect(tasks[0]).toMatchObject({ name: 'places', prefix: '', task: { labels: ['LOC', 'PER'] } })
    const now = tasks[0]!.task.classes.indexOf('B-LOC')
    expect(row(startValue('classifier.weight'), now)).toEqual(
      row(savedIn(run('crf')).get('classifier.weight')!, 1),
    )
  })

  test('what a task goes on from has its name and kind; an only one has another’s only one of its kind', async () => {
    const rest = {
      description: { maxLength: 64, granularity: 'character', decoder: 'softmax' },
      prefix: '',
    } as const
    const task = (name: string, kind: 'ner' | 'cls') => ({ name, kind, ...rest, labels: [], classes: [] })
    const [places, reviews] = [task('places', 'ner'), task('reviews', 'cls')]
    expect(matching([places, reviews], { name: 'places', kind: 'ner' }, 2)).toBe(places)
    expect(matching([places, reviews], { name: 'places', kind: 'cls' }, 2)).toBeUndefined()
    expect(matching([places], { name: 'people', kind: 'ner' }, 1)).toBe(places)
    expect(matching([places], { name: 'people', kind: 'cls' }, 1)).toBeUndefined()
    expect(matching([places], { name: 'people', kind: 'ner' }, 2)).toBeUndefined()
    expect(matching([places, reviews], { name: 'people', kind: 'ner' }, 1)).toBeUndefined()
  })
})

test('an encoder that goes on with a task of another kind says that the old one is gone', async () => {
  const events: TrainEvent[] = []
  const job = { train: bio, dev: bio, out: run('other'), resumeFrom: run('cls'), settings: SETTINGS }
  await runOnce(job, (event) => events.push(event))
  expect(events.find(({ event }) => event === 'weights')).toMatchObject({
    labels: { kept: [], fresh: ['LOC'], absent: [] },
  })
  expect(events.find(({ event }) => event === 'forgetting')).toMatchObject({
    ...{ tasks: [], reason: expect.stringContaining('E_TASKS_GONE') },
  })
})
