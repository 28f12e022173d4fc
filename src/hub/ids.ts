import { nearestName } from '../base/nearest.ts'
import { fail } from './errors.ts'
import { EMBEDDED_ID, KNOWN_ENCODERS } from './known.ts'

export type Source = 'huggingface' | 'modelscope'

/** What a user means by a model that is no folder. */
export interface ModelId {
  readonly source: Source
  /** `ORG/NAME`, or a name alone as old repositories have. */
  readonly id: string
}

/** No path can be made of it: no part begins with a dot, and none is empty. */
const ID = /^(?!.*\.\.)[\w][\w.-]*(\/[\w][\w.-]*)?$/
const MODELSCOPE = 'modelscope:'

/**
 * Reads an id. A name without an owner stands for the known encoder of that name, as `bert-base-chinese` for
 * `google-bert/bert-base-chinese`.
 *
 * @throws E_HUB_ID
 */
export function parseId(model: string): ModelId {
  const source = model.startsWith(MODELSCOPE) ? 'modelscope' : 'huggingface'
  const id = source === 'modelscope' ? model.slice(MODELSCOPE.length) : model
  if (!ID.test(id) || (source === 'modelscope' && !id.includes('/'))) throw fail('E_HUB_ID', { model })
  const known = KNOWN_ENCODERS.find((encoder) => encoder.id.split('/').at(-1) === id)
  return { source, id: known && source === 'huggingface' ? known.id : id }
}

/** A revision becomes part of a path and of a URL. @throws E_HUB_REVISION */
export function checkRevision(model: string, revision: string): string {
  const isGood = /^[\w][\w./-]*$/.test(revision) && !/\.\.|\/\/|\/$/.test(revision) && revision.length <= 200
  if (!isGood) throw fail('E_HUB_REVISION', { model, revision })
  return revision
}

export const isCommit = (revision: string): boolean => /^[0-9a-f]{40}$/.test(revision)

/** The nearest of known and cached ids, in brackets behind a message; compared with owner where the asked id has one. */
export function nearHint(id: string, cached: readonly string[]): string {
  const known = KNOWN_ENCODERS.map((encoder) => encoder.id).filter((own) => own !== EMBEDDED_ID)
  const all = [...new Set([...known, ...cached])]
  const shown = (other: string) => (id.includes('/') ? other : other.split('/').at(-1)!)
  const near = nearestName(id, all.map(shown))
  const found = near === undefined ? undefined : all.find((other) => shown(other) === near)
  return found === undefined || found === id ? '' : ` (≈ ${found})`
}
