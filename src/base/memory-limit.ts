import { readFileSync } from 'node:fs'
import { totalmem } from 'node:os'
import { join, posix } from 'node:path'

/** What sets the limit: a control group of Linux (containers), Node's own finding, or the machine's memory. */
export type MemoryLimitSource = 'cgroup2' | 'cgroup1' | 'node' | 'machine'

export interface MemoryLimit {
  readonly bytes: number
  readonly source: MemoryLimitSource
}

/** Where to look; tests hand in a tree of files of their own. */
export interface MemoryLimitPlaces {
  /** The root of the file system that holds `proc` and `sys`. */
  readonly root?: string
  /** The memory of the machine in bytes. */
  readonly total?: number
  /** What Node says of the process, in bytes; 0 where it knows none. */
  readonly constrained?: number
}

/**
 * The memory in bytes that this process may use: the smallest limit of its control group and of the groups around
 * it (version 2: `memory.max` and `memory.high`, beyond which the kernel slows a group down; version 1:
 * `memory.limit_in_bytes`), of what Node finds, and of the machine's memory. What others use meanwhile is not
 * taken off: the answer stays the same from run to run.
 */
export function memoryLimit(places: MemoryLimitPlaces = {}): MemoryLimit {
  const { root = '/', total = totalmem(), constrained = process.constrainedMemory() } = places
  const limits: MemoryLimit[] = [{ bytes: total, source: 'machine' }, ...groupLimits(root)]
  // Node reports "no limit" as 0 or as a number beyond any memory.
  if (constrained > 0) limits.push({ bytes: constrained, source: 'node' })
  return limits.reduce((least, limit) => (limit.bytes < least.bytes ? limit : least))
}

/** The limits of the groups named in /proc/self/cgroup: lines `hierarchy:controllers:path`. */
function groupLimits(root: string): MemoryLimit[] {
  const limits: MemoryLimit[] = []
  for (const line of read(root, 'proc/self/cgroup').split('\n')) {
    const [, controllers, ...rest] = line.split(':')
    const path = rest.join(':')
    if (path === '') continue
    if (controllers === '') {
      for (const file of ['memory.max', 'memory.high'])
        limits.push(...limitsAlong(root, ['sys/fs/cgroup', 'sys/fs/cgroup/unified'], path, file, 'cgroup2'))
    } else if (controllers!.split(',').includes('memory')) {
      limits.push(...limitsAlong(root, ['sys/fs/cgroup/memory'], path, 'memory.limit_in_bytes', 'cgroup1'))
    }
  }
  return limits
}

/** The limits of a group and of all groups around it. In a container the path may lead nowhere: its mount is the group. */
function limitsAlong(
  root: string,
  mounts: readonly string[],
  path: string,
  file: string,
  source: MemoryLimitSource,
): MemoryLimit[] {
  const groups = ['/']
  for (const name of posix.normalize(path).split('/')) {
    if (name !== '' && name !== '..') groups.push(posix.join(groups.at(-1)!, name))
  }
  return mounts
    .flatMap((mount) => groups.map((group) => read(root, mount, group, file).trim()))
    .filter((text) => /^\d+$/.test(text))
    .map((text) => ({ bytes: Number(text), source }))
}

/** A file's text; empty where there is none, as on other systems than Linux. */
function read(root: string, ...path: string[]): string {
  try {
    return readFileSync(join(root, ...path), 'utf8')
  } catch {
    return ''
  }
}
