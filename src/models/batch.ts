/** Sequences laid out for one pass: tokens one after another, and their slots in attention. */
export interface PackedBatch {
  readonly sequences: number
  /** T: real tokens. */
  readonly tokens: number
  /** S: slots a sequence, the length of the longest. */
  readonly slots: number
  readonly tokenIds: Int32Array
  readonly positions: Int32Array
  readonly tokenTypes: Int32Array
  /** [B + 1]: where each sequence starts among the tokens. */
  readonly starts: Int32Array
  /** [B, A, S] twice, [T, A]: see HeadLayout. */
  readonly slotRows: Int32Array
  readonly contextRows: Int32Array
  readonly tokenSlots: Int32Array
  /** [B, S] with 1 in filled slots; and 0 there, −1e9 in empty ones, added to attention's scores. */
  readonly filled: Float32Array
  readonly attentionMask: Float32Array
}

/** Adding this to a score makes its probability exactly 0 in float32. */
const MASKED = -1e9

/**
 * Packs sequences of token ids.
 *
 * @param types segment ids of each sequence; all 0 where left out
 */
export function packBatch(
  sequences: readonly Int32Array[],
  heads: number,
  types?: readonly (Int32Array | undefined)[],
): PackedBatch {
  const count = sequences.length
  const starts = new Int32Array(count + 1)
  let slots = 0
  for (const [b, { length }] of sequences.entries()) {
    starts[b + 1] = starts[b]! + length
    slots = Math.max(slots, length)
  }
  const tokens = starts[count]!
  const batch = {
    sequences: count,
    tokens,
    slots,
    tokenIds: new Int32Array(tokens),
    positions: new Int32Array(tokens),
    tokenTypes: new Int32Array(tokens),
    starts,
    slotRows: new Int32Array(count * heads * slots),
    contextRows: new Int32Array(count * heads * slots),
    tokenSlots: new Int32Array(tokens * heads),
    filled: new Float32Array(count * slots),
    attentionMask: new Float32Array(count * slots).fill(MASKED),
  }
  for (const [b, ids] of sequences.entries()) {
    const start = starts[b]!
    batch.tokenIds.set(ids, start)
    const segment = types?.[b]
    if (segment) batch.tokenTypes.set(segment, start)
    for (let s = 0; s < ids.length; s++) {
      batch.positions[start + s] = s
      batch.filled[b * slots + s] = 1
      batch.attentionMask[b * slots + s] = 0
      for (let head = 0; head < heads; head++) {
        const slot = (b * heads + head) * slots + s
        const row = (start + s) * heads + head
        batch.slotRows[slot] = (start + s) * 3 * heads + head
        batch.contextRows[slot] = row
        batch.tokenSlots[row] = slot
      }
    }
  }
  return batch
}
