import { defineTexts, type Language, type Text, type ValuesOf } from '../base/locale.ts'

/**
 * As `defineTexts`, but the filled text comes in both languages: findings outlive the language they were made in.
 * Values that are words themselves are given for each language.
 */
export function defineBoth<const T extends Record<string, Text>>(texts: T) {
  const say = defineTexts(texts)
  return <K extends keyof T>(
    key: K,
    values: ValuesOf<T[K]> | ((language: Language) => ValuesOf<T[K]>),
  ): Text => {
    const filled = (language: Language) =>
      say(key, typeof values === 'function' ? values(language) : values, language)
    return { zh: filled('zh'), en: filled('en') }
  }
}

/** A list of names, the first few written out. */
export function listNames(names: readonly string[], language: Language, most = 8): string {
  const shown = names.slice(0, most).join(language === 'zh' ? '、' : ', ')
  if (names.length <= most) return shown
  return language === 'zh' ? `${shown} 等 ${names.length} 个` : `${shown} and ${names.length - most} more`
}
