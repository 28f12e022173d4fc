import { type ErrorTexts, HanTuneError } from '../base/errors.ts'
import { FLAGS } from './setting-flags.ts'

const SETTINGS = Object.keys(FLAGS) as (keyof typeof FLAGS)[]
/** Names that are no words of a language stand for settings wherever they are. */
const UNMISTAKABLE = SETTINGS.filter((name) => /[A-Z]/.test(name))
/** What a library user writes is told as such, and stays. */
const LIBRARY = '(?<!库中为 (?:\\w+、)*|library )'
const LIBRARY_AFTER = '(?!(?: and \\w+)? in the library)'
const ASSIGNED = new RegExp(`${LIBRARY}\\b(${SETTINGS.join('|')}): (?=[a-z])`, 'g')
const NAMED = new RegExp(`${LIBRARY}\\b(${UNMISTAKABLE.join('|')})\\b(?!: )${LIBRARY_AFTER}`, 'g')

const flagOf = (name: string): string => FLAGS[name as keyof typeof FLAGS].flag

/** A text of the library as the command line tells it: a setting by its option, `offsets: codepoint` as it is typed. */
export function withFlags(text: string): string {
  return text
    .replace(ASSIGNED, (_, name: string) => `${flagOf(name)} `)
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
    UNMISTAKABLE.includes(value as keyof typeof FLAGS) ? flagOf(value as string) : value,
  ])
  return HanTuneError.fromJSON({
    ...rest,
    texts: Object.fromEntries(changed) as ErrorTexts,
    values: Object.fromEntries(told),
  })
}
