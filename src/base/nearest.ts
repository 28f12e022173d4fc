import { closest, distance } from 'fastest-levenshtein'

/** The known name closest to a mistyped one, whatever their case, or undefined when none is close enough to be meant. */
export function nearestName(typed: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined
  const [lower, lowerKnown] = [typed.toLowerCase(), known.map((name) => name.toLowerCase())]
  const candidate = closest(lower, lowerKnown)
  return distance(lower, candidate) <= mostEdits(lower, candidate)
    ? known[lowerKnown.indexOf(candidate)]
    : undefined
}

/** In a short name every letter counts: one may be wrong, or two swapped. */
function mostEdits(typed: string, candidate: string): number {
  const letters = (name: string) => [...name].sort().join('')
  if (typed.length > 4 || letters(typed) === letters(candidate)) return Math.max(2, typed.length / 3)
  return typed.length === 1 ? 0 : 1
}

/**
 * The nearest known name in brackets, to stand behind a mistyped one in a message; empty where none is close.
 *
 * @param shown how a name is written
 */
export function nearestHint(
  typed: string,
  known: readonly string[],
  shown: (name: string) => string = (name) => name,
): string {
  const near = nearestName(typed, known)
  return near ? ` (≈ ${shown(near)})` : ''
}
