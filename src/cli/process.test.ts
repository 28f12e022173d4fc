import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { hantune, MAIN } from '../../test/support/cli.ts'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { writeTiny } from '../../test/support/tiny.ts'

const cwd = temporaryFolder()
const { bio, model } = writeTiny(cwd)
const base = ['train', bio, '--model', model, '--threads', '1', '--batch-size', '8', '--lr', '0.01']

test('Ctrl-C: exit code 130, everything saved, and how to go on', async () => {
  const env = { ...process.env, HANTUNE_LANG: 'en' }
  const args = [MAIN, ...base, '--epochs', '5000', '--patience', '0', '--out', 'runs/cut']
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  let stdout = ''
  const closed = once(child, 'close')
  for await (const text of child.stdout.setEncoding('utf8')) {
    stdout += text
    if (stdout.includes('epoch 2:') && !child.killed) child.kill('SIGINT')
  }
  const [code] = await closed
  expect(code).toBe(130)
  expect(stderr).toMatch(/^finishing the step and saving/m)
  expect(stdout).toMatch(/everything is saved in runs\/cut\nto go on: .* train --resume runs\/cut\n$/)
  expect(existsSync(join(cwd, 'runs/cut/last/training.json'))).toBe(true)
})

beforeAll(async () => {
  expect(await hantune([...base, '--epochs', '1', '--out', 'runs/a'], { cwd })).toMatchObject({ code: 0 })
  writeFileSync(join(cwd, 'texts.txt'), new Array(20_000).fill('我在北京工作').join('\n'))
})

test('a reader that goes early is no error', async () => {
  const shell = `"${process.execPath}" "${MAIN}" predict runs/a --input texts.txt | head -n 1; echo "\${PIPESTATUS[0]}"`
  const piped = spawn('bash', ['-c', shell], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  let [stdout, stderr] = ['', '']
  piped.stdout.on('data', (text) => {
    stdout += text
  })
  piped.stderr.on('data', (text) => {
    stderr += text
  })
  await once(piped, 'close')
  expect(stdout).toMatch(/^\{.*\}\n0\n$/)
  expect(stderr).toBe('')
})

test('a full disk behind stdout is an error', async ({ skip }) => {
  if (!existsSync('/dev/full')) skip('/dev/full, which stands for the full disk, is not here')
  // The first ends after its output has failed, the second before.
  for (const command of ['predict runs/a --input texts.txt', `evaluate runs/a ${bio}`]) {
    const full = spawn('bash', ['-c', `"${process.execPath}" "${MAIN}" ${command} > /dev/full`], {
      cwd,
      env: { ...process.env, HANTUNE_LANG: 'en' },
    })
    let said = ''
    full.stderr.on('data', (text) => {
      said += text
    })
    expect(await once(full, 'close')).toEqual([1, null])
    expect(said).toMatch(/^\[E_OUTPUT_WRITE\] cannot write to standard output: ENOSPC.*\n.*\n$/m)
  }
})

test('an open model does not keep the process', async () => {
  const library = join(import.meta.dirname, '../../dist/index.js')
  const script = `import { HanLP } from ${JSON.stringify(library)}; const m = await HanLP.load('runs/a'); console.log((await m('我在北京工作')).text)`
  const open = spawn(process.execPath, ['--input-type=module', '-e', script], { cwd, timeout: 20_000 })
  const [code] = await once(open, 'close')
  expect(code).toBe(0)
})

test('ONNX Runtime reports nothing to its makers, and keeps no id of this device', async () => {
  const home = temporaryFolder()
  const env = { HOME: home, XDG_CACHE_HOME: undefined, ORT_DISABLE_TELEMETRY: undefined }
  expect(await hantune(['predict', 'runs/a', '我在北京工作'], { cwd, env })).toMatchObject({ code: 0 })
  const kept = readdirSync(home, { recursive: true }).map(String)
  expect(kept.filter((name) => /microsoft|onnxruntime/i.test(name))).toEqual([])
})
