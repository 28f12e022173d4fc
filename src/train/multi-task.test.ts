import { appendFileSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { TINY_SETTINGS } from '../../test/support/tiny.ts'
import { openWeights } from '../models/index.ts'
import { predictTexts, type Report } from '../tasks/index.ts'
import { tinyFiles } from './_testing.case.ts'
import { fitAuto } from './auto.ts'
import type { TrainEvent } from './events.ts'
import { fit as runOnce } from './fit.ts'
import { Memories } from './forgetting.ts'
import type { TrainJob } from './job.ts'
import type { TaskModel } from './model.ts'
import { loadModel } from './model-folder.ts'
import { BatchSampler, sharesOf } from './sampler.ts'

const ENGINE = { device: 'cpu', threads: 1 } as const

type Files = ReturnType<typeof tinyFiles>

function bothTasks({ bio, tsv, model, out }: Files, settings: object = {}): TrainJob {
  const data = { ner: bio, cls: tsv }
  return { train: data, dev: data, test: data, model, out, settings: { ...TINY_SETTINGS, ...settings } }
}

function weightsOf(folder: string): Map<string, string> {
  const file = openWeights(folder)
  const weights = new Map<string, string>()
  for (const [name, { shape }] of file.tensors) {
    const values = new Float32Array(shape.reduce((size, dim) => size * dim, 1))
    file.readFloat32(name, values)
    weights.set(name, Buffer.from(values.buffer).toString('base64'))
  }
  file.close()
  return weights
}

const overall = (report: Report): number =>
  'accuracy' in report ? report.accuracy : 'micro' in report ? report.micro.f1 : report.f1

describe('two tasks on one encoder', () => {
  test('both learn, and the saved model answers for both', async () => {
    const files = tinyFiles()
    const done = await runOnce(bothTasks(files, { epochs: 16 }))
    expect(done.best!.metric).toBe('f1+accuracy')
    const values = Object.fromEntries(done.test.map(({ name, report }) => [name, overall(report)]))
    expect(values.ner).toBeGreaterThan(0.9)
    expect(values.cls).toBeGreaterThan(0.9)
    expect(done.best!.value).toBeCloseTo((values.ner! + values.cls!) / 2, 12)

    const { model } = await loadModel(files.out, ENGINE)
    const [found] = await predictTexts(model, [{ text: '我在北京工作' }])
    expect(found).toMatchObject({
      text: '我在北京工作',
      tasks: { ner: { entities: [{ label: 'LOC', start: 2, end: 4 }] }, cls: { score: expect.any(Number) } },
    })
    await model.release()
  })

  test('a step of one task leaves the other’s head alone, to the bit', async () => {
    const files = tinyFiles()
    const { bio, tsv, model, out } = files
    const job = {
      train: { ner: bio, cls: tsv },
      model,
      out,
      settings: { ...TINY_SETTINGS, epochs: 1, freeze: ['tasks.cls.*'] },
    }
    await runOnce(job)
    const again = { ...job, out: join(files.folder, 'again'), settings: { ...job.settings, epochs: 3 } }
    await runOnce(again)
    const [first, second] = [weightsOf(join(out, 'last')), weightsOf(join(again.out, 'last'))]
    const heads = [...first.keys()].filter((name) => name.startsWith('tasks.cls.'))
    expect(heads).toHaveLength(4)
    for (const name of heads) expect(second.get(name), name).toBe(first.get(name))
    expect(second.get('tasks.ner.classifier.weight')).not.toBe(first.get('tasks.ner.classifier.weight'))
  })

  test('one task’s figure may decide which model is best', async () => {
    const files = tinyFiles()
    const done = await runOnce(bothTasks(files, { epochs: 2, metric: 'cls.accuracy' }))
    const { report } = done.best!.tasks.find(({ name }) => name === 'cls')!
    expect(done.best!.value).toBe('accuracy' in report && report.accuracy)
    const other = tinyFiles()
    await expect(runOnce(bothTasks(other, { metric: 'accuracy' }))).rejects.toThrow('E_METRIC_UNKNOWN')
  })

  test('are compared with runs of each alone', async () => {
    const files = tinyFiles()
    const events: TrainEvent[] = []
    await fitAuto(bothTasks(files, { epochs: 2, compareSingle: true }), (event) => events.push(event))
    const comparison = events.find(({ event }) => event === 'comparison')
    expect(comparison).toMatchObject({ metric: 'test', tasks: [{ name: 'ner' }, { name: 'cls' }] })
    for (const name of ['ner', 'cls']) {
      const { model } = await loadModel(join(files.out, 'single', name), ENGINE)
      expect(model.parts.tasks.map((task) => task.prefix)).toEqual([''])
      await model.release()
    }
  })

  test.each([
    ['a name of dev that training has not', { dev: { nre: 'x' } }, 'E_DATA_NAMES'],
    ['one dev file for two tasks', { dev: 'x' }, 'E_DATA_NAMES'],
  ])('%s is refused', async (_, change, code) => {
    const files = tinyFiles()
    await expect(runOnce({ ...bothTasks(files), ...change } as TrainJob)).rejects.toThrow(code)
  })
})

describe('batches of several tasks', () => {
  const lengths = (count: number) => Array.from({ length: count }, (_, i) => 5 + (i % 7))

  test('come in proportion to size^τ', () => {
    const sampler = new BatchSampler(
      [
        { name: 'a', lengths: lengths(900) },
        { name: 'b', lengths: lengths(100) },
      ],
      10,
      0.5,
      3,
    )
    const drawn = Array.from({ length: 4000 }, () => sampler.next().task)
    const share = drawn.filter((task) => task === 0).length / drawn.length
    expect(sharesOf([900, 100], 0.5)[0]).toBeCloseTo(0.75, 12)
    // Four standard errors.
    expect(Math.abs(share - 0.75)).toBeLessThan(4 * Math.sqrt((0.75 * 0.25) / 4000))
    expect(sharesOf([900, 100], 1)[0]).toBeCloseTo(0.9, 12)
    expect(sharesOf([900, 100], 0)).toEqual([0.5, 0.5])
  })

  test('use up a task’s examples before any comes again', () => {
    const sampler = new BatchSampler([{ name: 'a', lengths: lengths(95) }], 10, 1, 3)
    for (let pass = 0; pass < 3; pass++) {
      const seen = Array.from({ length: 10 }, () => sampler.next().indices).flat()
      expect(seen.sort((a, b) => a - b)).toEqual(lengths(95).map((_, i) => i))
    }
  })

  test('go on from a saved place', () => {
    const tasks = [
      { name: 'a', lengths: lengths(50) },
      { name: 'b', lengths: lengths(30) },
    ]
    const first = new BatchSampler(tasks, 8, 0.5, 4)
    for (let i = 0; i < 23; i++) first.next()
    const state = JSON.parse(JSON.stringify(first.save()))
    const second = new BatchSampler(tasks, 8, 0.5, 99)
    second.restore(state)
    for (let i = 0; i < 40; i++) expect(second.next()).toEqual(first.next())
  })
})

describe('a model that is trained on', () => {
  test('keeps its head’s rows for the labels it knew, and tells what it forgot', async () => {
    const files = tinyFiles()
    const base = { model: files.model, settings: { ...TINY_SETTINGS, epochs: 8, head: 'crf' } }
    await runOnce({ ...base, train: files.bio, dev: files.bio, out: files.out })
    const places = readFileSync(files.bio, 'utf8')
    const people = places.replaceAll('LOC', 'PER')
    const more = join(files.folder, 'people.bio')
    const { writeFileSync } = await import('node:fs')
    writeFileSync(more, people)
    const events: TrainEvent[] = []
    const next = join(files.folder, 'next')
    const job = { train: more, dev: more, out: next, resumeFrom: files.out }
    // A rate too small to move anything shows what the heads start from.
    const still = {
      ...TINY_SETTINGS,
      epochs: 1,
      learningRate: 1e-12,
      headLearningRate: 1e-12,
      crfLearningRate: 1e-12,
    }
    await runOnce({ ...job, settings: { ...still, head: 'crf' } }, (event) => events.push(event))
    expect(events.find(({ event }) => event === 'weights')).toMatchObject({
      labels: { kept: ['LOC'], fresh: ['PER'] },
    })
    const [old, now] = [join(files.out, 'best'), join(next, 'last')].map((folder) => {
      const file = openWeights(folder)
      const read = (name: string) => {
        const values = new Float32Array(file.tensors.get(name)!.shape.reduce((size, dim) => size * dim, 1))
        file.readFloat32(name, values)
        return values
      }
      const all = { rows: read('classifier.weight'), moves: read('crf.transitions') }
      file.close()
      return all
    })
    // O, B-LOC, I-LOC stand first in both; B-PER and I-PER are new.
    for (let i = 0; i < 3 * 32; i++) expect(now!.rows[i]).toBeCloseTo(old!.rows[i]!, 6)
    for (let from = 0; from < 3; from++)
      for (let to = 0; to < 3; to++)
        expect(now!.moves[from * 5 + to]).toBeCloseTo(old!.moves[from * 3 + to]!, 6)
    const forgetting = events.find((event) => event.event === 'forgetting')
    expect(forgetting).toMatchObject({ run: files.out, tasks: [{ name: 'ner' }] })
    if (forgetting?.event !== 'forgetting') return
    expect(forgetting.tasks[0]!.before).toMatchObject({ f1: 1 })
  })

  test('without its old dev data says so', async () => {
    const files = tinyFiles()
    const { bio, tsv } = files
    await runOnce({
      train: tsv,
      dev: tsv,
      model: files.model,
      out: files.out,
      settings: { ...TINY_SETTINGS, epochs: 1 },
    })
    const other = tinyFiles()
    const reasonOf = async () => {
      const { reason } = await (await Memories.of(files.out, 1)).compare({} as TaskModel)
      return reason
    }
    appendFileSync(tsv, '又一句\t好\n')
    expect(await reasonOf()).toContain('E_DEV_CHANGED')
    rmSync(tsv)
    const events: TrainEvent[] = []
    const job = {
      train: other.tsv,
      out: other.out,
      resumeFrom: files.out,
      settings: { ...TINY_SETTINGS, epochs: 1 },
    }
    await runOnce(job, (event) => events.push(event))
    expect(events.find(({ event }) => event === 'forgetting')).toMatchObject({
      tasks: [],
      reason: expect.stringContaining('E_DATA'),
    })
    await expect(runOnce({ ...job, resumeFrom: bio })).rejects.toThrow()
  })
})
