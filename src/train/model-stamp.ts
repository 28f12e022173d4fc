import { readdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { stampOf } from '../base/stamp.ts'
import { modelFolderOf } from './model-folder.ts'

/**
 * What changes when a saved model is written or replaced, by looks at names, sizes and times alone.
 *
 * @param run a run folder (its `best` is taken), or a model folder
 * @throws E_RUN_ABSENT, E_RUN_SEEDS
 */
export function modelStamp(run: string): string {
  const folder = realpathSync(modelFolderOf(run))
  // Hidden ones are on their way to be replaced.
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !/(?:^|[/\\])\./.test(name),
  )
  return [folder, ...names.sort().flatMap((name) => [name, stampOf(join(folder, name)) ?? ''])].join('\n')
}
