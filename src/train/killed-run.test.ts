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
const NEVER = { milliseconds: 1e9 }
const SETTINGS = { ...TINY_SETTINGS, epochs: 80, dropout: 0.2, evaluateEvery: 4 }

type Files = ReturnType<typeof tinyFiles>

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

function expectSame(out: string, expected: string): void {
  for (const file of ['best/model.safetensors', 'last/model.safetensors', 'last/training.safetensors']) {
    const bytes = (run: string) => readFileSync(join(run, file))
    expect(bytes(out).equals(bytes(expected)), file).toBe(true)
  }
  expect(rowsOf(out)).toEqual(rowsOf(expected))
  expect(curvesIn(join(out, 'tensorboard'))).toEqual(curvesIn(join(expected, 'tensorboard')))
}

// Two runs at once, one a core.
describe.concurrent('killed at random instants, a run can be loaded each time and ends as if it had not been killed', () => {
  test.each([
    [
      'one task, its average and the two best models',
      1,
      ({ bio, model }: Files) => ({
        ...{ train: bio, dev: bio, test: bio, model },
        settings: { ...SETTINGS, ema: 0.9, keepBest: 2 },
      }),
    ],
    [
      'two tasks, a CRF and bfloat16',
      2,
      ({ bio, tsv, model }: Files) => ({
        ...{ train: { ner: bio, cls: tsv }, dev: { ner: bio, cls: tsv }, model },
        settings: { ...SETTINGS, epochs: 60, head: 'crf', optimizerState: 'bfloat16', wordDropout: 0.1 },
      }),
    ],
  ])('%s', async (_, seed, jobOf) => {
    const whole = tinyFiles()
    const runOf = (files: Files, moment: typeof NEVER) =>
      runAndKill(program, [JSON.stringify(jobOf(files)), files.out], moment)
    const started = performance.now()
    const first = await runOf(whole, NEVER)
    // As fast as the machine is now: each kill comes after a twentieth of the run at most.
    const latest = (performance.now() - started) / 20
    expect(first.stdout, first.stderr).toMatch(/done\n$/)

    const random = new RandomStream(seed, 'kills')
    let killed = tinyFiles()
    let [kills, loaded] = [0, 0]
    while (kills < KILLS) {
      const { killed: isKilled, stderr } = await runOf(killed, { milliseconds: random.uniform() * latest })
      expect(stderr).toBe('')
      if (!isKilled) {
        // The machine has become faster, and the run came to its end: another one takes the other kills.
        expectSame(killed.out, whole.out)
        killed = tinyFiles()
        continue
      }
      kills++
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
        await (isThere ? found : expect(found).rejects.toThrow(/E_RUN_(ABSENT|UNSAVED)/))
        rmSync(killed.out, { recursive: true, force: true })
      }
    }
    expect(loaded).toBeGreaterThan(KILLS / 3)
    const end = await runOf(killed, NEVER)
    expect(end.stdout, end.stderr).toMatch(/done\n$/)
    expectSame(killed.out, whole.out)
  })
})
