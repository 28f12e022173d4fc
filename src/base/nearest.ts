import { closest, distance } from 'fastest-levenshtein'

/** The known name closest to a mistyped one, or undefined when none is close enough to be meant. */
export function nearestName(typed: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined
  const candidate = closest(typed.toLowerCase(), known as string[])
  return distance(typed.toLowerCase(), candidate.toLowerCase()) <= Math.max(2, typed.length / 3)
    ? candidate
    : undefined
}
