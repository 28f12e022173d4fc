import { closest, distance } from 'fastest-levenshtein'

/** The known name closest to a mistyped one, whatever their case, or undefined when none is close enough to be meant. */
export function nearestName(typed: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined
  const [lower, lowerKnown] = [typed.toLowerCase(), known.map((name) => name.toLowerCase())]
  const candidate = closest(lower, lowerKnown)
  return distance(lower, candidate) <= Math.max(2, typed.length / 3)
    ? known[lowerKnown.indexOf(candidate)]
    : undefined
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
