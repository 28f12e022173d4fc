import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { StagedFolder } from './staged-folder.ts'

function filled(path: string): StagedFolder {
  const folder = new StagedFolder(path)
  writeFileSync(join(folder.stage, 'own'), 'own')
  return folder
}

describe('a staged folder', () => {
  test('is not there until it is placed, and leaves nothing beside it', () => {
    const parent = join(temporaryFolder(), 'new')
    const folder = filled(join(parent, 'a'))
    expect(existsSync(join(parent, 'a'))).toBe(false)
    expect(folder.place()).toBe(true)
    folder.discard()
    expect(readdirSync(parent)).toEqual(['a'])
    expect(readFileSync(join(parent, 'a/own'), 'utf8')).toBe('own')
  })

  test('takes the place of an empty folder only', () => {
    const path = join(temporaryFolder(), 'a')
    mkdirSync(path)
    expect(filled(path).place()).toBe(true)
    const second = new StagedFolder(path)
    expect(second.place()).toBe(false)
    second.discard()
    expect(readdirSync(path)).toEqual(['own'])
  })

  test.each(['file', 'folder'])('leaves a %s that came meanwhile', (kind) => {
    const parent = temporaryFolder()
    const path = join(parent, 'a')
    const folder = filled(path)
    if (kind === 'folder') mkdirSync(path)
    const mine = kind === 'folder' ? join(path, 'mine') : path
    writeFileSync(mine, 'precious')
    expect(folder.place()).toBe(false)
    folder.discard()
    expect(readFileSync(mine, 'utf8')).toBe('precious')
    expect(readdirSync(parent)).toEqual(['a'])
  })

  test('that is discarded takes the folders that were made for it along, and no others', () => {
    const parent = temporaryFolder()
    filled(join(parent, 'p/q/a')).discard()
    expect(readdirSync(parent)).toEqual([])
    mkdirSync(join(parent, 'mine'))
    filled(join(parent, 'mine/q/a')).discard()
    expect(readdirSync(parent)).toEqual(['mine'])
    expect(readdirSync(join(parent, 'mine'))).toEqual([])
    const folder = filled(join(parent, 'p/q/a'))
    writeFileSync(join(parent, 'p/other'), '')
    folder.discard()
    expect(readdirSync(join(parent, 'p'))).toEqual(['other'])
    const placed = filled(join(parent, 'r/a'))
    placed.place()
    placed.discard()
    expect(readdirSync(join(parent, 'r'))).toEqual(['a'])
  })

  test('where no folder can be is refused', () => {
    const parent = temporaryFolder()
    writeFileSync(join(parent, 'file'), '')
    expect(() => new StagedFolder(join(parent, 'file/a'))).toThrow('E_FILE_WRITE')
  })

  test('removes a stage that was left days ago, and none that is in use', () => {
    const parent = temporaryFolder()
    const [left, used] = [join(parent, '.a.00000001.part'), join(parent, '.a.00000002.part')]
    for (const path of [left, used]) mkdirSync(path)
    const before = new Date(Date.now() - 48 * 3600 * 1000)
    utimesSync(left, before, before)
    new StagedFolder(join(parent, 'a')).discard()
    expect(readdirSync(parent)).toEqual(['.a.00000002.part'])
  })
})

test('a link to an empty folder leads there', () => {
  const parent = temporaryFolder()
  mkdirSync(join(parent, 'disk'))
  symlinkSync(join(parent, 'disk'), join(parent, 'out'))
  const staged = new StagedFolder(join(parent, 'out'))
  writeFileSync(join(staged.stage, 'a'), '1')
  expect(staged.place()).toBe(true)
  expect(readFileSync(join(parent, 'disk', 'a'), 'utf8')).toBe('1')
  expect(readdirSync(join(parent, 'out'))).toEqual(['a'])
})
