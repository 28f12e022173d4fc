import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hantune, jsonLines } from '../../test/support/cli.ts'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { writeTiny } from '../../test/support/tiny.ts'

const cwd = temporaryFolder()
const { bio, model } = writeTiny(cwd)
const sweep = (more: string, language: 'zh' | 'en' = 'en') =>
  hantune(['train', bio, '--model', model, '--threads', '1', '--find-lr', ...more.split(' ')], {
    cwd,
    language,
  })

test('--find-lr draws the curve, suggests a rate and writes a picture beside the run', async () => {
  const { code, stdout } = await sweep('--batch-size 8 --out runs/x', 'zh')
  expect(code).toBe(0)
  expect(stdout).toMatch(/▲\n +\d\.\de-\d/)
  expect(stdout).toMatch(/建议的学习率：[\d.e-]+（损失在此下降最快）\n训练时加上：--lr [\d.e-]+/)
  expect(readFileSync(join(cwd, 'runs/x.lr-sweep.svg'), 'utf8')).toMatch(
    /^<svg [\s\S]+<polyline [\s\S]+<\/svg>$/,
  )
  expect(existsSync(join(cwd, 'runs/x'))).toBe(false)
})

test('--json: a row for each rate, and the suggestion last', async () => {
  const { stdout } = await sweep('--batch-size 8 --out runs/y --json')
  const events = jsonLines(stdout)
  expect(events.filter(({ event }) => event === 'sweep').length).toBeGreaterThan(50)
  expect(events.at(-1)).toMatchObject({
    event: 'rate',
    rate: expect.any(Number),
    file: 'runs/y.lr-sweep.svg',
  })
})

test.each([
  ['--auto 2', 'E_CLI_FIND_LR'],
  ['--lr 0.001', 'E_CLI_FIND_LR'],
  ['--compare-single', 'E_CLI_FIND_LR'],
  ['--test places.bio', 'E_CLI_FIND_LR'],
  ['--resume runs/z', 'E_CLI_RESUME_ALONE'],
])('--find-lr %s is refused', async (more, error) => {
  const { code, stderr } = await sweep(more)
  expect(code).not.toBe(0)
  expect(stderr).toContain(error)
  expect(stderr).toContain(more.split(' ')[0]!)
})
