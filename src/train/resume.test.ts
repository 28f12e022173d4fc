import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { TINY_SETTINGS } from '../../test/support/tiny.ts'
import { tinyFiles } from './_testing.case.ts'
import type { TrainEvent } from './events.ts'
import { fit as runOnce } from './fit.ts'
import type { TrainJob } from './job.ts'

/** Five steps an epoch. */
const BASE = { ...TINY_SETTINGS, epochs: 3, dropout: 0.2 }

type Files = ReturnType<typeof tinyFiles>

function jobOf(files: Files, settings: object, more: Partial<TrainJob> = {}): TrainJob {
  const { bio, model, out } = files
  return { train: bio, dev: bio, test: bio, model, out, settings: { ...BASE, ...settings }, ...more }
}

/** Runs a job that is interrupted after each of the given steps, and resumed each time. */
async function interrupted(job: TrainJob, stops: readonly number[]): Promise<void> {
  for (const [i, stop] of [...stops, Number.POSITIVE_INFINITY].entries()) {
    let steps = i === 0 ? 0 : stops[i - 1]!
    const own = i === 0 ? job : { out: job.out, resume: true }
    const asked = () => ++steps >= stop
    const done = await runOnce(own, () => {}, { isInterrupted: asked })
    expect(done.reason).toBe(stop === Number.POSITIVE_INFINITY ? 'epochs' : 'interrupted')
  }
}

/** Everything of a run that must be the same, however it went: weights to the bit, and rows without their times. */
function outcome(out: string) {
  const weights = (part: string) => readFileSync(join(out, part, 'model.safetensors')).toString('base64')
  const rows = readFileSync(join(out, 'metrics.jsonl'), 'utf8').trimEnd().split('\n')
  return {
    best: weights('best'),
    last: weights('last'),
    state: readFileSync(join(out, 'last/training.safetensors')).toString('base64'),
    rows: rows.map((row) =>
      JSON.parse(row, (key, value) =>
        ['seconds', 'peakMemoryMb', 'folder', 'findings'].includes(key) ? null : value,
      ),
    ),
  }
}

async function expectSame(
  settings: object,
  stops: readonly number[],
  more?: (files: Files) => Partial<TrainJob>,
) {
  const [whole, parts] = [tinyFiles(), tinyFiles()]
  await runOnce(jobOf(whole, settings, more?.(whole)))
  await interrupted(jobOf(parts, settings, more?.(parts)), stops)
  expect(outcome(parts.out)).toEqual(outcome(whole.out))
}

describe('a run that was interrupted ends as if it had not been', () => {
  test.each([
    ['in the first epoch', [2]],
    ['after an epoch', [5]],
    ['one step before the end', [14]],
    ['again and again', [1, 3, 5, 6, 11]],
  ])('%s', async (_, stops) => {
    await expectSame({}, stops)
  })

  test.each([
    ['words dropped, R-Drop, FGM and an average', { wordDropout: 0.2, rDrop: 1, fgm: 0.5, ema: 0.9 }],
    ['a CRF and true L2', { head: 'crf', l2: 0.001 }],
    ['small moments and a cosine', { optimizerState: 'bfloat16', schedule: 'cosine', accumulation: 2 }],
    ['evaluations between, and several best', { evaluateEvery: 2, keepBest: 3, metric: 'loss' }],
    ['a frozen encoder', { trainLayers: 0 }],
    ['patience', { patience: 2, learningRate: 1e-6, epochs: 12 }],
  ])('with %s', async (name, settings) => {
    if (name !== 'patience') return expectSame(settings, [3, 7].slice(0, 'accumulation' in settings ? 1 : 2))
    const [whole, parts] = [tinyFiles(), tinyFiles()]
    const { reason } = await runOnce(jobOf(whole, settings))
    expect(reason).toBe('patience')
    let steps = 0
    await runOnce(jobOf(parts, settings), () => {}, { isInterrupted: () => ++steps >= 7 })
    expect((await runOnce({ out: parts.out, resume: true })).reason).toBe('patience')
    expect(outcome(parts.out)).toEqual(outcome(whole.out))
  })

  test('with several tasks', async () => {
    await expectSame({ epochs: 2 }, [3, 9], ({ bio, tsv }) => ({
      train: { ner: bio, cls: tsv },
      dev: { ner: bio, cls: tsv },
      test: { cls: tsv },
    }))
  })
})

describe('a run that cannot go on', () => {
  const stopped = async (settings: object = {}) => {
    const files = tinyFiles()
    let steps = 0
    const done = await runOnce(jobOf(files, settings), () => {}, { isInterrupted: () => ++steps >= 7 })
    expect(done).toMatchObject({ reason: 'interrupted', steps: 7 })
    return files
  }
  const resume = (files: Files, more: Partial<TrainJob> = {}) =>
    runOnce({ out: files.out, resume: true, ...more })
  const refused = (code: string, values: object = {}) => expect.objectContaining({ code, ...values })

  test('because its data changed', async () => {
    const files = await stopped()
    writeFileSync(files.bio, `${readFileSync(files.bio, 'utf8')}\n我 O\n去 O\n北 B-LOC\n京 I-LOC\n`)
    await expect(resume(files)).rejects.toThrow(refused('E_RESUME_CHANGED', { values: { parts: 'data' } }))
  })

  test.each(['seed: 42', 'threads: 1', 'rDrop: 0'])('because its configuration changed: %s', async (line) => {
    const files = await stopped()
    const path = join(files.out, 'config.yaml')
    const [name, value] = line.split(': ')
    writeFileSync(path, readFileSync(path, 'utf8').replace(line, `${name}: ${Number(value) + 1}`))
    await expect(resume(files)).rejects.toThrow(
      refused('E_RESUME_CHANGED', { values: { parts: 'settings' } }),
    )
  })

  test('because it is finished, or never began', async () => {
    const files = await stopped()
    await resume(files)
    await expect(resume(files)).rejects.toThrow(refused('E_RUN_FINISHED'))
    await expect(runOnce({ out: files.folder, resume: true })).rejects.toThrow(refused('E_RUN_NOT_RUN'))
  })

  test('says how many steps are done, and its folder is free again after a refusal', async () => {
    const files = await stopped()
    const events: TrainEvent[] = []
    await expect(resume({ ...files, out: join(files.folder, 'absent') })).rejects.toThrow()
    const done = await runOnce({ out: files.out, resume: true }, (event) => events.push(event))
    expect(events.find(({ event }) => event === 'plan')).toMatchObject({ stepsDone: 7, steps: 15 })
    expect(done).toMatchObject({ reason: 'epochs', steps: 15 })
  })
})
