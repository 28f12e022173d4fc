import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { TINY_SETTINGS, writeTiny } from '../../test/support/tiny.ts'
import { modelFolderOf } from '../train/index.ts'
import { type SeedEvent, spreadOf, trainSeeds } from './train-seeds.ts'

describe('several seeds', () => {
  test('are runs of their own, with the mean and the spread of every figure', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hantune-seeds-'))
    const { tsv, model } = writeTiny(folder)
    const out = join(folder, 'runs')
    const job = { train: tsv, test: tsv, model, out, settings: { ...TINY_SETTINGS, epochs: 3, seed: 7 } }
    const events: SeedEvent[] = []
    const done = (await trainSeeds(job, 2, { onEvent: (event) => events.push(event) }))!
    expect(done).toMatchObject({ seeds: [7, 8], split: 'test', folder: out })
    for (const seed of [7, 8]) expect(existsSync(join(out, `seed-${seed}`, 'best'))).toBe(true)
    expect(events.filter(({ event }) => event === 'done').map(({ seed }) => seed)).toEqual([7, 8])
    const { accuracy } = done.tasks.cls!
    expect(accuracy!.values).toEqual(
      done.runs.map(({ test: [score] }) =>
        score && 'accuracy' in score.report ? score.report.accuracy : -1,
      ),
    )
    expect(accuracy!.mean).toBeCloseTo((accuracy!.values[0]! + accuracy!.values[1]!) / 2, 12)
    const { event: _, runs: __, ...figures } = done
    expect(JSON.parse(readFileSync(join(out, 'seeds.json'), 'utf8'))).toEqual(figures)
    expect(() => modelFolderOf(out)).toThrowError(/E_RUN_SEEDS[\s\S]*seed-7/)
    await expect(trainSeeds(job, 2)).rejects.toThrow('E_RUN_EXISTS')
  })

  test('must be more than one', async () => {
    for (const count of [1, 2.5, 101])
      await expect(trainSeeds({ train: 'x', out: 'y' }, count)).rejects.toThrow('E_SEEDS_COUNT')
  })

  test('spread as a sample does', () => {
    expect(spreadOf([1, 2, 3, 4])).toEqual({
      values: [1, 2, 3, 4],
      mean: 2.5,
      deviation: Math.sqrt(5 / 3),
    })
    expect(spreadOf([3]).deviation).toBe(0)
  })
})
