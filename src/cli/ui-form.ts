import { HanTuneError } from '../base/errors.ts'
import { LANGUAGES, type Text } from '../base/locale.ts'
import { quote } from '../base/quote.ts'
import { choicesFor, parseSettings, type Settings } from '../config/index.ts'
import type { FormField, FormValues, SettingsForm } from '../ui/index.ts'
import { FLAGS, type Sign } from './setting-flags.ts'
import { settingWords } from './setting-line.ts'
import { sayGroup, sayOf } from './setting-texts.ts'
import { readerOf } from './setting-values.ts'
import { failUsage } from './usage-errors.ts'

/** Settings that most people change; they stand at the top of the form. */
const MAIN: readonly (keyof Settings)[] = [
  'epochs',
  'batchSize',
  'learningRate',
  'maxLength',
  'patience',
  'seed',
]

/** Those that are given several times have a line for each. */
const REPEATED: readonly (Sign | undefined)[] = [
  'METHOD',
  'PATTERN',
  'PATTERN=X',
  'TASK=X',
  'balanced|LABEL=X',
]

const EXAMPLES: { readonly [sign in Sign]?: string } = {
  'all|N': 'all',
  SIZE: '8GB',
  METHOD: 'entities',
  PATTERN: 'bert.embeddings.*',
  'PATTERN=X': 'bert.encoder.*=1e-5',
  'TASK=X': 'ner=1e-3',
  'balanced|LABEL=X': 'balanced',
}

const DEFAULTS = parseSettings({})
const NAMES = Object.keys(FLAGS) as (keyof Settings)[]
const bothOf = (say: (language: (typeof LANGUAGES)[number]) => string): Text =>
  Object.fromEntries(LANGUAGES.map((language) => [language, say(language)])) as unknown as Text

/** The settings of a training as fields of the page's start form, each with its option. */
export const SETTINGS_FORM: SettingsForm = {
  groups: [...new Set(NAMES.map((name) => FLAGS[name].group))].map((name) => ({
    name,
    label: bothOf((language) => sayGroup(name, {}, language).replace(/[：:]$/, '')),
  })),
  fields: NAMES.map(fieldOf),
  read,
}

function fieldOf(name: keyof Settings): FormField {
  const { flag, sign, group } = FLAGS[name]
  const choices = choicesFor(name)
  const usual = DEFAULTS[name]
  const placeholder = EXAMPLES[sign ?? 'N'] ?? (typeof usual === 'number' ? String(usual) : undefined)
  return {
    name,
    flag,
    group,
    label: bothOf((language) => sayOf(name, {}, language)),
    kind: !sign || choices ? 'choice' : REPEATED.includes(sign) ? 'lines' : 'text',
    ...(!sign && { choices: ['true', 'false'] }),
    ...(choices && { choices }),
    ...(placeholder !== undefined && { placeholder }),
    isMain: MAIN.includes(name),
  }
}

/** Reads fields as the command line reads its options. */
function read(values: FormValues): { readonly words: string[]; readonly errors: Map<string, HanTuneError> } {
  const settings: Record<string, unknown> = {}
  const errors = new Map<string, HanTuneError>()
  const attempt = (field: string, body: () => void) => {
    try {
      body()
    } catch (error) {
      if (!(error instanceof HanTuneError)) throw error
      errors.set(field, error)
    }
  }
  for (const name of NAMES) {
    const written = values[name] ?? ''
    // A separator may be a blank.
    const text = FLAGS[name].sign === 'TEXT' ? written : written.trim()
    if (text === '') continue
    attempt(name, () => {
      const value = settingFrom(name, text)
      parseSettings({ [name]: value })
      settings[name] = value
    })
  }
  // Whether they go together.
  attempt('', () => parseSettings(settings))
  return { words: settingWords(settings), errors }
}

/** @throws E_CLI_VALUE */
function switchFrom(flag: string, text: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  throw failUsage('E_CLI_VALUE', { flag, value: quote(text), allowed: 'true, false', near: '' })
}

function settingFrom(name: keyof Settings, text: string): unknown {
  const { sign } = FLAGS[name]
  if (!sign) return switchFrom(FLAGS[name].flag, text)
  const reader = readerOf(FLAGS[name])
  if (!REPEATED.includes(sign)) return reader(text)
  const lines = text.split('\n').map((line) => line.trim())
  return lines.filter(Boolean).reduce<unknown>((before, line) => reader(line, before), undefined)
}
