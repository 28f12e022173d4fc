import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Environment } from './locale.ts'

/** The folder for what a user's programs can make or fetch again; an empty variable counts as unset. */
export const userCache = (env: Environment): string => env.XDG_CACHE_HOME || join(homedir(), '.cache')
