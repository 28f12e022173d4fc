import { type ErrorTexts, HanTuneError } from '../base/errors.ts'
import { choicesFor, type Settings } from '../config/index.ts'
import { FLAGS } from './setting-flags.ts'

const SETTINGS = Object.keys(FLAGS) as (keyof Settings)[]
/** Names that are no words of a language stand for settings wherever they are. */
const UNMISTAKABLE = SETTINGS.filter((name) => /[A-Z]/.test(name))
/** What a library user writes is told as such, and stays. */
const LIBRARY = '(?<!库中为 (?:\\w+、)*|library )'
const LIBRARY_AFTER = '(?!(?: and \\w+)? in the library)'
/** A setting with one of its own values; what else follows a colon is prose. */
const ASSIGNED = new RegExp(`${LIBRARY}\\b(?:${SETTINGS.flatMap(withValues).join('|')})`, 'g')
const NAMED = new RegExp(`${LIBRARY}\\b(${UNMISTAKABLE.join('|')})\\b(?!: )${LIBRARY_AFTER}`, 'g')

function withValues(name: keyof Settings): string[] {
  const values = choicesFor(name)
  return values ? [`${name}: (?=(?:${values.join('|')})\\b)`] : []
}

const flagOf = (name: string): string => FLAGS[name as keyof Settings].flag

/** A text of the library as the command line tells it: a setting by its option, `offsets: codepoint` as it is typed. */
export function withFlags(text: string): string {
  return text
    .replace(ASSIGNED, (found) => `${flagOf(found.slice(0, -2))} `)
    .replace(NAMED, (_, name: string) => flagOf(name))
}

/**
 * An error of the library as the command line tells it. What stands in a user's data is left alone, and so are settings
 * of a configuration file, which stand there under their own names.
 */
export function errorWithFlags(error: HanTuneError): HanTuneError {
  if (error.code.startsWith('E_SETTING_') && error.place.file !== undefined) return error
  const { texts, values, ...rest } = error.toJSON()
  const changed = Object.entries(texts).map(([language, { what, fix }]) => [
    language,
    { what: withFlags(what), fix: withFlags(fix) },
  ])
  const told = Object.entries(values).map(([key, value]) => [
    key,
    UNMISTAKABLE.includes(value as keyof Settings) ? flagOf(value as string) : value,
  ])
  return HanTuneError.fromJSON({
    ...rest,
    texts: Object.fromEntries(changed) as ErrorTexts,
    values: Object.fromEntries(told),
  })
}
