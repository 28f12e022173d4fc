import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runTypeScript } from '../../test/support/child.ts'
import { temporaryFolder } from '../../test/support/temporary.ts'
import {
  existingFolder,
  isFree,
  recoverFolder,
  recoverFoldersIn,
  removeFolderAtomic,
  writeFileAtomic,
  writeFolderAtomic,
} from './files.ts'

describe('a file', () => {
  test('is made of text and bytes, in folders that are made', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'a/b/c.txt')
    writeFileAtomic(path, ['中', new Uint8Array([0xe6, 0x96, 0x87]), '😀'])
    expect(readFileSync(path, 'utf8')).toBe('中文😀')
    writeFileAtomic(path, 'short')
    expect(readFileSync(path, 'utf8')).toBe('short')
    expect(readdirSync(join(folder, 'a/b'))).toEqual(['c.txt'])
  })

  test('stays as it was when its content fails half-way', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'a.txt')
    writeFileAtomic(path, 'old')
    function* broken() {
      yield 'new'
      throw new RangeError('mine')
    }
    // An error that is not the system's comes out as it is.
    expect(() => writeFileAtomic(path, broken())).toThrow(new RangeError('mine'))
    expect(readFileSync(path, 'utf8')).toBe('old')
    expect(readdirSync(folder)).toEqual(['a.txt'])
  })

  test('that cannot be written names its path and the reason', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), '')
    const path = join(folder, 'file/below.txt')
    expect(() => writeFileAtomic(path, 'x')).toThrow(
      expect.objectContaining({ code: 'E_FILE_WRITE', place: { file: path } }),
    )
    mkdirSync(join(folder, 'taken/full'), { recursive: true })
    expect(() => writeFileAtomic(join(folder, 'taken'), 'x')).toThrow('E_FILE_WRITE')
    expect(readdirSync(folder).sort()).toEqual(['file', 'taken'])
  })

  test.skipIf(!existsSync('/proc/self'))(
    'where the system makes no folders there is an error, and an end',
    () => {
      const path = '/proc/hantune/a/b.bin'
      expect(() => writeFileAtomic(path, 'x')).toThrow(expect.objectContaining({ code: 'E_FILE_WRITE' }))
      expect(() => writeFolderAtomic(path, () => {})).toThrow(
        expect.objectContaining({ code: 'E_FILE_WRITE' }),
      )
    },
  )

  test('on a full disk: the old one stays, nothing half-written is left', async () => {
    const folder = realpathSync(temporaryFolder())
    const path = join(folder, 'a.bin')
    writeFileAtomic(path, 'old')
    const script = join(folder, 'script.ts')
    writeFileSync(
      script,
      `import { writeFileAtomic } from ${JSON.stringify(join(import.meta.dirname, 'files.ts'))}
      try { writeFileAtomic(${JSON.stringify(path)}, new Uint8Array(1e6)); console.log('written') }
      catch (error) { console.log(error.code, error.values.reason) }`,
    )
    const { stdout, stderr } = await runTypeScript(script, [], { fileKilobytes: 64 })
    expect(stdout, stderr).toMatch(/^E_FILE_WRITE EFBIG/)
    expect(readFileSync(path, 'utf8')).toBe('old')
    expect(readdirSync(folder).sort()).toEqual(['a.bin', 'script.ts'])
  })
})

describe('a folder', () => {
  const fill = (content: string) => (folder: string) => writeFileAtomic(join(folder, 'in/x.txt'), content)

  test('takes the place of the old one whole', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'best')
    writeFolderAtomic(path, fill('one'))
    writeFileSync(join(path, 'stray'), '')
    writeFolderAtomic(path, fill('two'))
    expect(readFileSync(join(path, 'in/x.txt'), 'utf8')).toBe('two')
    expect(readdirSync(path)).toEqual(['in'])
    expect(readdirSync(folder)).toEqual(['best'])
  })

  test('stays as it was when filling fails', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'best')
    writeFolderAtomic(path, fill('one'))
    expect(() =>
      writeFolderAtomic(path, (fresh) => {
        fill('two')(fresh)
        throw new RangeError('mine')
      }),
    ).toThrow(new RangeError('mine'))
    expect(readFileSync(join(path, 'in/x.txt'), 'utf8')).toBe('one')
    expect(readdirSync(folder)).toEqual(['best'])
  })

  test('below a file is E_FILE_WRITE', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), '')
    expect(() => writeFolderAtomic(join(folder, 'file/best'), fill('x'))).toThrow('E_FILE_WRITE')
    expect(statSync(join(folder, 'file')).isFile()).toBe(true)
  })

  test('that is a link: the link goes, what it points to stays', () => {
    const folder = temporaryFolder()
    writeFolderAtomic(join(folder, 'target'), fill('one'))
    symlinkSync(join(folder, 'target'), join(folder, 'best'))
    writeFolderAtomic(join(folder, 'best'), fill('two'))
    expect(readFileSync(join(folder, 'target/in/x.txt'), 'utf8')).toBe('one')
    expect(readFileSync(join(folder, 'best/in/x.txt'), 'utf8')).toBe('two')
    expect(existsSync(join(folder, 'target/stray'))).toBe(false)
  })
})

