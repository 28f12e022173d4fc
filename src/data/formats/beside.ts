import { ENTITY_NAMES, ID_NAMES, LABEL_NAMES, PAIR_NAMES } from './_fields.ts'

/** What shows a reader that a file is of a certain kind, whatever else stands there. */
const TELLING = ['data', 'annotations', 'annotation_id', 'annotator', 'lead_time', 'relations']
/** A title is the second text of a query alone, which is barred; beside a text it is frequent, and safe. */
const PAIRED = PAIR_NAMES.flat().filter((name) => name !== 'title')
const BARRED = new Set<string>([...LABEL_NAMES, ...ENTITY_NAMES, ...ID_NAMES, ...PAIRED, ...TELLING])

/**
 * Whether a field may stand beside a record that is written anew (as `text`, or `sentence1` and `sentence2`) without being
 * taken for a part of it. `names` are all fields of the record as it was read; a name that stands twice may not.
 */
export function canStandBeside(name: string, names: readonly string[]): boolean {
  const plain = name.trim().toLowerCase()
  const isOnce = names.filter((other) => other.trim().toLowerCase() === plain).length === 1
  return isOnce && plain !== '' && !BARRED.has(plain)
}
