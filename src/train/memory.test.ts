import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runTypeScript } from '../../test/support/child.ts'
import { tinyFiles } from './_testing.case.ts'

test('three hundred steps of varying lengths, with evaluations and checkpoints, do not grow memory', async () => {
  const { bio, model, out } = tinyFiles()
  writeFileSync(bio, sentences())
  const script = join(import.meta.dirname, '_memory.case.ts')
  const { stdout, stderr } = await runTypeScript(script, [bio, model, out])
  const points = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { step: number; megabytes: number })
  expect(points.at(-1)?.step, stderr).toBe(360)
  const after = (steps: number) => points.find(({ step }) => step >= steps)!.megabytes
  expect(after(350) - after(50)).toBeLessThan(40)
})

/** Forty sentences of 2 to 60 characters, as BIO lines. */
function sentences(): string {
  const lines = (length: number) =>
    ['北 B-LOC', '京 I-LOC', ...Array.from({ length }, () => '在 O')].join('\n')
  return `${Array.from({ length: 40 }, (_, i) => lines(Math.round((i * 58) / 39))).join('\n\n')}\n`
}
