import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { compiled } from '../../test/support/compiled.ts'
import { runAndKill } from '../../test/support/kill.ts'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { existingFolder, isFree, recoverFolder } from './files.ts'
import { RandomStream } from './random.ts'

// Many processes, started one after another: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 240_000 })

const program = compiled(join(import.meta.dirname, '_replace-folder.case.ts'))

/** The generation of a folder all of whose files are of one. */
function generationOf(folder: string): number {
  const generation = readFileSync(join(folder, 'generation'), 'utf8')
  const names = readdirSync(folder, { recursive: true }).map((name) => String(name).replaceAll('\\', '/'))
  expect(names.sort()).toEqual(['a', 'generation', 'in', 'in/b'])
  for (const name of ['a', 'in/b']) {
    expect(readFileSync(join(folder, name), 'utf8') === `${generation} `.repeat(20_000), name).toBe(true)
  }
  return Number(generation)
}

const lastTold = (stdout: string): number => Number(/(\d+)\n$/.exec(stdout)?.[1] ?? Number.NaN)

describe('a program that replaces a folder', () => {
  test('killed before each of its changes in turn: the folder is the old one or the new one, whole', async () => {
    const template = join(temporaryFolder(), 'best')
    mkdirSync(join(template, 'in'), { recursive: true })
    writeFileSync(join(template, 'generation'), '7')
    for (const name of ['a', 'in/b']) writeFileSync(join(template, name), '7 '.repeat(20_000))
    let [inGap, old, fresh] = [0, 0, 0]
    for (let operation = 1; ; operation++) {
      const parent = temporaryFolder()
      const path = join(parent, 'best')
      cpSync(template, path, { recursive: true })
      const { killed, stdout, stderr } = await runAndKill(program, [path, '1'], { operation })
      if (!killed) {
        expect(stdout, stderr).toBe('ready\n8\n')
        break
      }
      const folder = existingFolder(path)!
      const generation = generationOf(folder)
      if (generation === 7) old++
      else fresh++
      if (folder !== path) {
        inGap++
        expect(isFree(path)).toBe(false)
      }
      recoverFolder(path)
      expect(readdirSync(parent)).toEqual(['best'])
      expect(generationOf(path)).toBe(generation)
    }
    // The gap was there to be seen, and it is one instant.
    expect(inGap).toBe(1)
    expect(old).toBeGreaterThan(20)
    expect(fresh).toBeGreaterThanOrEqual(3)
  })

  test('killed at random, fifty times at least: nothing it called done is lost, and it goes on each time', async () => {
    const random = new RandomStream(1, 'kill')
    const parent = temporaryFolder()
    const path = join(parent, 'best')
    let generation = 0
    // A busy machine gets less done between two kills: then there are more of them.
    for (let kill = 1; kill <= 50 || generation <= 50; kill++) {
      const milliseconds = 40 * random.uniform()
      const { killed, stdout, stderr } = await runAndKill(program, [path, '1e9'], { milliseconds })
      expect(killed, stderr).toBe(true)
      const told = lastTold(stdout)
      const folder = existingFolder(path)
      const found = folder === undefined ? 0 : generationOf(folder)
      const done = Number.isNaN(told) ? generation : told
      expect([done, done + 1]).toContain(found)
      generation = found
    }
    recoverFolder(path)
    expect(readdirSync(parent)).toEqual(['best'])
    expect(generationOf(path)).toBe(generation)
  })
})
