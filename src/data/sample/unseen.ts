import type { TaggedText } from '../records.ts'

/** How many of some mentions have a name that other records never show with that type. */
export interface UnseenShare {
  readonly mentions: number
  readonly unseen: number
}

/** Of all mentions, and by type. */
export interface UnseenNames extends UnseenShare {
  readonly byType: Readonly<Record<string, UnseenShare>>
}

/** Counts the mentions in records whose name is not in the training records: what a dictionary of those cannot find. */
export function unseenNames(train: readonly TaggedText[], records: readonly TaggedText[]): UnseenNames {
  const known = new Set(train.flatMap(namesOf).map(({ label, name }) => `${label}\t${name}`))
  const byType = new Map<string, { mentions: number; unseen: number }>()
  for (const { label, name } of records.flatMap(namesOf)) {
    const own = byType.get(label) ?? { mentions: 0, unseen: 0 }
    own.mentions++
    if (!known.has(`${label}\t${name}`)) own.unseen++
    byType.set(label, own)
  }
  const sum = (of: (share: UnseenShare) => number) =>
    [...byType.values()].reduce((all, share) => all + of(share), 0)
  return {
    mentions: sum(({ mentions }) => mentions),
    unseen: sum(({ unseen }) => unseen),
    byType: Object.fromEntries([...byType].sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

const namesOf = ({ text, entities }: TaggedText): { label: string; name: string }[] =>
  entities.map(({ start, end, label }) => ({ label, name: text.slice(start, end) }))
