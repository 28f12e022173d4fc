import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { writeFileAtomic } from '../base/files.ts'
import { modelFolderOf } from './model-folder.ts'
import { freshRunPath, RunFolder } from './run-folder.ts'
import { saveTrainingState } from './state.ts'

const newRun = () => RunFolder.create(join(temporaryFolder(), 'run'), { seed: 1 })
const rowsOf = ({ path }: RunFolder) =>
  readFileSync(join(path, 'metrics.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((row) => JSON.parse(row))

describe('a checkpoint', () => {
  const write = (weights: string, samples: string) => (folder: string) => {
    writeFileAtomic(join(folder, 'model.safetensors'), weights)
    if (samples === '') throw new RangeError('the disk is full now')
    writeFileAtomic(join(folder, 'hantune.json'), samples)
  }
  const read = ({ path }: RunFolder) =>
    ['model.safetensors', 'hantune.json'].map((name) => readFileSync(join(path, 'best', name), 'utf8'))

  test('is never a mixture of two: weights of one epoch, samples of another', () => {
    const run = newRun()
    run.save('best', write('weights 1', 'samples 1'))
    expect(() => run.save('best', write('weights 2', ''))).toThrow('the disk is full')
    expect(read(run)).toEqual(['weights 1', 'samples 1'])
    run.save('best', write('weights 3', 'samples 3'))
    expect(read(run)).toEqual(['weights 3', 'samples 3'])
    run.release()
    expect(readdirSync(run.path).sort()).toEqual(['best', 'config.yaml'])
  })
})

describe('metrics', () => {
  test('every step of a short run is kept', () => {
    const run = newRun()
    for (let step = 1; step <= 7; step++) run.step({ step }, 7)
    run.record({ event: 'done' })
    expect(rowsOf(run)).toEqual([
      ...Array.from({ length: 7 }, (_, i) => ({ step: i + 1 })),
      { event: 'done' },
    ])
  })

  test('of a long run a thousand at most, evenly', () => {
    const run = newRun()
    for (let step = 1; step <= 25_500; step++) run.step({ step }, 25_500)
    run.record({ event: 'done' })
    const steps = rowsOf(run)
      .slice(0, -1)
      .map(({ step }) => step)
    expect(steps.length).toBeLessThanOrEqual(1000)
    expect(steps.length).toBeGreaterThan(900)
    expect(new Set(steps.slice(1).map((step, i) => step - steps[i])).size).toBe(1)
  })
})

test('a fresh path is one that does not exist', () => {
  const parent = temporaryFolder()
  expect(freshRunPath(parent, 'a')).toBe(join(parent, 'a'))
  mkdirSync(join(parent, 'a'))
  writeFileSync(join(parent, 'a-2'), '')
  expect(freshRunPath(parent, 'a')).toBe(join(parent, 'a-3'))
})

describe('a run that was interrupted', () => {
  const state = (step: number) => (folder: string) => {
    writeFileAtomic(join(folder, 'hantune.json'), String(step))
    saveTrainingState(folder, {
      tensors: [{ name: 'a', shape: [1], data: Float32Array.of(step) }],
      state: {
        step,
        lossSum: 0,
        lossCount: 0,
        optimizerSteps: [step],
        sampler: { choice: [1, 2, 3, 4], queues: [{ order: [1, 2, 3, 4], position: 0 }] },
        best: null,
        sinceBest: 0,
        fingerprints: {},
        memory: {},
        seconds: 1,
        history: [],
      },
    })
  }
  const steps = (run: RunFolder, from: number, to: number) => {
    for (let step = from; step <= to; step++) run.step({ event: 'step', step }, 30)
  }
  const evaluate = (run: RunFolder, step: number) => {
    run.record({ event: 'evaluation', step })
    run.save('last', state(step))
  }
  /** Interrupted after step 25 of 30, with states of steps 10 and 20 and an evaluation without a state. */
  const interrupted = () => {
    const run = newRun()
    steps(run, 1, 10)
    evaluate(run, 10)
    steps(run, 11, 20)
    evaluate(run, 20)
    steps(run, 21, 25)
    run.record({ event: 'evaluation', step: 25 })
    run.recordFailure(new RangeError('power'))
    run.release()
    return run
  }

  test('goes on from its state; every step stands once, as if nothing had been', () => {
    const whole = newRun()
    for (const [from, to] of [[1, 10] as const, [11, 20] as const, [21, 30] as const]) {
      steps(whole, from, to)
      evaluate(whole, to)
    }
    const { path } = interrupted()
    const { run, state: found, config } = RunFolder.open(path)
    expect(found.step).toBe(20)
    expect(config).toEqual({ seed: 1 })
    expect(rowsOf(run).at(-1)).toEqual({ event: 'evaluation', step: 20 })
    expect(() => RunFolder.open(path)).toThrow('E_RUN_LOCKED')
    steps(run, 21, 30)
    evaluate(run, 30)
    expect(rowsOf(run)).toEqual(rowsOf(whole))
    run.record({ event: 'done' })
    run.release()
    expect(() => RunFolder.open(path)).toThrow('E_RUN_FINISHED')
    whole.release()
  })

  test('between two evaluations keeps the steps up to its state', () => {
    const run = newRun()
    steps(run, 1, 7)
    run.save('last', state(7))
    run.release()
    const again = RunFolder.open(run.path)
    expect(rowsOf(again.run).map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7])
    again.run.release()
  })

  test('while a checkpoint was replaced has the old one, which is read where it is and put back', () => {
    const { path, last } = interrupted()
    renameSync(last, join(path, '.last.0123abcd.old'))
    mkdirSync(join(path, '.last.4567abcd.part'))
    writeFileSync(join(path, '.metrics.jsonl.89ab4567.part'), '{')
    expect(modelFolderOf(path)).toBe(join(path, '.last.0123abcd.old'))
    expect(modelFolderOf(last)).toBe(join(path, '.last.0123abcd.old'))
    const { run, state: found } = RunFolder.open(path)
    expect(found.step).toBe(20)
    run.release()
    expect(readdirSync(path).sort()).toEqual(['config.yaml', 'last', 'metrics.jsonl'])
  })

  const refusals: [what: string, damage: (path: string) => void, code: string][] = [
    ['without a configuration', (path) => rmSync(join(path, 'config.yaml')), 'E_RUN_NOT_RUN'],
    ['without a state', (path) => rmSync(join(path, 'last/training.json')), 'E_RUN_NO_STATE'],
    ['without a checkpoint', (path) => rmSync(join(path, 'last'), { recursive: true }), 'E_RUN_NO_STATE'],
    ['with a broken state', (path) => writeFileSync(join(path, 'last/training.json'), '{'), 'E_STATE_JSON'],
    ['with broken metrics', (path) => writeFileSync(join(path, 'metrics.jsonl'), '{}\n{"a'), 'E_RUN_DAMAGED'],
    [
      'with a broken configuration',
      (path) => writeFileSync(join(path, 'config.yaml'), 'a: ['),
      'E_RUN_DAMAGED',
    ],
  ]
  test.each(refusals)('%s is refused and left as it is, unlocked', (_, damage, code) => {
    const { path } = interrupted()
    damage(path)
    const metrics = readFileSync(join(path, 'metrics.jsonl'), 'utf8')
    for (let time = 0; time < 2; time++)
      expect(() => RunFolder.open(path)).toThrow(expect.objectContaining({ code }))
    expect(readFileSync(join(path, 'metrics.jsonl'), 'utf8')).toBe(metrics)
  })
})
