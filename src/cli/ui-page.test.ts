import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { hantune, MAIN } from '../../test/support/cli.ts'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { writeTiny } from '../../test/support/tiny.ts'
import type { CommandAnswer, RunAnswer, RunsAnswer } from '../ui/index.ts'

const cwd = temporaryFolder()
const { bio, model } = writeTiny(cwd)

/** Starts a command with a page; tells its events, and where the page is. */
async function start(args: readonly string[]) {
  const env = { ...process.env, HANTUNE_LANG: 'en' }
  const all = [MAIN, 'train', ...args, '--ui', '--ui-port', '0', '--json']
  const child = spawn(process.execPath, all, { cwd, env, stdio: ['ignore', 'pipe', 'ignore'] })
  const closed = once(child, 'close')
  const events: Record<string, unknown>[] = []
  const heard = (name: string) => events.find(({ event }) => event === name)
  const lines = createInterface({ input: child.stdout }).on('line', (line) => events.push(JSON.parse(line)))
  const until = async (name: string) => {
    while (!heard(name)) await once(lines, 'line')
    return heard(name)!
  }
  const url = (await until('ui')).url as string
  const ask = async <T>(path: string, init?: RequestInit) =>
    (await (await fetch(url + path, init)).json()) as T
  const token = JSON.parse(/id="data">(.*?)<\/script>/.exec(await (await fetch(url)).text())![1]!)
    .token as string
  const post = <T>(path: string, body: object) =>
    ask<T>(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', 'x-hantune-token': token },
    })
  const end = async () => {
    child.kill('SIGINT')
    return (await closed)[0] as number
  }
  return { url, ask, post, until, end }
}

test('a training has a page, which stays until Ctrl-C', async () => {
  const settings = ['--model', model, '--threads', '1', '--batch-size', '8', '--lr', '0.01', '--epochs', '2']
  const page = await start([bio, ...settings, '--out', 'runs/a'])
  await page.until('done')
  const { runs } = await page.ask<RunsAnswer>('/ui/api/runs')
  expect(runs).toMatchObject([{ name: 'a', state: 'finished', hasModel: true, sets: ['dev'] }])
  const { rows } = await page.ask<RunAnswer>('/ui/api/runs/a')
  expect(rows.map(({ event }) => event)).toEqual(expect.arrayContaining(['step', 'evaluation', 'done']))
  expect(await page.post('/ui/api/runs/a/predict', { text: '我在北京工作' })).toMatchObject({
    text: '我在北京工作',
  })
  const report = await (await fetch(`${page.url}/ui/api/runs/a/errors?set=dev&lang=en`)).text()
  expect(report).toContain('<h1>Evaluation of a</h1>')
  // Nothing is left to end in order.
  expect(await page.end()).toBe(0)
})

test('a page alone starts a training, and Ctrl-C ends both in order', async () => {
  const page = await start([])
  const values = { train: bio, model, threads: '1', epochs: '5000', patience: '0', batchSize: '8', run: 'b' }
  const { command, errors } = await page.post<CommandAnswer>('/ui/api/command', { values })
  expect(errors).toEqual({})
  expect(command).toMatch(/^hantune train \S+ --model \S+ --out runs\/b --epochs 5000 /)
  expect(await page.post('/ui/api/start', { values })).toEqual({ run: 'b' })
  expect(await page.post('/ui/api/start', { values: { ...values, run: 'c' } })).toMatchObject({
    error: { code: 'E_UI_BUSY' },
  })
  let answer = await page.ask<RunAnswer>('/ui/api/runs/b')
  while (!answer.rows.some(({ event }) => event === 'evaluation')) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    answer = await page.ask<RunAnswer>('/ui/api/runs/b')
  }
  expect(answer).toMatchObject({ run: { state: 'running' }, live: { canStop: true } })
  expect(await page.end()).toBe(0)
  const after = await start([])
  expect((await after.ask<RunAnswer>('/ui/api/runs/b')).run).toMatchObject({
    state: 'interrupted',
    hasModel: true,
  })
  expect(await after.end()).toBe(0)
})

test('a start that came to nothing stays among the runs, told in both languages', async () => {
  const page = await start([])
  writeFileSync(join(cwd, 'torn.bio'), '我 B-X\n\n京 I-X-\n\n')
  const values = { train: 'torn.bio', model, run: 'd' }
  expect((await page.post<CommandAnswer>('/ui/api/command', { values })).errors).toEqual({})
  expect(await page.post('/ui/api/start', { values })).toEqual({ run: 'd' })
  let answer = await page.ask<RunAnswer>('/ui/api/runs/d')
  expect(answer).toMatchObject({ run: { state: 'running' }, live: { steps: 0, canStop: true } })
  while (answer.run.state === 'running') {
    await new Promise((resolve) => setTimeout(resolve, 50))
    answer = await page.ask<RunAnswer>('/ui/api/runs/d')
  }
  const told = (what: RegExp) => ({ what: expect.stringMatching(what) })
  expect(answer).toMatchObject({
    run: { state: 'failed', canResume: false },
    failure: { texts: { zh: told(/\p{Script=Han}/u), en: told(/^[ -~“”‘’…]+$/) } },
    started: { command: `hantune train torn.bio --model ${model} --out runs/d`, values },
    live: null,
  })
  const { runs, active } = await page.ask<RunsAnswer>('/ui/api/runs')
  expect([runs.find(({ name }) => name === 'd')?.state, active]).toEqual(['failed', null])
  expect(await page.end()).toBe(0)
})

test('a port in use is told with a way out', async () => {
  const page = await start([])
  const port = new URL(page.url).port
  const second = await hantune(['train', '--ui', '--ui-port', port], { cwd })
  expect(second.stderr).toMatch(/^\[E_UI_LISTEN\] the page cannot listen at 127\.0\.0\.1:\d+.*\n.*--ui-port/)
  expect(second.code).not.toBe(0)
  await page.end()
})
