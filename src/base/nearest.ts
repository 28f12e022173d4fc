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
