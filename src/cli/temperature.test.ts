import { readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { hantune, jsonLines } from '../../test/support/cli.ts'
import { trainTiny } from '../../test/support/tiny-run.ts'

test('--save-temperature: what was fitted is stored, and a second fit finds nothing to do', async () => {
  const run = await trainTiny({}, 'cls')
  const [cwd, data] = [dirname(run), join(dirname(run), 'reviews.tsv')]
  const lines = readFileSync(data, 'utf8').trim().split('\n')
  const other = (line: string) => line.replace(/好评|差评/, (label) => (label === '好评' ? '差评' : '好评'))
  // A dev set of which the model gets a sixth wrong.
  const dev = join(cwd, 'dev.tsv')
  writeFileSync(dev, lines.map((line, at) => (at % 6 ? line : other(line))).join('\n'))
  const evaluate = (...flags: string[]) =>
    hantune(['evaluate', run, data, '--bootstrap', '2', ...flags], { cwd })
  expect(await evaluate('--save-temperature')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('E_CLI_SAVE_TEMPERATURE'),
  })
  expect(await evaluate('--calibrate', dev, '--save-temperature', '--save-thresholds', 'one')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('E_CLI_SAVE_BOTH'),
  })
  const flags = ['--calibrate', dev, '--save-temperature']
  const first = await evaluate(...flags, '--json')
  expect(first).toMatchObject({ code: 0 })
  const [{ evaluation, stored, accuracy }] = jsonLines(first.stdout) as unknown as [
    { evaluation: { calibration: { scaled: { temperature: number } } }; stored: object; accuracy: number },
  ]
  const { temperature } = evaluation.calibration.scaled
  expect(stored).toEqual({ folder: join(run, 'best'), temperature })
  expect(Math.abs(temperature - 1)).toBeGreaterThan(0.02)
  const second = await evaluate(...flags)
  expect(second.stdout).toMatch(/temperature (1\.00\d|0\.99\d) stored in/)
  const [again] = jsonLines((await evaluate('--calibrate', dev, '--json')).stdout)
  expect(again).toMatchObject({ accuracy })
  // Of data that it gets all right the fit has no end.
  expect(await evaluate('--calibrate', data, '--save-temperature')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('E_TEMPERATURE_RANGE'),
    // The report is there all the same.
    stdout: expect.stringContaining('accuracy'),
  })
  const tagger = await trainTiny()
  const bio = join(dirname(tagger), 'places.bio')
  expect(
    await hantune(['evaluate', tagger, bio, '--calibrate', bio, '--save-temperature'], { cwd }),
  ).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('E_TEMPERATURE_TASK'),
  })
  expect(await evaluate('--against', tagger)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(new RegExp(`E_EVALUATION_OTHER_TASK.*${basename(dirname(tagger))}`)),
  })
})
