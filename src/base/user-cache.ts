import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Environment } from './locale.ts'

/** The folder for what a user's programs can make or fetch again; an empty variable counts as unset. */
export const userCache = (env: Environment): string =>
  expandHome(env.XDG_CACHE_HOME) || join(homedir(), '.cache')

/** A path out of a variable: a shell leaves a quoted `~` to the program, and Python's libraries put the home there. */
export const expandHome = (path: string | undefined): string | undefined =>
  path?.replace(/^~(?=$|[\\/])/, () => homedir())
