import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from './support/source-files.ts'

const RUN = join(ROOT, 'dist/run')

/** The bytes of code that a bundled program reads before it does anything. */
function bytesRead(program: string): number {
  const seen = new Set<string>()
  const read = (name: string): void => {
    if (seen.has(name)) return
    seen.add(name)
    const text = readFileSync(join(RUN, name), 'utf8')
    for (const [, to] of text.matchAll(/^(?:import|export) [^()]*?["']\.\/([^"']+)["'];?$/gm)) read(to!)
  }
  read(program)
  return [...seen].reduce((sum, name) => sum + statSync(join(RUN, name)).size, 0)
}

// A start waits for this code. One import more through the index of a large folder can bring in a megabyte.
test.each([
  ['cli-main.js', 250_000],
  ['serve-worker.js', 900_000],
  ['api-worker.js', 3_000_000],
])('%s reads little before it starts', (program, most) => {
  const bytes = bytesRead(program)
  expect(bytes).toBeGreaterThan(most / 10)
  expect(bytes).toBeLessThan(most)
})
