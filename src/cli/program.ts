import { Argument, Command, Option } from 'commander'
import { defineTexts } from '../base/locale.ts'
import { displayWidth } from '../metrics/index.ts'
import { failUsage, translateUsageError } from './usage-errors.ts'
import { wrapText } from './wrap.ts'

const say = defineTexts({
  usage: { zh: '用法：', en: 'Usage:' },
  arguments: { zh: '参数：', en: 'Arguments:' },
  options: { zh: '选项：', en: 'Options:' },
  commands: { zh: '命令：', en: 'Commands:' },
  optionsSign: { zh: '[选项]', en: '[options]' },
  commandSign: { zh: '<命令>', en: '<command>' },
  help: { zh: '显示这份帮助', en: 'show this help' },
  helpCommand: { zh: '显示某个命令的帮助', en: 'show the help of a command' },
  language: { zh: '界面语言：zh 或 en', en: 'the language to speak: zh or en' },
  json: {
    zh: '在标准输出逐行输出 JSON 事件，供程序读取',
    en: 'write JSON events to standard output, one a line, for scripts',
  },
  version: { zh: '显示版本号', en: 'show the version' },
})

/** The parser's headings, in its own words. */
const TITLES = {
  'Usage:': 'usage',
  'Arguments:': 'arguments',
  'Options:': 'options',
  'Commands:': 'commands',
} as const

/** Where fewer cells are left beside an option, its text is not wrapped. */
const NARROWEST = 24

/** A command that speaks the user's language, and whose mistakes of use are errors of ours. */
export function newCommand(name: string, description: string): Command {
  const command = new Command(name)
  return command
    .description(description)
    .helpOption('-h, --help', say('help', {}))
    .showSuggestionAfterError(false)
    .configureOutput({ writeErr: () => {} })
    .configureHelp({
      displayWidth,
      minWidthToWrap: NARROWEST,
      boxWrap: wrapText,
      subcommandTerm: termOf,
      styleTitle: (title) => (title in TITLES ? say(TITLES[title as keyof typeof TITLES], {}) : title),
    })
    .exitOverride((error) => {
      if (error.exitCode === 0 || error.code === 'commander.help') throw error
      throw translateUsageError(command, error)
    })
}

/** A subcommand: its arguments stand before the options in its usage. */
export function newSubcommand(name: string, description: string, ...args: Argument[]): Command {
  const command = newCommand(name, description)
  for (const argument of args) command.addArgument(argument)
  return command.usage([...signsOf(command), say('optionsSign', {})].join(' '))
}

const signsOf = ({ registeredArguments }: Command): string[] =>
  registeredArguments.map((argument) => {
    const sign = argument.name().toUpperCase()
    return argument.variadic ? `[${sign}…]` : sign
  })

/** A command that does nothing but hold others: `hantune data split`. */
export function newGroup(name: string, description: string, commands: readonly Command[]): Command {
  const group = newCommand(name, description)
    .usage(`${say('commandSign', {})} ${say('optionsSign', {})}`)
    .helpCommand('help [command]', say('helpCommand', {}))
    // Its help, when no command follows; errors are told elsewhere.
    .configureOutput({ writeErr: (text) => process.stderr.write(text), outputError: () => {} })
  for (const command of commands) group.addCommand(command)
  return group
}

const termOf = (command: Command): string => [command.name(), ...signsOf(command)].join(' ')

/** `--out --json` lacks a folder; the parser would make one called `--json`. */
function refuseOptionsAsValue(option: Option, command: Command): void {
  const parse = option.parseArg
  option.argParser((text: string, previous: unknown) => {
    const flag = text.split('=')[0]
    if (command.options.some(({ long, short }) => flag === long || flag === short)) {
      throw failUsage('E_CLI_OPTION_VALUE_MISSING', {
        flag: option.long ?? option.flags,
        usage: option.flags,
      })
    }
    return parse ? parse(text, previous) : text
  })
}

const languageOption = (): Option => new Option('--lang <LANGUAGE>', say('language', {}))

/** Adds what every command takes; those of a group take it, the group only the language. */
function withCommonOptions(command: Command): Command {
  for (const inner of command.commands) withCommonOptions(inner)
  if (command.commands.length === 0) command.addOption(new Option('--json', say('json', {})))
  command.addOption(languageOption())
  for (const option of command.options) if (option.required) refuseOptionsAsValue(option, command)
  return command
}

/** The whole program around its commands. */
export function newProgram(description: string, version: string, commands: readonly Command[]): Command {
  const program = newCommand('hantune', description)
    .usage(`${say('commandSign', {})} ${say('optionsSign', {})}`)
    .version(version, '-V, --version', say('version', {}))
    .helpCommand('help [command]', say('helpCommand', {}))
  for (const command of commands) program.addCommand(withCommonOptions(command))
  return program.addOption(languageOption())
}

/** Reads an option that may be given several times. */
export const collect = (text: string, before: readonly string[] = []): string[] => [...before, text]

export { Argument, type Command, Option }
