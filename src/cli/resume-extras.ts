import { quote } from '../base/quote.ts'

/** Options that go with any command. */
const ANYWHERE = ['json', 'lang']

/**
 * What stands on a command line beside `--resume` that does not belong there, as it is written; a run that goes on has
 * everything in its folder.
 *
 * @param allowed options that may stand there, by their attribute names
 */
export function extraBeside(
  given: readonly string[],
  options: Readonly<Record<string, unknown>>,
  allowed: readonly string[] = [],
): string | undefined {
  const known = ['resume', ...ANYWHERE, ...allowed]
  const other = Object.keys(options).find((name) => !known.includes(name))
  if (other !== undefined) return `--${other.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`
  return given.length > 0 ? quote(given[0]!) : undefined
}
