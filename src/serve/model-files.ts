import { stampOf } from '../base/stamp.ts'
import { modelStamp } from '../train/index.ts'
import type { ServedRun } from './protocol.ts'

/**
 * What changes when a model or its lexicon is written or replaced. Where the files cannot be looked at, the reason stands
 * for them.
 */
export function servedStamp({ run, lexicon }: ServedRun): string {
  const parts: string[] = []
  try {
    parts.push(modelStamp(run))
  } catch (error) {
    parts.push((error as Error).message)
  }
  if (lexicon !== undefined) parts.push(stampOf(lexicon) ?? '')
  return parts.join('\n')
}
