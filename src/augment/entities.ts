import { piecesOf } from './_pieces.ts'
import type { MakeWay } from './way.ts'

/** The share of a record's entities that are replaced. */
const SHARE = 0.5

/** Entities replaced by others of their type, from the training set's own: names vary, what stands around them stays. */
export const replaceEntities: MakeWay = (records) => {
  const names = new Map<string, Set<string>>()
  for (const record of records)
    for (const { text, label } of piecesOf(record) ?? [])
      if (label !== undefined) names.set(label, (names.get(label) ?? new Set()).add(text))
  const lists = new Map([...names].map(([label, own]) => [label, [...own]]))
  return (record, stream) => {
    let isNew = false
    const pieces = piecesOf(record)?.map((piece) => {
      if (piece.label === undefined || stream.uniform() >= SHARE) return piece
      const text = stream.pick(lists.get(piece.label)!)
      isNew ||= text !== piece.text
      return { ...piece, text }
    })
    return pieces && isNew ? { pieces, sources: [record] } : undefined
  }
}
