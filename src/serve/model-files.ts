import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { stampOf } from '../base/stamp.ts'
import { modelFolderOf } from '../train/index.ts'
import type { ServedRun } from './protocol.ts'

/**
 * What changes when a model or its lexicon is written or replaced, by looks at names, sizes and times alone. Where the
 * files cannot be looked at, the reason stands for them.
 */
export function modelStamp({ run, lexicon }: ServedRun): string {
  const parts: string[] = []
  try {
    const folder = modelFolderOf(run)
    parts.push(folder)
    // Hidden ones are on their way to be replaced.
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (name) => !/(?:^|[/\\])\./.test(name),
    )
    for (const name of names.sort()) parts.push(name, stampOf(join(folder, name)) ?? '')
  } catch (error) {
    parts.push((error as Error).message)
  }
  if (lexicon !== undefined) parts.push(stampOf(lexicon) ?? '')
  return parts.join('\n')
}
