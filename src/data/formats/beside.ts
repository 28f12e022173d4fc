import { ENTITY_NAMES, ID_NAMES, LABEL_NAMES, PAIR_NAMES } from './_fields.ts'

/** What shows a reader that a file is of a certain kind, whatever else stands there. */
const TELLING = ['data', 'annotations', 'annotation_id', 'annotator', 'lead_time', 'relations']
/** A title is the second text of a query alone, which is barred; beside a text it is frequent, and safe. */
const PAIRED = PAIR_NAMES.flat().filter((name) => name !== 'title')
const BARRED = new Set<string>([...LABEL_NAMES, ...ENTITY_NAMES, ...ID_NAMES, ...PAIRED, ...TELLING])

/**
 * Those of all fields of a record as it was read that may stand beside it when it is written anew (as `text`, or
 * `sentence1` and `sentence2`) without being taken for a part of it. A name that stands twice, in whatever case, may not.
 */
export function besideNames(names: readonly string[]): ReadonlySet<string> {
  const plain = names.map((name) => name.trim().toLowerCase())
  const counts = new Map<string, number>()
  for (const name of plain) counts.set(name, (counts.get(name) ?? 0) + 1)
  const isFree = (name: string) => name !== '' && counts.get(name) === 1 && !BARRED.has(name)
  return new Set(names.filter((_, at) => isFree(plain[at]!)))
}
