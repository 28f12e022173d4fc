import type { RandomStream } from '../base/random.ts'
import { fail } from './_errors.ts'
import { piecesOf } from './_pieces.ts'
import type { Guess, MakeWay } from './way.ts'

/** The share of characters outside of entities that are guessed anew. */
const SHARE = 0.12
const HAN = /^\p{Script=Han}$/u
/** Guesses less likely than this are noise. */
const LEAST_SCORE = 0.02

/**
 * Characters outside of entities replaced by what a masked-language model would write there. A character gives way to
 * one character, so that entities stay where they are; what the model finds unlikely is not taken.
 *
 * @throws E_AUGMENT_FILL without a function that fills
 */
export const substituteByModel: MakeWay = (_, { fill, mask }) => {
  if (!fill) throw fail('E_AUGMENT_FILL', {})
  return async (record, stream) => {
    const pieces = piecesOf(record)
    if (!pieces || record.text.includes(mask)) return undefined
    const free: number[] = []
    let start = 0
    for (const { text, label } of pieces) {
      if (label === undefined)
        for (let at = 0; at < text.length; at++) if (HAN.test(text[at]!)) free.push(start + at)
      start += text.length
    }
    const count = Math.max(1, Math.round(free.length * SHARE))
    const places = stream
      .shuffle(free)
      .slice(0, count)
      .sort((a, b) => a - b)
    if (places.length === 0) return undefined
    const [guessed] = await fill([masked(record.text, places, mask)])
    if (guessed?.blanks.length !== places.length) return undefined
    const chars = record.text.split('')
    let isNew = false
    for (const [i, at] of places.entries()) {
      const guess = choose(guessed.blanks[i]!.candidates, chars[at]!, stream)
      if (guess === undefined) continue
      chars[at] = guess
      isNew = true
    }
    if (!isNew) return undefined
    let from = 0
    const changed = pieces.map((piece) => {
      const text = chars.slice(from, from + piece.text.length).join('')
      from += piece.text.length
      return { ...piece, text }
    })
    return { pieces: changed, sources: [record] }
  }
}

function masked(text: string, places: readonly number[], mask: string): string {
  let [shown, from] = ['', 0]
  for (const at of places) {
    shown += text.slice(from, at) + mask
    from = at + 1
  }
  return shown + text.slice(from)
}

/** A guess other than what stood there, the likely ones more often; undefined when there is none. */
function choose(guesses: readonly Guess[], was: string, stream: RandomStream): string | undefined {
  const able = guesses.filter(
    ({ token, score }) => HAN.test(token) && token.length === 1 && token !== was && score >= LEAST_SCORE,
  )
  let left = stream.uniform() * able.reduce((sum, { score }) => sum + score, 0)
  for (const { token, score } of able) {
    left -= score
    if (left <= 0) return token
  }
  return able.at(-1)?.token
}
