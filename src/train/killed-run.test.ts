import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { compiled } from '../../test/support/compiled.ts'
import { runAndKill } from '../../test/support/kill.ts'
import { RandomStream } from '../base/random.ts'
import { tinyFiles } from './_testing.case.ts'
import { loadModel } from './model-folder.ts'

// Fifty processes, one after the other: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 300_000 })

const KILLS = 50
/** Milliseconds after a run began at which it is killed, at most: most of a run of 750 steps is left then. */
const LATEST = 160
const ENGINE = { device: 'cpu', threads: 1 } as const

test('killed fifty times at random instants, a run can be loaded each time, and ends as if it had not been killed', async () => {
  const [whole, killed] = [tinyFiles(), tinyFiles()]
  const program = compiled(join(import.meta.dirname, '_killed-run.case.ts'))
  const args = ({ bio, model, out }: typeof whole) => [bio, model, out]
  const never = { milliseconds: 1e9 }
  const first = await runAndKill(program, args(whole), never)
  expect(first.stdout, first.stderr).toMatch(/done\n$/)

  const random = new RandomStream(9, 'kills')
  let loaded = 0
  for (let kill = 0; kill < KILLS; kill++) {
    const { killed: isKilled, stderr } = await runAndKill(program, args(killed), {
      milliseconds: random.below(LATEST),
    })
    expect(stderr).toBe('')
    // The run must be long enough for all of them.
    expect(isKilled).toBe(true)
    const hasModel = existsSync(join(killed.out, 'last/hantune.json'))
    if (hasModel) {
      const { model } = await loadModel(killed.out, ENGINE)
      await model.release()
      loaded++
    } else if (!existsSync(join(killed.out, 'last/training.json')))
      rmSync(killed.out, { recursive: true, force: true })
  }
  expect(loaded).toBeGreaterThan(25)
  const end = await runAndKill(program, args(killed), never)
  expect(end.stdout, end.stderr).toMatch(/done\n$/)
  for (const part of ['best', 'last']) {
    const weights = (out: string) => readFileSync(join(out, part, 'model.safetensors'))
    expect(weights(killed.out).equals(weights(whole.out)), part).toBe(true)
  }
  const rows = (out: string) =>
    readFileSync(join(out, 'metrics.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((row) =>
        JSON.parse(row, (key, value) => (/seconds|peak|folder|findings/i.test(key) ? null : value)),
      )
  expect(rows(killed.out)).toEqual(rows(whole.out))
})
