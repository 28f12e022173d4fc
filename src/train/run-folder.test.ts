import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { writeFileAtomic } from '../base/files.ts'
import { freshRunPath, RunFolder } from './run-folder.ts'

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
