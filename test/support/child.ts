import { spawn } from 'node:child_process'
import { join } from 'node:path'

export interface ChildResult {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs a TypeScript file in a process of its own.
 *
 * @param limits.fileKilobytes no file may grow beyond this: what a full disk is to a program (POSIX shells only)
 */
export async function runTypeScript(
  file: string,
  args: readonly string[],
  limits: { readonly fileKilobytes?: number } = {},
): Promise<ChildResult> {
  const loader = join(import.meta.dirname, 'typescript-loader.mjs')
  const command = [process.execPath, '--expose-gc', '--import', loader, file, ...args]
  const limit = limits.fileKilobytes === undefined ? '' : `ulimit -f ${limits.fileKilobytes}; `
  const child = spawn('bash', ['-c', `${limit}exec "$@"`, 'bash', ...command], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { status, stdout, stderr }
}
