import { spawn } from 'node:child_process'
import { type FSWatcher, watch } from 'node:fs'
import { join } from 'node:path'
import type { ChildResult } from './child.ts'

/** When a program is killed. */
export type Moment =
  /** So many milliseconds after it first printed something: print a line when the work begins. */
  | { readonly milliseconds: number }
  /** Just before its n-th change of the file system, from its start. The same n is the same instant. */
  | { readonly operation: number }
  /** Soon after a name in `folder` that `matches` came, changed or went. The folder must be there. */
  | { readonly folder: string; readonly matches: (name: string) => boolean }

export interface KilledResult extends ChildResult {
  /** False when the program had come to its end before. */
  readonly killed: boolean
}

const KILLABLE = join(import.meta.dirname, 'killable.mjs')

/**
 * Runs a JavaScript file (see `compiled`) in a process of its own and kills it with SIGKILL, which no program can
 * hear: as when memory runs out. What the program gave to the system stays; flushing to disk is left out, as it is slow
 * and can change nothing here.
 */
export async function runAndKill(
  file: string,
  args: readonly string[],
  moment: Moment,
): Promise<KilledResult> {
  const operation = 'operation' in moment ? String(moment.operation) : ''
  const env = { ...process.env, KILL_AT_OPERATION: operation }
  const child = spawn(process.execPath, ['--import', KILLABLE, file, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const kill = () => child.kill('SIGKILL')
  let timer: NodeJS.Timeout | undefined
  let watcher: FSWatcher | undefined
  if ('milliseconds' in moment) {
    child.stdout.once('data', () => {
      timer = setTimeout(kill, moment.milliseconds)
    })
  } else if ('folder' in moment) {
    watcher = watch(moment.folder, (_, name) => name !== null && moment.matches(name) && kill())
  }
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const [status, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (...end) => resolve(end))
  })
  clearTimeout(timer)
  watcher?.close()
  return { status, stdout, stderr, killed: signal === 'SIGKILL' }
}
