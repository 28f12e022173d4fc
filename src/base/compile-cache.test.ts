import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keepCompiledCode } from './compile-cache.ts'

const folderFor = (env: NodeJS.ProcessEnv) => {
  let folder: string | undefined
  keepCompiledCode({ enableCompileCache: (given) => (folder = given) }, env)
  return folder
}

test('compiled code is kept in the user’s cache folder, where Node can', () => {
  expect(folderFor({ XDG_CACHE_HOME: '/x' })).toBe(join('/x', 'hantune', 'compiled'))
  expect(folderFor({})).toBe(join(homedir(), '.cache', 'hantune', 'compiled'))
  expect(() => keepCompiledCode({}, {})).not.toThrow()
})

test('a start does without', () => {
  const refuses = () => {
    throw new Error('no home')
  }
  expect(() => keepCompiledCode({ enableCompileCache: refuses }, {})).not.toThrow()
})
