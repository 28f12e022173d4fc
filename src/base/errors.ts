import { currentLanguage, fillTemplate, type Language, type Value, type ValuesOf } from './locale.ts'

/** Where an error was found. Lines and columns count from 1; offsets are UTF-16 code units from 0. */
export interface Place {
  readonly file?: string
  readonly line?: number
  readonly column?: number
  /** The number of the element of a JSON array, from 1, where it shares its line with an earlier one. */
  readonly element?: number
  /** The id of the record that the user's file gives it. */
  readonly record?: string
  /** The character range `[start, end)` inside the record's text. */
  readonly characters?: readonly [start: number, end: number]
}

/** What an error says: what is wrong, and how to mend it. `{name}` marks a value. */
export interface ErrorText {
  readonly what: string
  readonly fix: string
}

export type ErrorTexts = Readonly<Record<Language, ErrorText>>

type Values = Readonly<Record<string, Value>>
type WhatAndFix<T extends ErrorTexts> = {
  readonly zh: `${T['zh']['what']}${T['zh']['fix']}`
  readonly en: `${T['en']['what']}${T['en']['fix']}`
}

/**
 * An error that a user can act upon. The `code` is stable; the texts follow the language.
 * Errors are data: code, values and place travel between threads as JSON (see `toJSON`).
 */
export class HanTuneError extends Error {
  readonly code: string
  readonly place: Place
  readonly values: Values
  readonly texts: ErrorTexts

  constructor(code: string, texts: ErrorTexts, values: Values, place: Place = {}, cause?: unknown) {
    super('', cause === undefined ? undefined : { cause })
    this.name = 'HanTuneError'
    this.code = code
    this.texts = texts
    this.values = values
    this.place = place
    this.message = this.render(currentLanguage())
  }

  /** What is wrong, in one language, without place and fix. */
  what(language: Language = currentLanguage()): string {
    return fillTemplate(this.texts[language].what, this.values, language)
  }

  /** How to mend it, in one language. */
  fix(language: Language = currentLanguage()): string {
    return fillTemplate(this.texts[language].fix, this.values, language)
  }

  /** The whole message: `code place: what` and the fix on a line of its own. */
  render(language: Language = currentLanguage()): string {
    const place = renderPlace(this.place, language)
    const mend = language === 'zh' ? '解决办法：' : 'How to fix: '
    return `[${this.code}] ${place ? `${place}: ` : ''}${this.what(language)}\n  ${mend}${this.fix(language)}`
  }

  toJSON(): { code: string; what: string; fix: string; place: Place; values: Values; texts: ErrorTexts } {
    const { code, place, values, texts } = this
    return { code, what: this.what(), fix: this.fix(), place, values, texts }
  }

  /** The inverse of `toJSON`, for errors that crossed a thread. */
  static fromJSON(json: ReturnType<HanTuneError['toJSON']>): HanTuneError {
    return new HanTuneError(json.code, json.texts, json.values, json.place)
  }
}

/** An error with the place that only its caller knows; what is none of ours stays as it is. */
export function placedAt(error: unknown, place: Place): unknown {
  return error instanceof HanTuneError ? HanTuneError.fromJSON({ ...error.toJSON(), place }) : error
}

/** `file:line:column`, then the element, the record and the characters, as far as they are known. */
export function renderPlace(place: Place, language: Language = currentLanguage()): string {
  const parts: string[] = []
  if (place.file !== undefined) {
    const numbers = [place.line, place.column].filter((n) => n !== undefined)
    parts.push([place.file, ...numbers].join(':'))
  } else if (place.line !== undefined) {
    parts.push(language === 'zh' ? `第 ${place.line} 行` : `line ${place.line}`)
  }
  if (place.element !== undefined)
    parts.push(language === 'zh' ? `第 ${place.element} 个元素` : `element ${place.element}`)
  if (place.record !== undefined)
    parts.push(language === 'zh' ? `记录 ${place.record}` : `record ${place.record}`)
  if (place.characters) {
    const [start, end] = place.characters
    parts.push(language === 'zh' ? `字符 ${start}–${end}` : `characters ${start}–${end}`)
  }
  return parts.join(', ')
}

/**
 * Makes a typed constructor of errors from a table: an unknown code or a missing value does not compile.
 *
 * @example
 * const fail = defineErrors({
 *   E_DATA_EMPTY: {
 *     zh: { what: '文件没有任何记录', fix: '检查文件是否写完整' },
 *     en: { what: 'the file holds no record', fix: 'check that the file was written whole' },
 *   },
 * })
 * throw fail('E_DATA_EMPTY', {}, { file })
 */
export function defineErrors<const T extends Record<string, ErrorTexts>>(table: T) {
  return <K extends keyof T & string>(
    code: K,
    values: ValuesOf<WhatAndFix<T[K]>>,
    place?: Place,
    cause?: unknown,
  ): HanTuneError => new HanTuneError(code, table[code] as ErrorTexts, values, place, cause)
}
