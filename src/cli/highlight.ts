import type { Environment } from '../base/locale.ts'
import type { Entity } from '../tasks/index.ts'

/** Colours of entity types, in their order; a later type takes the first again. */
const COLOURS = [36, 33, 35, 32, 34, 31] as const

/**
 * A text with its entities marked: in colour on a terminal, always with brackets and the type, so that the marks
 * survive where there is no colour.
 *
 * @param types all entity types, so that each keeps its colour
 */
export function highlight(
  text: string,
  entities: readonly Entity[],
  types: readonly string[],
  colour: boolean,
): string {
  let marked = ''
  let at = 0
  for (const { start, end, label } of entities) {
    const inside = `[${text.slice(start, end)}|${label}]`
    const code = COLOURS[Math.max(0, types.indexOf(label)) % COLOURS.length]
    marked += text.slice(at, start) + (colour ? `\x1b[${code}m${inside}\x1b[0m` : inside)
    at = end
  }
  return marked + text.slice(at)
}

/** Whether stdout shows colours: a terminal, and the user has not said no (no-color.org). */
export function hasColour(env: Environment = process.env): boolean {
  return Boolean(process.stdout.isTTY) && !env.NO_COLOR && env.TERM !== 'dumb'
}
