import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { hantune } from '../../test/support/cli.ts'
import { trainTiny } from '../../test/support/tiny-run.ts'

test('a run that stopped before it was ever scored is used, and that is said', async () => {
  const run = await trainTiny({ epochs: 1 }, 'cls')
  const cwd = dirname(run)
  const predict = (folder: string) => hantune(['predict', folder, '很好用', '--json'], { cwd })
  expect(await predict('run')).toMatchObject({ code: 0, stderr: '' })
  rmSync(join(run, 'best'), { recursive: true })
  const { code, stderr } = await predict('run')
  expect(code).toBe(0)
  expect(stderr).toMatch(/run stopped before its first evaluation.*run.last is used.*train --resume run\n/)
  expect(await predict(join('run', 'last'))).toMatchObject({ code: 0, stderr: '' })
  expect(await hantune(['predict', 'run', '很[MASK]用', '--task', 'fill-mask'], { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('[E_CLI_FILL_RUN] run'),
  })
})
