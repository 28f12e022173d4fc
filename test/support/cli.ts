import { spawn } from 'node:child_process'
import { join } from 'node:path'

export const MAIN = join(import.meta.dirname, '../../dist/cli/main.js')

export interface CliResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CliOptions {
  readonly cwd?: string
  /** What is piped in; left out, nothing is. */
  readonly stdin?: string
  readonly language?: 'zh' | 'en'
  /** Variables beside those of the tests; what is undefined is not set. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** Runs the compiled command line as a user does. */
export function hantune(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const { cwd, stdin, language = 'en' } = options
  const env = { ...process.env, HANTUNE_LANG: language, ...options.env }
  const child = spawn(process.execPath, [MAIN, ...args], { cwd, env, stdio: 'pipe' })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  child.stdin.end(stdin ?? '')
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}

/** The JSON lines of an output. */
export function jsonLines(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}
