import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hantune, jsonLines, MAIN } from '../../test/support/cli.ts'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { writeTiny } from '../../test/support/tiny.ts'
import { newJob, resumedJob } from './train-job.ts'

const cwd = temporaryFolder()
const { bio, tsv, model } = writeTiny(cwd)
const BASE = ['--model', model, '--threads', '1', '--batch-size', '8', '--lr', '0.01', '--patience', '0']

/** Runs a command and presses Ctrl-C once its output holds a text. */
async function interrupted(args: readonly string[], when: string) {
  const env = { ...process.env, HANTUNE_LANG: 'en' }
  const child = spawn(process.execPath, [MAIN, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let [stdout, stderr] = ['', '']
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    if (stdout.includes(when) && !child.killed) child.kill('SIGINT')
  })
  const [code] = await once(child, 'close')
  return { code, stdout, stderr }
}

const bytesIn = (run: string, part: string) => readFileSync(join(cwd, run, part, 'model.safetensors'))

describe('a training that Ctrl-C interrupts', () => {
  test('says how to go on, and ends as one that was not', async () => {
    const args = ['train', bio, '--dev', bio, ...BASE, '--epochs', '20', '--ema', '0.9']
    expect(await hantune([...args, '--out', 'runs/whole'], { cwd })).toMatchObject({ code: 0 })
    const cut = await interrupted([...args, '--out', 'runs/cut'], 'epoch 3:')
    expect(cut).toMatchObject({ code: 130 })
    const [, command] = /to go on: (.*)\n$/.exec(cut.stdout)!
    expect(command).toMatch(/train --resume runs\/cut$/)

    const again = await interrupted(['train', '--resume', 'runs/cut'], 'epoch 6:')
    expect(again).toMatchObject({ code: 130 })
    // The whole line that was printed, but for the name of the program.
    const given = command!.slice(command!.indexOf('train')).split(' ')
    const end = await hantune(given, { cwd })
    expect(end).toMatchObject({ code: 0, stderr: '' })
    for (const part of ['best', 'last'])
      expect(bytesIn('runs/cut', part).equals(bytesIn('runs/whole', part)), part).toBe(true)
    const rows = (run: string) =>
      jsonLines(readFileSync(join(cwd, run, 'metrics.jsonl'), 'utf8')).map(
        ({ event, step, loss, value }) => ({
          ...{ event, step, loss, value },
        }),
      )
    expect(rows('runs/cut')).toEqual(rows('runs/whole'))

    const finished = await hantune(given, { cwd })
    expect(finished.code).toBe(2)
    expect(finished.stderr).toMatch(/^\[E_RUN_FINISHED\]/)
  })

  test('is not resumed with anything else', async () => {
    const { code, stderr } = await hantune(['train', '--resume', 'runs/cut', '--epochs', '3'], { cwd })
    expect(code).toBe(2)
    expect(stderr).toMatch(/^\[E_CLI_RESUME_ALONE\].* --epochs/)
    const resume = 'runs/cut'
    for (const [data, options, extra] of [
      [[], { out: 'runs/x' }, '--out'],
      [[], { resumeFrom: 'runs/x' }, '--resume-from'],
      [[], { findLr: true }, '--find-lr'],
      [[bio], {}, bio],
    ] as const)
      expect(() => resumedJob(data, { resume, ...options })).toThrow(
        expect.objectContaining({
          ...{ code: 'E_CLI_RESUME_ALONE', values: { extra: expect.stringContaining(extra) } },
        }),
      )
  })

  test('and one that starts anew has one start', () => {
    const both = { model: 'a', resumeFrom: 'runs/b' }
    expect(() => newJob([bio], both)).toThrow(expect.objectContaining({ code: 'E_CLI_START_TWICE' }))
  })
})

describe('several tasks on the command line', () => {
  test('are trained, scored and used as one model', async () => {
    const data = [`ner=${bio}`, `cls=${tsv}`]
    const dev = data.flatMap((file) => ['--dev', file])
    const args = ['train', ...data, ...dev, '--test', `cls=${tsv}`, ...BASE, '--epochs', '16']
    const trained = await hantune([...args, '--out', 'runs/both', '--json'], { cwd })
    expect(trained).toMatchObject({ code: 0 })
    const done = jsonLines(trained.stdout).at(-1)
    expect(done).toMatchObject({
      event: 'done',
      test: [{ name: 'cls', report: { accuracy: expect.any(Number) } }],
    })

    for (const [name, file, figure] of [
      ['ner', bio, 'f1'],
      ['cls', tsv, 'accuracy'],
    ] as const) {
      const scored = await hantune(['evaluate', 'runs/both', `${name}=${file}`, '--threads', '1', '--json'], {
        cwd,
      })
      expect(scored).toMatchObject({ code: 0 })
      const row = jsonLines(scored.stdout).at(-1)!
      expect(row).toMatchObject({ event: 'evaluation', task: name })
      expect(row[figure]).toBeGreaterThan(0.9)
    }
    const unnamed = await hantune(['evaluate', 'runs/both', tsv], { cwd })
    expect(unnamed.stderr).toMatch(/^\[E_MODEL_TASK_OPEN\]/m)

    const predicted = await hantune(['predict', 'runs/both', '我在北京工作', '--threads', '1'], { cwd })
    expect(jsonLines(predicted.stdout)).toMatchObject([
      { text: '我在北京工作', tasks: { ner: { entities: [{ label: 'LOC', start: 2, end: 4 }] }, cls: {} } },
    ])
  })

  test('a run trains on with one of them, and says what became of it', async () => {
    const args = ['train', bio, '--dev', bio, '--resume-from', 'runs/both', '--epochs', '1', '--threads', '1']
    const found = await hantune([...args, '--out', 'runs/on'], { cwd })
    expect(found).toMatchObject({ code: 0, stderr: '' })
    expect(found.stdout).toContain('on the dev data of runs/both')
  })
})
