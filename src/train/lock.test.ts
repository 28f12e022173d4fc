import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { compiled } from '../../test/support/compiled.ts'
import { runAndKill } from '../../test/support/kill.ts'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { patchJson } from '../../test/support/tiny-encoder.ts'
import { FolderLock } from './lock.ts'

const locked = expect.objectContaining({
  code: 'E_RUN_LOCKED',
  values: expect.objectContaining({ host: hostname() }),
})

describe('a lock', () => {
  test('is held by one, given back, and held again', () => {
    const folder = temporaryFolder()
    const first = FolderLock.acquire(folder)
    expect(() => FolderLock.acquire(folder)).toThrow(locked)
    first.release()
    expect(readdirSync(folder)).toEqual([])
    const second = FolderLock.acquire(folder)
    // The first has nothing to give back any more.
    first.release()
    expect(() => FolderLock.acquire(folder)).toThrow(locked)
    second.release()
    expect(readdirSync(folder)).toEqual([])
  })

  test('of a living process is respected, of a killed one taken over', async () => {
    const folder = temporaryFolder()
    const program = compiled(join(import.meta.dirname, '_hold-lock.case.ts'))
    const running = runAndKill(program, [folder], { milliseconds: 300 })
    await expect.poll(() => readdirSync(folder)).toEqual(['.lock'])
    const { pid } = JSON.parse(readFileSync(join(folder, '.lock'), 'utf8'))
    expect(pid).not.toBe(process.pid)
    expect(() => FolderLock.acquire(folder)).toThrow(locked)
    const { killed, stdout } = await running
    expect([killed, stdout]).toEqual([true, 'locked\n'])
    expect(readdirSync(folder)).toEqual(['.lock'])
    FolderLock.acquire(folder).release()
    expect(readdirSync(folder)).toEqual([])
  })

  test('whose process number went to another process is taken over', ({ skip }) => {
    if (process.platform === 'win32') skip('Windows does not tell when a process started')
    const folder = temporaryFolder()
    FolderLock.acquire(folder)
    expect(() => FolderLock.acquire(folder)).toThrow(locked)
    patchJson(join(folder, '.lock'), { started: 'long ago' })
    FolderLock.acquire(folder).release()
    expect(readdirSync(folder)).toEqual([])
  })

  test('of another machine is respected: it says which file to delete', () => {
    const folder = temporaryFolder()
    const path = join(folder, '.lock')
    writeFileSync(path, JSON.stringify({ host: 'elsewhere', pid: 2 ** 22 + 1, started: 'x' }))
    expect(() => FolderLock.acquire(folder)).toThrow(
      expect.objectContaining({ values: { host: 'elsewhere', pid: 2 ** 22 + 1, lock: path } }),
    )
    expect(readdirSync(folder)).toEqual(['.lock'])
  })
})
