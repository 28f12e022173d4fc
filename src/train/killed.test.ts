import { cpSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { compiled } from '../../test/support/compiled.ts'
import { runAndKill } from '../../test/support/kill.ts'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { evaluateUntil } from './_evaluations.case.ts'
import { modelFolderOf } from './model-folder.ts'

// Many processes, started one after another: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 240_000 })

/** Every fifth change, to save time. Writing a file takes seven, so that each of the seven comes up. */
const STRIDE = 5

/** Every file of a folder with what it holds. */
function contents(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true }).map(String).sort()
  const files = paths.filter((path) => statSync(join(folder, path)).isFile())
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(folder, path), 'latin1')]))
}

test('a run killed while it records, keeps and saves has a whole best model, and resumed ends as if it had not been', async () => {
  const [whole, template] = [join(temporaryFolder(), 'run'), join(temporaryFolder(), 'run')]
  evaluateUntil(whole, 30, 'new')
  evaluateUntil(template, 20, 'new')
  const expected = contents(whole)
  expect(Object.keys(expected)).toContain('checkpoints/step-000010/hantune.json')
  const program = compiled(join(import.meta.dirname, '_evaluations.case.ts'))
  const seen = { old: 0, new: 0 }
  for (let operation = 1; ; operation += STRIDE) {
    const path = join(temporaryFolder(), 'run')
    cpSync(template, path, { recursive: true })
    const { killed, stdout, stderr } = await runAndKill(program, [path], { operation })
    const model = modelFolderOf(path)
    const step = Number(readFileSync(join(model, 'hantune.json'), 'utf8'))
    expect(JSON.parse(readFileSync(join(model, 'checkpoint.json'), 'utf8')).step).toBe(step)
    seen[step === 10 ? 'old' : 'new']++
    if (killed) evaluateUntil(path, 30, 'resumed')
    expect(contents(path), `killed before change ${operation}`).toEqual(expected)
    if (!killed) {
      expect(stdout, stderr).toBe('done\n')
      break
    }
  }
  expect(seen.old).toBeGreaterThanOrEqual(5)
  expect(seen.new).toBeGreaterThanOrEqual(5)
})
