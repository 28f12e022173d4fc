import type { HanTuneError, Place } from '../../base/errors.ts'
import { failLine } from '../_line-errors.ts'
import type { Span } from '../records.ts'

export type Scheme = 'bio' | 'iob1' | 'bioes' | 'bmes'
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
  iob1: { prefixes: 'OBI', hasEnds: false, allowed: 'B-X, I-X, O' },
  bioes: { prefixes: 'OBIES', hasEnds: true, allowed: 'B-X, I-X, E-X, S-X, O' },
  bmes: { prefixes: 'OBMES', hasEnds: true, allowed: 'B-X, M-X, E-X, S-X, O' },
}

/** Where a tag has its position: `B-PER`, `B_PER`, `PER-B` or `PER_B`. */
export type TagStyle = 'B-X' | 'B_X' | 'X-B' | 'X_B'
const STYLES: readonly TagStyle[] = ['B-X', 'B_X', 'X-B', 'X_B']

/** Takes a tag apart; undefined when it is no tag of any scheme. */
export function parseTag(text: string, style: TagStyle = 'B-X'): Tag | undefined {
  if (text === 'O') return { text, prefix: 'O', label: '' }
  const isSuffix = style[0] === 'X'
  const prefix = text.at(isSuffix ? -1 : 0)
  const label = isSuffix ? text.slice(0, -2) : text.slice(2)
  if (text.at(isSuffix ? -2 : 1) !== style[1] || label === '' || label.trim() !== label) return undefined
  return 'BIMES'.includes(prefix!) ? { text, prefix: prefix as Prefix, label } : undefined
}

/**
 * The style of most tags. A word that ends in "-B" may be any word: a suffix counts only when all tags have one and
 * some are `O`.
 */
export function tagStyleOf(tags: Iterable<string>): TagStyle {
  const distinct = new Map<string, number>()
  for (const tag of tags) if (tag !== '') distinct.set(tag, (distinct.get(tag) ?? 0) + 1)
  const hasO = distinct.delete('O')
  let best: TagStyle = 'B-X'
  let most = 0
  for (const style of STYLES) {
    const fitting = [...distinct].filter(([tag]) => parseTag(tag, style))
    if (style[0] === 'X' && !(hasO && fitting.length === distinct.size)) continue
    const count = fitting.reduce((sum, [, times]) => sum + times, 0)
    if (count > most) [best, most] = [style, count]
  }
  return best
}

/** Tells tags from other words, in the style that most of them have. */
export function styledTags(tags: readonly string[]): (tag: string) => boolean {
  const style = tagStyleOf(tags)
  return (tag) => parseTag(tag, style) !== undefined
}

/** Parses tags of one scheme; each distinct tag only once. */
export class TagParser {
  readonly scheme: Scheme
  readonly #style: TagStyle
  readonly #known = new Map<string, Tag>()

  constructor(scheme: Scheme, style: TagStyle) {
    this.scheme = scheme
    this.#style = style
  }

  /** The tag, or undefined when the scheme does not know it, or its type holds a blank. */
  parse(text: string): Tag | undefined {
    const known = this.#known.get(text)
    if (known) return known
    const tag = parseTag(text, this.#style)
    if (!tag || /\s/.test(tag.label) || !SCHEMES[this.scheme].prefixes.includes(tag.prefix)) return undefined
    this.#known.set(text, tag)
    return tag
  }

  unknown(tag: string, place: Place): HanTuneError {
    const { scheme } = this
    if (/\s/.test(tag)) return failLine('E_DATA_TAG_BLANK', { tag }, place)
    const allowed = SCHEMES[scheme].allowed.replace(/(\w)-X/g, (_, prefix: string) => this.#styled(prefix))
    return failLine('E_DATA_TAG', { tag, scheme: scheme.toUpperCase(), allowed }, place)
  }

  /** The tag that ends the entity of another tag. */
  endOf(tag: Tag): string {
    return this.#styled('E').replace('X', () => tag.label)
  }

  #styled(prefix: string): string {
    return this.#style.replace('B', prefix)
  }
}

/** A break of the scheme's rules at a token, for the caller to report or to count as repaired. */
export type TagFault =
  | { readonly code: 'E_DATA_TAG_ORDER' | 'E_DATA_TAG_IOB1'; readonly tag: Tag; readonly before: string }
  | { readonly code: 'E_DATA_TAG_UNFINISHED'; readonly tag: Tag }

/**
 * Turns the tags of one sentence into spans. Illegal tags are told to `onFault` and then read leniently, as
 * seqeval's default mode does: what continues nothing begins an entity.
 */
export class SpanBuilder {
  readonly #hasEnds: boolean
  readonly #isIob1: boolean
  readonly #onFault: (fault: TagFault) => void
  #spans: Span[] = []
  #open: { tag: Tag; start: number } | undefined
  #end = 0
  #before = 'O'

  constructor(scheme: Scheme, onFault: (fault: TagFault) => void) {
    this.#hasEnds = SCHEMES[scheme].hasEnds
    this.#isIob1 = scheme === 'iob1'
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
        const code = this.#faultOf(begins, label)
        if (code) this.#onFault({ code, tag, before: this.#before })
        if (this.#open) this.#breakOff(!begins)
        this.#open = { tag, start }
      }
      this.#end = end
      if (prefix === 'E' || prefix === 'S') this.#close()
    }
    this.#before = tag.text
  }

  /** What is wrong with a tag that begins an entity; in IOB1, B- only parts it from one of its type. */
  #faultOf(isB: boolean, label: string): 'E_DATA_TAG_ORDER' | 'E_DATA_TAG_IOB1' | undefined {
    if (!this.#isIob1) return isB ? undefined : 'E_DATA_TAG_ORDER'
    return isB && this.#open?.tag.label !== label ? 'E_DATA_TAG_IOB1' : undefined
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
    if (this.#hasEnds && !isReported) this.#onFault({ code: 'E_DATA_TAG_UNFINISHED', tag: this.#open!.tag })
    this.#close()
  }

  #close(): void {
    const { tag, start } = this.#open!
    this.#spans.push({ start, end: this.#end, label: tag.label })
    this.#open = undefined
  }
}
