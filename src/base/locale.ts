/** Environment variables by name. */
export type Environment = Record<string, string | undefined>

/** The languages that messages and reports come in. */
export const LANGUAGES = ['zh', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

/** One text in every language; `{name}` marks a place that a value fills. */
export type Text = Readonly<Record<Language, string>>

/** The names of the `{name}` places in a template string. */
type PlaceNames<S extends string> = S extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PlaceNames<Rest>
  : never

/** What may fill a place; a text does in the language of the template. */
export type Value = string | number | Text

/** The values that a text needs: one for each `{name}` that stands in any of its languages. */
export type ValuesOf<T extends Text> = Record<PlaceNames<T[Language]>, Value>

/**
 * The language to speak: `HANTUNE_LANG` if set, else Chinese when the locale names Chinese, else English. As in
 * POSIX, an empty variable counts as unset.
 * The command line's `--lang` sets `HANTUNE_LANG` for the whole process, workers included.
 */
export function currentLanguage(env: Environment = globalThis.process?.env ?? {}): Language {
  const locale = env.HANTUNE_LANG || env.LC_ALL || env.LC_MESSAGES || env.LANG || ''
  return locale.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

/** A place for a count with the English noun that it counts: `{steps} step(s)`. */
const COUNTED = /\{(\w+)\}( [\w-]+)\(s\)/g

/**
 * Fills the `{name}` places of a template; a place without a value stays as it stands. `{count} step(s)` becomes
 * `1 step` or `2 steps`.
 */
export function fillTemplate(
  template: string,
  values: Readonly<Record<string, Value>>,
  language: Language = currentLanguage(),
): string {
  const shown = (value: Value | undefined) => String(typeof value === 'object' ? value[language] : value)
  const counted = template.replace(COUNTED, (_, name: string, noun: string) => {
    const isOne = Object.hasOwn(values, name) && String(values[name]) === '1'
    return `{${name}}${noun}${isOne ? '' : 's'}`
  })
  return counted.replace(/\{(\w+)\}/g, (place, name: string) =>
    Object.hasOwn(values, name) ? shown(values[name]) : place,
  )
}

/**
 * Makes a typed translator from a table of texts.
 *
 * @example
 * const say = defineTexts({ saved: { zh: '已保存到 {folder}', en: 'saved to {folder}' } })
 * say('saved', { folder: 'runs/a' })
 */
export function defineTexts<const T extends Record<string, Text>>(texts: T) {
  return <K extends keyof T>(
    key: K,
    values: ValuesOf<T[K]>,
    language: Language = currentLanguage(),
  ): string => fillTemplate((texts[key] as Text)[language], values, language)
}
