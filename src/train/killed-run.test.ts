import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { compiled } from '../../test/support/compiled.ts'
import { curvesIn } from '../../test/support/event-file.ts'
import { runAndKill } from '../../test/support/kill.ts'
import { TINY_SETTINGS } from '../../test/support/tiny.ts'
import { RandomStream } from '../base/random.ts'
import { tinyFiles } from './_testing.case.ts'
import { loadModel } from './model-folder.ts'

// Many processes, one after the other: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 60_000 })

/** Of each run. */
const KILLS = 25
/** Milliseconds after a run began at which it is killed, at most: some of its steps are left after all kills. */
const LATEST = 160
const NEVER = { milliseconds: 1e9 }
const SETTINGS = { ...TINY_SETTINGS, epochs: 80, dropout: 0.2, evaluateEvery: 4 }

let program: string
beforeAll(() => {
  program = compiled(join(import.meta.dirname, '_killed-run.case.ts'))
})

/** Rows of metrics.jsonl without what depends on the clock and the process. */
function rowsOf(out: string): unknown[] {
  const rows = readFileSync(join(out, 'metrics.jsonl'), 'utf8').trimEnd().split('\n')
  const isOwn = (key: string) => /seconds|peak|folder/i.test(key)
  return rows.map((row) => JSON.parse(row, (key, value) => (isOwn(key) ? null : value)))
}

// Two runs at once, one a core.
describe.concurrent('killed at random instants, a run can be loaded each time and ends as if it had not been killed', () => {
  test.each([
    [
      'one task, its average and the two best models',
      1,
      ({ bio, model }: ReturnType<typeof tinyFiles>) => ({
        ...{ train: bio, dev: bio, test: bio, model },
        settings: { ...SETTINGS, ema: 0.9, keepBest: 2 },
      }),
    ],
    [
      'two tasks, a CRF and bfloat16',
      2,
      ({ bio, tsv, model }: ReturnType<typeof tinyFiles>) => ({
        ...{ train: { ner: bio, cls: tsv }, dev: { ner: bio, cls: tsv }, model },
        settings: { ...SETTINGS, epochs: 60, head: 'crf', optimizerState: 'bfloat16', wordDropout: 0.1 },
      }),
    ],
  ])('%s', async (_, seed, jobOf) => {
    const [whole, killed] = [tinyFiles(), tinyFiles()]
    const runOf = async (files: ReturnType<typeof tinyFiles>, moment: typeof NEVER) =>
      runAndKill(program, [JSON.stringify(jobOf(files)), files.out], moment)
    const first = await runOf(whole, NEVER)
    expect(first.stdout, first.stderr).toMatch(/done\n$/)

    const random = new RandomStream(seed, 'kills')
    let loaded = 0
    for (let kill = 0; kill < KILLS; kill++) {
      const { killed: isKilled, stderr } = await runOf(killed, { milliseconds: random.below(LATEST) })
      expect(stderr).toBe('')
      // The run must be long enough for all of them.
      expect(isKilled).toBe(true)
      if (existsSync(join(killed.out, 'last/training.json'))) {
        for (const folder of [killed.out, join(killed.out, 'last')]) {
          const { model } = await loadModel(folder, { device: 'cpu', threads: 1 })
          await model.release()
        }
        loaded++
      } else {
        // The first best model comes before the first state.
        const isThere = existsSync(join(killed.out, 'best/hantune.json'))
        const found = loadModel(killed.out, { device: 'cpu', threads: 1 }).then(({ model }) =>
          model.release(),
        )
        await (isThere ? found : expect(found).rejects.toThrow('E_RUN_ABSENT'))
        rmSync(killed.out, { recursive: true, force: true })
      }
    }
    expect(loaded).toBeGreaterThan(KILLS / 2)
    const end = await runOf(killed, NEVER)
    expect(end.stdout, end.stderr).toMatch(/done\n$/)
    for (const file of ['best/model.safetensors', 'last/model.safetensors', 'last/training.safetensors']) {
      const bytes = (out: string) => readFileSync(join(out, file))
      expect(bytes(killed.out).equals(bytes(whole.out)), file).toBe(true)
    }
    expect(rowsOf(killed.out)).toEqual(rowsOf(whole.out))
    expect(curvesIn(join(killed.out, 'tensorboard'))).toEqual(curvesIn(join(whole.out, 'tensorboard')))
  })
})
