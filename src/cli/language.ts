import { type Environment, LANGUAGES } from '../base/locale.ts'
import { quote } from '../base/quote.ts'
import { failUsage } from './usage-errors.ts'

/**
 * Takes `--lang` from anywhere on the command line, before anything is said, and sets it for this process and its
 * workers.
 *
 * @throws E_CLI_VALUE for a language that is not spoken; a missing value is left to the parser
 */
export function chooseLanguage(args: readonly string[], env: Environment = process.env): void {
  const end = args.indexOf('--')
  const options = end < 0 ? args : args.slice(0, end)
  for (const [index, option] of options.entries()) {
    const value = option.startsWith('--lang=') ? option.slice('--lang='.length) : undefined
    const language = option === '--lang' ? options[index + 1] : value
    if (language === undefined) continue
    if (!(LANGUAGES as readonly string[]).includes(language)) {
      throw failUsage('E_CLI_VALUE', {
        flag: '--lang',
        value: quote(language),
        allowed: LANGUAGES.join(' | '),
        near: '',
      })
    }
    env.HANTUNE_LANG = language
  }
}
