/** Runs that are ticked, with the colours of their curves. */
export type Picked = ReadonlyMap<string, number>

/** As many curves as there are colours; more at once could not be told apart. */
export const MOST_PICKED = 7

/** Ticks a run, or takes it out again; the others keep their colours. One too many is left out. */
export function toggled(picked: Picked, name: string): Picked {
  const next = new Map(picked)
  if (next.delete(name)) return next
  const taken = new Set(next.values())
  const free = Array.from({ length: MOST_PICKED }, (_, i) => i).find((colour) => !taken.has(colour))
  return free === undefined ? picked : next.set(name, free)
}

/** Those that an address names. */
export const pickedFrom = (names: readonly string[]): Picked =>
  [...new Set(names)].reduce<Picked>(toggled, new Map())

/** Those that are there. */
export const among = (picked: Picked, names: readonly string[]): Picked =>
  new Map([...picked].filter(([name]) => names.includes(name)))
