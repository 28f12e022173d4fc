import type { HanTuneError, Place } from '../../base/errors.ts'
import { failLine } from '../_line-errors.ts'
import type { Span } from '../records.ts'

export type Scheme = 'bio' | 'bioes' | 'bmes'
type Prefix = 'O' | 'B' | 'I' | 'M' | 'E' | 'S'

/** A tag taken apart; `O` has no label. */
export interface Tag {
  readonly text: string
  readonly prefix: Prefix
  readonly label: string
}

/** The prefixes of each scheme, and whether an entity must end in `E` or be an `S`. */
const SCHEMES: Readonly<Record<Scheme, { prefixes: string; hasEnds: boolean; allowed: string }>> = {
  bio: { prefixes: 'OBI', hasEnds: false, allowed: 'B-X, I-X, O' },
  bioes: { prefixes: 'OBIES', hasEnds: true, allowed: 'B-X, I-X, E-X, S-X, O' },
  bmes: { prefixes: 'OBMES', hasEnds: true, allowed: 'B-X, M-X, E-X, S-X, O' },
}

/** Takes a tag apart; undefined when it is no tag of any scheme. */
export function parseTag(text: string): Tag | undefined {
  if (text === 'O') return { text, prefix: 'O', label: '' }
  const label = text.slice(2)
  if (text[1] !== '-' || label === '' || label.trim() !== label || !'BIMES'.includes(text[0]!))
    return undefined
  return { text, prefix: text[0] as Prefix, label }
}

/** The scheme that most tags of a file speak for; single stray tags do not change it. */
export function schemeOf(tags: Iterable<string>): Scheme {
  const counts = { O: 0, B: 0, I: 0, M: 0, E: 0, S: 0 }
  for (const text of tags) {
    const tag = parseTag(text)
    if (tag) counts[tag.prefix]++
  }
  // Where entities must end, there is an E for each B, or an S.
  const ends = counts.E + counts.S
  if (ends === 0 || ends * 2 < counts.B) return counts.M > counts.I ? 'bmes' : 'bio'
  return counts.M > counts.I ? 'bmes' : 'bioes'
}

/** Parses tags of one scheme; each distinct tag only once. */
export class TagParser {
  readonly scheme: Scheme
  readonly #known = new Map<string, Tag>()

  constructor(scheme: Scheme) {
    this.scheme = scheme
  }

  /** The tag, or undefined when the scheme does not know it. */
  parse(text: string): Tag | undefined {
    const known = this.#known.get(text)
    if (known) return known
    const tag = parseTag(text)
    if (!tag || !SCHEMES[this.scheme].prefixes.includes(tag.prefix)) return undefined
    this.#known.set(text, tag)
    return tag
  }

  unknown(tag: string, place: Place): HanTuneError {
    const { scheme } = this
    return failLine(
      'E_DATA_TAG',
      { tag, scheme: scheme.toUpperCase(), allowed: SCHEMES[scheme].allowed },
      place,
    )
  }
}

/** A break of the scheme's rules at a token, for the caller to report or to count as repaired. */
export type TagFault =
  | { readonly code: 'E_DATA_TAG_ORDER'; readonly tag: Tag; readonly before: string }
  | { readonly code: 'E_DATA_TAG_UNFINISHED'; readonly tag: string }

/**
 * Turns the tags of one sentence into spans. Illegal tags are told to `onFault` and then read leniently, as
 * seqeval's default mode does: what continues nothing begins an entity.
 */
export class SpanBuilder {
  readonly #hasEnds: boolean
  readonly #onFault: (fault: TagFault) => void
  #spans: Span[] = []
  #open: { tag: Tag; start: number } | undefined
  #end = 0
  #before = 'O'

  constructor(scheme: Scheme, onFault: (fault: TagFault) => void) {
    this.#hasEnds = SCHEMES[scheme].hasEnds
    this.#onFault = onFault
  }

  /** Adds a token that covers `[start, end)` of the text. */
  add(tag: Tag, start: number, end: number): void {
    const { prefix, label } = tag
    const begins = prefix === 'B' || prefix === 'S'
    if (prefix === 'O') {
      if (this.#open) this.#breakOff()
    } else {
      const continues = !begins && this.#open?.tag.label === label
      if (!continues) {
        if (!begins) this.#onFault({ code: 'E_DATA_TAG_ORDER', tag, before: this.#before })
        if (this.#open) this.#breakOff(!begins)
        this.#open = { tag, start }
      }
      this.#end = end
      if (prefix === 'E' || prefix === 'S') this.#close()
    }
    this.#before = tag.text
  }

  /** Ends the sentence and gives its spans, in order. */
  finish(): Span[] {
    if (this.#open) this.#breakOff()
    const spans = this.#spans
    this.#spans = []
    this.#before = 'O'
    return spans
  }

  /** Ends an entity where its tags end; `isReported` when this token's own fault says so already. */
  #breakOff(isReported = false): void {
    if (this.#hasEnds && !isReported)
      this.#onFault({ code: 'E_DATA_TAG_UNFINISHED', tag: this.#open!.tag.text })
    this.#close()
  }

  #close(): void {
    const { tag, start } = this.#open!
    this.#spans.push({ start, end: this.#end, label: tag.label })
    this.#open = undefined
  }
}
