import nodeModule from 'node:module'
import { join } from 'node:path'
import { userCache } from './user-cache.ts'

/** From Node 22.1 on. */
interface CompilingModule {
  enableCompileCache?(folder: string): unknown
}

/**
 * Keeps compiled code for the next start, where Node can: in the user's own cache folder, because what lies in a shared one
 * would be run. Each thread asks for itself, before it loads what is to be kept. NODE_DISABLE_COMPILE_CACHE=1 turns it off.
 */
export function keepCompiledCode(
  compiling: CompilingModule = nodeModule as CompilingModule,
  env: NodeJS.ProcessEnv = process.env,
): void {
  try {
    compiling.enableCompileCache?.(join(userCache(env), 'hantune', 'compiled'))
  } catch {
    // A user without a home starts a little later.
  }
}