describe('a folder that lost its name', () => {
  const lost = () => {
    const folder = temporaryFolder()
    const path = join(folder, 'best')
    writeFolderAtomic(path, (fresh) => writeFileAtomic(join(fresh, 'x'), 'one'))
    renameSync(path, join(folder, '.best.01234567.old'))
    return { folder, path, old: join(folder, '.best.01234567.old') }
  }

  test('is read where it is, without a change', () => {
    const { folder, path, old } = lost()
    mkdirSync(join(folder, '.best.89abcdef.part'))
    expect(existingFolder(path)).toBe(old)
    expect(isFree(path)).toBe(false)
    expect(readdirSync(folder).sort()).toEqual(['.best.01234567.old', '.best.89abcdef.part'])
    expect(existingFolder(join(folder, 'be'))).toBeUndefined()
    expect(existingFolder(join(folder, 'absent/best'))).toBeUndefined()
  })

  test('gets it back from recoverFolder, which removes what else was left', () => {
    const { folder, path } = lost()
    mkdirSync(join(folder, '.best.89abcdef.part/in'), { recursive: true })
    mkdirSync(join(folder, '.best.mine.old'))
    recoverFolder(path)
    expect(readdirSync(folder).sort()).toEqual(['.best.mine.old', 'best'])
    expect(readFileSync(join(path, 'x'), 'utf8')).toBe('one')
    recoverFolder(path)
    expect(existingFolder(path)).toBe(path)
  })

  test('is put back before it is replaced, so that a failure leaves it', () => {
    const { folder, path } = lost()
    const full = () => {
      throw new RangeError('full')
    }
    expect(() => writeFolderAtomic(path, full)).toThrow('full')
    expect(readdirSync(folder)).toEqual(['best'])
    expect(readFileSync(join(path, 'x'), 'utf8')).toBe('one')
  })

  test('is stale once the name is taken again', () => {
    const { folder, path } = lost()
    mkdirSync(path)
    writeFileSync(join(path, 'x'), 'two')
    expect(existingFolder(path)).toBe(path)
    recoverFolder(path)
    expect(readdirSync(folder)).toEqual(['best'])
    expect(readFileSync(join(path, 'x'), 'utf8')).toBe('two')
  })

  test('is found by its neighbours with all others of the parent, files too', () => {
    const { folder, path } = lost()
    writeFileSync(join(folder, '.a.txt.89abcdef.part'), 'half')
    writeFileSync(join(folder, 'a.txt'), 'whole')
    recoverFoldersIn(folder)
    expect(readdirSync(folder).sort()).toEqual(['a.txt', 'best'])
    expect(existsSync(path)).toBe(true)
    recoverFoldersIn(join(folder, 'absent'))
  })

  test('goes, too, when it is to be removed', () => {
    const { folder, path } = lost()
    removeFolderAtomic(join(folder, 'absent'))
    removeFolderAtomic(path)
    expect(readdirSync(folder)).toEqual([])
  })
})

test('a path is free while nothing or an empty folder is there', () => {
  const folder = temporaryFolder()
  expect(isFree(join(folder, 'absent'))).toBe(true)
  expect(isFree(folder)).toBe(true)
  writeFileSync(join(folder, 'file'), '')
  expect(isFree(folder)).toBe(false)
  expect(isFree(join(folder, 'file'))).toBe(false)
})
