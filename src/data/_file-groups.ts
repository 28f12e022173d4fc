import { basename, relative, sep } from 'node:path'
import type { ReadOptions } from './dataset.ts'
import type { AnyRecord } from './records.ts'

/** What `ReadOptions.groupBy` says where the files themselves are the groups. */
export const FILE_GROUPS = '@file'
/** The name under which such groups are written. */
const FIELD = 'file'

/** Records with the file they came from as their group, by its name within `path`, where the options ask for that. */
export function groupedByFile<R extends AnyRecord>(
  records: readonly R[],
  path: string,
  { groupBy }: ReadOptions,
): readonly R[] {
  if (groupBy !== FILE_GROUPS) return records
  const nameOf = (file: string) => relative(path, file).split(sep).join('/') || basename(file)
  return records.map((record) => {
    const { origin } = record
    return { ...record, origin: { ...origin, group: nameOf(origin.file), groupField: FIELD } }
  })
}
