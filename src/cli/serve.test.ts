import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hantune, jsonLines, MAIN } from '../../test/support/cli.ts'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { writeTiny } from '../../test/support/tiny.ts'

const ROOT = join(import.meta.dirname, '../..')
const cwd = temporaryFolder()
const { bio, model } = writeTiny(cwd)
const children: ChildProcess[] = []

interface Running {
  readonly child: ChildProcess
  readonly url: string
  /** What it wrote to standard output and error so far. */
  readonly said: () => { readonly stdout: string; readonly stderr: string }
}

/** Runs `hantune serve` until it is ready. */
async function serve(...args: string[]): Promise<Running> {
  const command = [MAIN, 'serve', ...args, '--port', '0', '--threads', '1', '--json']
  const child = spawn(process.execPath, command, { cwd, env: { ...process.env, HANTUNE_LANG: 'en' } })
  children.push(child)
  let [stdout, stderr] = ['', '']
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  await new Promise<void>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      if (stdout.includes('"event":"ready"')) resolve()
    })
    child.on('exit', (code) => reject(new Error(`${code}: ${stderr}`)))
  })
  const listening = jsonLines(stdout).find(({ event }) => event === 'listening')
  return { child, url: listening!.url as string, said: () => ({ stdout, stderr }) }
}

const post = (url: string, body: object) =>
  fetch(`${url}/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

beforeAll(async () => {
  const args = ['train', bio, '--model', model, '--threads', '1', '--batch-size', '8', '--lr', '0.01']
  expect(await hantune([...args, '--epochs', '6', '--out', 'runs/demo'], { cwd })).toMatchObject({ code: 0 })
})
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
})

test('it serves what predict says, tells events, and drains on SIGTERM', async () => {
  const { child, url, said } = await serve('runs/demo')
  const answer = (await (await post(url, { text: '我在北京工作' })).json()) as Record<string, unknown>
  const { model: name, hash, version, ...prediction } = answer
  expect([name, hash, version]).toEqual(['demo', expect.stringMatching(/^[0-9a-f]{64}$/), expect.any(String)])
  const { stdout } = await hantune(['predict', 'runs/demo', '我在北京工作', '--threads', '1'], { cwd })
  expect(prediction).toEqual(jsonLines(stdout)[0])

  const many = Array.from({ length: 200 }, (_, i) => `他从上海回来${i}`)
  const accepted = post(url, { text: many })
  const isUnderWay = async () => (await (await fetch(`${url}/metrics`)).text()).includes('under_way 1')
  while (!(await isUnderWay())) await new Promise((resolve) => setTimeout(resolve, 5))
  child.kill('SIGTERM')
  const { results } = (await (await accepted).json()) as { results: { text: string }[] }
  expect(results.map(({ text }) => text)).toEqual(many)
  expect(await once(child, 'close')).toEqual([0, null])
  const events = jsonLines(said().stdout).map(({ event }) => event)
  expect(events).toEqual(['listening', 'ready', 'draining', 'stopped'])
  const log = jsonLines(said().stderr)
  expect(log.filter(({ msg, route }) => msg === 'request' && route === '/predict')).toMatchObject([
    { status: 200, model: 'demo', texts: 1 },
    { status: 200, model: 'demo', texts: 200 },
  ])
})

test('mistakes of the command line', async () => {
  const of = async (...args: string[]) => {
    const { code, stdout, stderr } = await hantune(['serve', ...args], { cwd })
    // Nothing has listened.
    expect(stdout).toBe('')
    return [code, /\[(E_\w+)\]/.exec(stderr)?.[1]]
  }
  expect(await of('runs/demo', '--port', '70000')).toEqual([2, 'E_CLI_VALUE'])
  for (const size of ['1tb', '10', '1023'])
    expect(await of('runs/demo', '--max-body', size)).toEqual([2, 'E_CLI_VALUE'])
  for (const host of ['', ' ']) expect(await of('runs/demo', '--host', host)).toEqual([2, 'E_CLI_VALUE'])
  expect(await of('runs/none', '--port', '0')).toEqual([2, 'E_RUN_ABSENT'])
  expect(await of('a b=runs/demo', '--port', '0')).toEqual([2, 'E_SERVE_NAME'])
  expect(await of('no/such=1/run', '--port', '0')).toEqual([2, 'E_RUN_ABSENT'])
  expect(await of('v1.2=runs/none', '--port', '0')).toEqual([2, 'E_RUN_ABSENT'])
  expect(await of('runs/demo', '--lexicon', 'other=words.tsv')).toEqual([2, 'E_CLI_SERVE_LEXICON'])
  expect(await of('runs/demo', '--max-qeue', '3')).toEqual([2, 'E_CLI_OPTION'])
})

/** The examples of a document by their names, with the address of the service. */
function examplesOf(file: string, url: string): Record<string, string> {
  const text = readFileSync(join(ROOT, 'docs', file), 'utf8')
  const found = [...text.matchAll(/<!-- example: (\w+) -->\n```\w+\n(.*?)```/gs)]
  return Object.fromEntries(
    found.map(([, name, code]) => [name, code!.replaceAll('http://127.0.0.1:7860', url)]),
  )
}

/** What a program writes. @returns undefined where it is not here */
function outputOf(program: string, ...args: string[]): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, PYTHONIOENCODING: 'utf-8' }
    execFile(program, args, { cwd, env }, (error, stdout, stderr) => {
      if (error && 'code' in error && error.code === 'ENOENT') resolve(undefined)
      else if (error) reject(new Error(stderr))
      else resolve(stdout)
    })
  })
}

test.each(['service.md', 'service.zh-CN.md'])('the examples of docs/%s run', async (file) => {
  const { url } = await serve('runs/demo')
  const { curl, python, typescript, ...others } = examplesOf(file, url)
  expect(others).toEqual({})
  const byCurl = await outputOf('sh', '-c', curl!)
  if (byCurl !== undefined)
    expect(JSON.parse(byCurl)).toMatchObject({ model: 'demo', entities: [{ text: '北京' }] })
  writeFileSync(join(cwd, 'example.py'), python!)
  const byPython = await outputOf('python3', 'example.py')
  if (byPython !== undefined)
    expect(byPython).toMatch(/^我在北京工作 .*'北京'.*\n明天到上海开会 .*'上海'.*\n$/)
  // As JavaScript: the example has no types.
  const client = join(ROOT, 'dist/client/index.js')
  writeFileSync(join(cwd, 'example.mjs'), typescript!.replace("'hantune/client'", JSON.stringify(client)))
  expect(await outputOf(process.execPath, 'example.mjs')).toMatch(/北京[\s\S]*\n2\n$/)
})
