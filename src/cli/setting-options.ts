import { HanTuneError } from '../base/errors.ts'
import { parseSettings, readingOf, type Settings } from '../config/index.ts'
import { type Command, Option } from './program.ts'
import { FLAGS } from './setting-flags.ts'
import { sayGroup, sayOf } from './setting-texts.ts'
import { readerOf } from './setting-values.ts'
import { failUsage } from './usage-errors.ts'

const ALL = Object.keys(FLAGS) as (keyof Settings)[]

/** Adds the options of the named settings, grouped; a few stand among the command's own. */
export function addSettingOptions(command: Command, names: readonly (keyof Settings)[] = ALL): Command {
  for (const name of names) {
    const { flag, sign, group } = FLAGS[name]
    const options = [new Option(sign ? `${flag} <${sign}>` : flag, sayOf(name, {}))]
    if (sign) options[0]!.argParser(readerOf(FLAGS[name]))
    // What a configuration file switches on, the command line can switch off.
    else options.push(new Option(`--no-${flag.slice(2)}`).hideHelp())
    for (const option of options)
      command.addOption(names === ALL ? option.helpGroup(sayGroup(group, {})) : option)
  }
  return command
}

/**
 * The settings among parsed options, checked here, so that a message can name the option.
 *
 * @param before what holds where no option says otherwise, checked already
 * @throws E_CLI_VALUE, and the errors of settings that do not go together
 */
export function settingsOf(
  values: Readonly<Record<string, unknown>>,
  before: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const settings: Record<string, unknown> = { ...before }
  for (const name of ALL) {
    const value = values[new Option(FLAGS[name].flag).attributeName()]
    if (value !== undefined) settings[name] = value
  }
  orByFlag(
    () => parseSettings(settings),
    (name) => FLAGS[name as keyof Settings].flag,
  )
  return settings
}

/** The options of reading among settings, as words of a command line: for commands that are told to read alike. */
export function readingWords(settings: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(readingOf(settings)).flatMap(([name, value]) => {
    const { flag, sign } = FLAGS[name as keyof Settings]
    return sign ? [flag, String(value)] : [flag]
  })
}

/** Checks settings; a wrong value is told by its option. @throws E_CLI_VALUE, and what else `check` throws */
export function orByFlag(check: () => unknown, flagOf: (name: string) => string): void {
  try {
    check()
  } catch (error) {
    if (!(error instanceof HanTuneError) || error.code !== 'E_SETTING_VALUE') throw error
    const { name, value, allowed } = error.values as Record<'name' | 'value' | 'allowed', string>
    // A table's entry is named `rates.PATTERN`.
    throw failUsage('E_CLI_VALUE', { flag: flagOf(name.split('.')[0]!), value, allowed, near: '' })
  }
}
