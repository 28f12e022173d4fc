import { characterAt, TRAITS, Trait } from './_characters.ts'

/** The settings of Hugging Face's BertNormalizer. */
export interface NormalizerSettings {
  /** Drop control characters and make every white space a plain space. */
  readonly cleanText: boolean
  /** Make every Chinese character a word of its own. */
  readonly handleChineseChars: boolean
  /** Remove accents; null means "as `lowercase` says". */
  readonly stripAccents: boolean | null
  readonly lowercase: boolean
}

/** Whether accents are stripped in the end. */
export function stripsAccents(settings: NormalizerSettings): boolean {
  return settings.stripAccents ?? settings.lowercase
}

/** Units that become text at once. */
const PIECE = 4096

/**
 * Normalised text: UTF-16 code units, and for each the range `[start, end)` of the original character that it
 * comes from. Several units share a range where one character became many (a Hangul syllable its letters).
 */
export class NormalizedText {
  units: Uint16Array
  starts: Int32Array
  ends: Int32Array
  length = 0

  constructor(capacity: number) {
    this.units = new Uint16Array(capacity)
    this.starts = new Int32Array(capacity)
    this.ends = new Int32Array(capacity)
  }

  push(unit: number, start: number, end: number): void {
    if (this.length === this.units.length) this.#grow()
    this.units[this.length] = unit
    this.starts[this.length] = start
    this.ends[this.length++] = end
  }

  #grow(): void {
    const larger = new NormalizedText(2 * this.length + 16)
    larger.units.set(this.units)
    larger.starts.set(this.starts)
    larger.ends.set(this.ends)
    this.units = larger.units
    this.starts = larger.starts
    this.ends = larger.ends
  }

  toString(): string {
    // In pieces, because arguments are limited in number; a decoder would replace lone surrogates.
    let text = ''
    for (let from = 0; from < this.length; from += PIECE)
      text += String.fromCharCode(...this.units.subarray(from, Math.min(from + PIECE, this.length)))
    return text
  }
}

/**
 * Normalises as Hugging Face's BertNormalizer does, in its order: clean, part Chinese characters, strip
 * accents (NFD without non-spacing marks), lower-case. Every step looks at one character alone, so one walk does.
 *
 * One difference is known: NFD also sorts combining marks, and the 83 marks that are not stripped (Hangul
 * tone marks, musical stems, …) keep here the order in which they stand. No BERT vocabulary holds any of them.
 */
export class Normalizer {
  readonly settings: NormalizerSettings
  readonly #strip: boolean
  readonly #forms = new Map<number, string>()

  constructor(settings: NormalizerSettings) {
    this.settings = settings
    this.#strip = stripsAccents(settings)
  }

  /** Normalises `text[from, to)`; the ranges of the result count from the start of the whole text. */
  normalize(text: string, from = 0, to = text.length): NormalizedText {
    const { cleanText, handleChineseChars, lowercase } = this.settings
    const result = new NormalizedText(3 * (to - from))
    for (let at = from, next = at; at < to; at = next) {
      const code = characterAt(text, at)
      next = code > 0xffff ? at + 2 : at + 1
      const traits = TRAITS[code]!
      if (cleanText && traits & Trait.dropped) continue
      if (traits & Trait.space) {
        result.push(cleanText ? 0x20 : code, at, next)
        continue
      }
      const parted = handleChineseChars && traits & Trait.ideograph
      if (parted) result.push(0x20, at, next)
      if (code < 0x80) {
        result.push(lowercase && code >= 0x41 && code <= 0x5a ? code + 0x20 : code, at, next)
      } else if (code >= 0x4e00 && code <= 0x9fff) {
        result.push(code, at, next)
      } else {
        const form = this.form(code)
        for (let i = 0; i < form.length; i++) result.push(form.charCodeAt(i), at, next)
      }
      if (parted) result.push(0x20, at, next)
    }
    return result
  }

  /** What accent stripping and lower-casing make of one character; empty for a mark that is stripped. */
  form(code: number): string {
    let form = this.#forms.get(code)
    if (form === undefined) {
      form = this.#makeForm(code)
      this.#forms.set(code, form)
    }
    return form
  }

  #makeForm(code: number): string {
    const traits = TRAITS[code]!
    let chars = [String.fromCodePoint(code)]
    if (this.#strip && traits & Trait.mark) return ''
    if (this.#strip && traits & Trait.decomposes)
      chars = [...chars[0]!.normalize('NFD')].filter((char) => !(TRAITS[char.codePointAt(0)!]! & Trait.mark))
    // Character by character: a whole word would turn its last Σ into ς, as Hugging Face does not.
    if (this.settings.lowercase) chars = chars.map((char) => char.toLowerCase())
    return chars.join('')
  }
}
