import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { writeFileAtomic } from '../base/files.ts'
import { keepModel } from './best-models.ts'

const weightsOf = (folder: string) => Number(readFileSync(join(folder, 'weights'), 'utf8'))

/** Keeps models of these values, one each ten steps from `first` on; a model's weights are its step. */
function keepAll(run: string, values: readonly number[], keep: number, first = 10): void {
  let best = Number.NEGATIVE_INFINITY
  for (const [index, value] of values.entries()) {
    const step = first + 10 * index
    const model = { step, epoch: index + 1, metric: 'f1', value }
    keepModel(run, model, { best: value > best, keep }, (folder) => {
      // While a model is written, the best so far is whole and in its place.
      if (index > 0) expect(existsSync(join(run, 'best/checkpoint.json'))).toBe(true)
      writeFileAtomic(join(folder, 'weights'), String(step))
    })
    best = Math.max(best, value)
  }
}

const kept = (run: string) => {
  const list = JSON.parse(readFileSync(join(run, 'checkpoints.json'), 'utf8')) as { folder: string }[]
  const folders = list.map(({ folder }) => folder)
  const steps = folders.map((folder) => weightsOf(join(run, folder)))
  expect(readdirSync(join(run, 'checkpoints')).length).toBe(folders.length - 1)
  return { folders, steps }
}

describe('the best models', () => {
  test('are kept in their order; best/ is the first', () => {
    const run = temporaryFolder()
    keepAll(run, [0.5, 0.7, 0.6, 0.1, 0.9, 0.7], 3)
    expect(kept(run)).toEqual({
      folders: ['best', 'checkpoints/step-000020', 'checkpoints/step-000060'],
      steps: [50, 20, 60],
    })
  })

  test('of one only the best is kept, without lists', () => {
    const run = temporaryFolder()
    keepAll(run, [0.5, 0.7, 0.6], 1)
    expect(readdirSync(run)).toEqual(['best'])
    expect(weightsOf(join(run, 'best'))).toBe(20)
  })

  test('a run that is resumed from an earlier step ends as one that was never interrupted', () => {
    const [run, other] = [temporaryFolder(), temporaryFolder()]
    const values = [0.5, 0.7, 0.6, 0.1, 0.9, 0.7]
    keepAll(other, values, 3)
    keepAll(run, values.slice(0, 5), 3)
    // The state was of step 20: steps 30 to 60 are done again, and 20 was the best until then.
    for (const [index, value] of values.entries()) {
      if (index < 2) continue
      const model = { step: 10 + 10 * index, epoch: index + 1, metric: 'f1', value }
      keepModel(run, model, { best: value === 0.9, keep: 3 }, (folder) =>
        writeFileAtomic(join(folder, 'weights'), String(model.step)),
      )
    }
    expect(kept(run)).toEqual(kept(other))
  })

  test('one that fails to be written leaves all others', () => {
    const run = temporaryFolder()
    keepAll(run, [0.5, 0.7, 0.6], 2)
    const before = kept(run)
    for (const best of [true, false]) {
      const model = { step: 40, epoch: 4, metric: 'f1', value: 0.65 }
      expect(() =>
        keepModel(run, model, { best, keep: 2 }, () => {
          throw new RangeError('full')
        }),
      ).toThrow('full')
      expect(weightsOf(join(run, 'best'))).toBe(20)
      expect(readFileSync(join(run, 'checkpoints.json'), 'utf8')).toContain(`"step": ${before.steps[1]}`)
      expect(weightsOf(join(run, before.folders[1]!))).toBe(30)
    }
  })
})
