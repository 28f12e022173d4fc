import { mkdirSync, writeFileSync } from 'node:fs'
import { totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { memoryLimit } from './memory-limit.ts'

const GIB = 2 ** 30

function tree(files: Readonly<Record<string, string | number>>): string {
  const root = temporaryFolder()
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), `${text}\n`)
  }
  return root
}

const limitIn = (files: Readonly<Record<string, string | number>>, constrained = 0) =>
  memoryLimit({ root: tree(files), total: 64 * GIB, constrained })

test('without groups it is the memory of the machine', () => {
  expect(limitIn({})).toEqual({ bytes: 64 * GIB, source: 'machine' })
})

test('here it is some memory, and no more than the machine has', () => {
  const { bytes } = memoryLimit()
  expect(bytes).toBeGreaterThan(2 ** 28)
  expect(bytes).toBeLessThanOrEqual(totalmem())
})

test("Node's finding counts if it is lower; its “no limit” does not", () => {
  expect(limitIn({}, 2 * GIB)).toEqual({ bytes: 2 * GIB, source: 'node' })
  expect(limitIn({}, 2 ** 64)).toEqual({ bytes: 64 * GIB, source: 'machine' })
})

describe('cgroup v2', () => {
  const self = { 'proc/self/cgroup': '0::/user.slice/app.service' }
  const at = (group: string, file: string) => join('sys/fs/cgroup', group, file)

  test.each([
    ['the group itself', { [at('user.slice/app.service', 'memory.max')]: 3 * GIB }, 3],
    ['a group around it', { [at('user.slice', 'memory.max')]: 5 * GIB }, 5],
    [
      'the smaller of both',
      {
        [at('user.slice', 'memory.max')]: 5 * GIB,
        [at('user.slice/app.service', 'memory.max')]: 'max',
        [at('user.slice/app.service', 'memory.high')]: 4 * GIB,
      },
      4,
    ],
    ['a container, whose mount is the group', { [at('', 'memory.max')]: 6 * GIB }, 6],
  ])('%s', (_, files, gib) => {
    expect(limitIn({ ...self, ...files })).toEqual({ bytes: gib * GIB, source: 'cgroup2' })
  })

  test('a neighbour’s limit is not ours, `max` is none', () => {
    const files = {
      [at('other', 'memory.max')]: GIB,
      [at('user.slice', 'memory.max')]: 'max',
      [at('user.slice/app.service', 'memory.high')]: 'max',
    }
    expect(limitIn({ ...self, ...files }).source).toBe('machine')
  })
})

describe('cgroup v1', () => {
  const self = { 'proc/self/cgroup': '5:cpu,cpuacct:/\n4:memory:/docker/a:b\n0::/' }
  const at = (group: string) => join('sys/fs/cgroup/memory', group, 'memory.limit_in_bytes')

  test('the group with a colon in its name, and those around it', () => {
    const files = { [at('docker/a:b')]: 7 * GIB, [at('')]: '9223372036854771712' }
    expect(limitIn({ ...self, ...files })).toEqual({ bytes: 7 * GIB, source: 'cgroup1' })
    expect(limitIn({ ...self, ...files, [at('docker')]: 2 * GIB }).bytes).toBe(2 * GIB)
  })

  test('the kernel’s “no limit” is beyond any memory', () => {
    expect(limitIn({ ...self, [at('')]: '9223372036854771712' }).source).toBe('machine')
  })
})
