import type { Place } from '../../base/errors.ts'
import { defineTexts, type Text } from '../../base/locale.ts'
import { cutsPair } from '../../base/readable-text.ts'
import { failLine } from '../_line-errors.ts'
import type { EntityEnds, OffsetUnit, ReadOptions } from '../dataset.ts'
import { type Origin, recordPlace, type Span, type TaggedText } from '../records.ts'
import { noteTrimmed } from './_row-labels.ts'
import type { Reading } from './format.ts'

const say = defineTexts({
  utf16: { zh: 'UTF-16 码元', en: 'UTF-16 units' },
  codepoint: { zh: '码点（Python 的字符）', en: 'code points (the characters of Python)' },
})

const ENDS: { readonly [ends in EntityEnds]: Text } = {
  exclusive: { zh: '不包含在内', en: 'exclusive' },
  inclusive: { zh: '包含在内', en: 'inclusive' },
}

/** An entity as a file writes it: what its offsets count is not known yet. */
export interface RawSpan {
  readonly start: number
  readonly end: number
  /** As it is written: blanks around it are removed, and noted. */
  readonly label: string
  /** The text that the file says stands there. */
  readonly mention?: string
  /** The end was given as a length, so that it cannot be inclusive. */
  readonly isLength?: boolean
  /** Where it is written, when that is not where its record is. */
  readonly place?: Place
}

export interface RawRecord {
  readonly text: string
  readonly spans: readonly RawSpan[]
  readonly origin: Origin
  /** What it is known by, if not by its origin. */
  readonly record?: Place
}

/** What offsets count, and whether the end belongs to the entity. */
interface Convention {
  readonly unit: OffsetUnit
  readonly isInclusive: boolean
}

/** How the offsets of a file are read, and whether the texts of its entities prove that. */
interface Known extends Convention {
  readonly isUnitProven: boolean
  /** It was asked for, or texts tell. */
  readonly isEndSure: boolean
}

/**
 * The convention that a format has unless the texts of the entities show another. Ends may be inclusive only where
 * that is asked for (`exclusive`), or where texts show it (`either`), or are so unless texts show the other.
 */
export interface Usual {
  readonly unit: OffsetUnit
  readonly ends: 'exclusive' | 'inclusive' | 'either'
}

const ASTRAL = /[\uD800-\uDBFF][\uDC00-\uDFFF]/

/**
 * Turns the entities of a whole file into UTF-16 spans, sorted. Where the file gives their texts, these decide what
 * offsets count and whether ends are inclusive: the convention that fits most entities holds for all, and those that
 * it does not fit go to the faults.
 */
export function resolveSpans(
  reading: Pick<Reading, 'options' | 'notes' | 'faults' | 'onConvention'>,
  records: readonly RawRecord[],
  usual: Usual,
): TaggedText[] {
  const { notes, options } = reading
  const texts = records.map(({ text }) => new Offsets(text))
  const convention = conventionOf(records, texts, usual, options)
  const { unit, isInclusive, isUnitProven, isEndSure } = convention
  let ends = 0
  let converted = 0
  let unverified = 0
  let doesUnitMatter = false
  let doesEndMatter = false
  const result = records.map(({ text, spans, origin, record = recordPlace(origin) }, i) => {
    const offsets = texts[i]!
    ends += spans.filter(({ isLength }) => !isLength).length
    const isUnitTelling = spans.some((span) => offsets.differ(span))
    doesUnitMatter ||= isUnitTelling || spans.some((span) => offsets.isFaultTold(span, convention))
    doesEndMatter ||= spans.some(({ start, end }) => start === end)
    if (isUnitTelling) {
      if (!isUnitProven && !options.offsets) unverified++
      else if (unit === 'codepoint') converted++
    }
    const entities = spans.flatMap((raw) => checked(reading, raw, offsets, convention, record))
    return { text, entities: entities.sort(byStart), origin }
  })
  if (records.some(({ spans }) => spans.length > 0))
    reading.onConvention?.({ unit, isInclusive, doesUnitMatter, isUnitProven, doesEndMatter, isEndSure })
  noteTrimmed(
    reading,
    records.flatMap(({ spans }) => spans.map(({ label }) => label)),
  )
  if (isInclusive) notes.add('inclusiveEnds', ends)
  else if (usual.ends === 'inclusive') notes.add('exclusiveEnds', ends)
  notes.add('codepointOffsets', converted)
  notes.add('unverifiedOffsets', unverified, { unit: say(unit, {}) })
  return result
}

/** Whether ends may be inclusive; where nothing tells, the first holds. */
const USUAL_ENDS = { exclusive: [false], either: [false, true], inclusive: [true, false] } as const

function conventionOf(
  records: readonly RawRecord[],
  texts: readonly Offsets[],
  usual: Usual,
  asked: Pick<ReadOptions, 'offsets' | 'ends'>,
): Known {
  const otherUnit = usual.unit === 'utf16' ? 'codepoint' : 'utf16'
  const units: OffsetUnit[] = asked.offsets ? [asked.offsets] : [usual.unit, otherUnit]
  const ends = asked.ends ? [asked.ends === 'inclusive'] : USUAL_ENDS[usual.ends]
  const candidates = units.flatMap((unit) => ends.map((isInclusive) => ({ unit, isInclusive, fits: 0 })))
  // Entities that one unit fits and the other does not, and those that one end fits.
  let telling = 0
  let endsTelling = 0
  records.forEach(({ spans }, i) => {
    for (const span of spans) {
      if (span.mention === undefined) continue
      const units = new Set<OffsetUnit>()
      const fitting = new Set<boolean>()
      for (const candidate of candidates) {
        if (!texts[i]!.holds(span, candidate)) continue
        candidate.fits++
        units.add(candidate.unit)
        fitting.add(candidate.isInclusive)
      }
      if (fitting.size === 1) endsTelling++
      if (units.size === 1 && texts[i]!.differ(span)) telling++
    }
  })
  const convention = candidates.reduce((best, candidate) => (candidate.fits > best.fits ? candidate : best))
  return { ...convention, isUnitProven: telling > 0, isEndSure: asked.ends !== undefined || endsTelling > 0 }
}

/** The span, or none when it is at fault. */
function checked(
  { faults }: Pick<Reading, 'faults'>,
  raw: RawSpan,
  offsets: Offsets,
  convention: Known,
  record: Place,
): Span[] {
  const { mention } = raw
  const label = raw.label.trim()
  const place = raw.place ?? record
  const range = offsets.range(raw, convention)
  if (!range) {
    const { start, end } = raw
    const isEmpty = start === end && !raw.isLength && !convention.isInclusive && !convention.isEndSure
    const code = isEmpty ? 'E_DATA_SPAN_EMPTY' : 'E_DATA_SPAN'
    const [own, other] = convention.isInclusive
      ? (['inclusive', 'exclusive'] as const)
      : (['exclusive', 'inclusive'] as const)
    const length = offsets.length(convention.unit)
    const bracket = convention.isInclusive ? ']' : ')'
    const values = { start, end, label, length, bracket, ends: ENDS[own], otherEnds: other }
    faults.add(code, () => failLine(code, values, place), record)
    return []
  }
  const [start, end] = range
  const at = { ...place, characters: range }
  const found = offsets.text.slice(start, end)
  if (mention !== undefined && !isSameText(found, mention)) {
    const make = () => failLine('E_DATA_SPAN_TEXT', { found, expected: mention }, at)
    faults.add('E_DATA_SPAN_TEXT', make, record)
    return []
  }
  if (offsets.cutsPair(start) || offsets.cutsPair(end)) {
    faults.add('E_DATA_SPAN_CUT', () => failLine('E_DATA_SPAN_CUT', { label }, at), record)
    return []
  }
  return [{ start, end, label }]
}

/** Tools write a line end inside of an entity as a blank or as the two characters "\n". */
function isSameText(found: string, mention: string): boolean {
  if (found === mention) return true
  return /[\r\n]/.test(found) && plain(found) === plain(mention)
}

function plain(text: string): string {
  return text.replaceAll('\\n', ' ').replace(/\s+/g, ' ')
}

/** Order of spans in a record: by start, then by end. */
function byStart(a: Span, b: Span): number {
  return a.start - b.start || a.end - b.end
}

/** A text whose offsets may count UTF-16 units or code points. */
class Offsets {
  readonly text: string
  /** The UTF-16 offset of each code point and of the end; undefined where both counts are the same. */
  readonly #points: readonly number[] | undefined
  readonly #firstAstral: number

  constructor(text: string) {
    this.text = text
    this.#firstAstral = text.search(ASTRAL)
    if (this.#firstAstral < 0) return
    const points: number[] = []
    let at = 0
    for (const character of text) {
      points.push(at)
      at += character.length
    }
    this.#points = [...points, at]
  }

  length(unit: OffsetUnit): number {
    return unit === 'codepoint' && this.#points ? this.#points.length - 1 : this.text.length
  }

  /** Whether the two units may mean different ranges by a span. */
  differ({ end }: RawSpan): boolean {
    return this.#firstAstral >= 0 && end > this.#firstAstral
  }

  /** The UTF-16 range of a span, or undefined when it does not lie in the text. */
  range(raw: RawSpan, { unit, isInclusive }: Convention): readonly [number, number] | undefined {
    const end = raw.end + (isInclusive && !raw.isLength ? 1 : 0)
    if (raw.start < 0 || raw.start >= end || end > this.length(unit)) return undefined
    return unit === 'codepoint' && this.#points
      ? [this.#points[raw.start]!, this.#points[end]!]
      : [raw.start, end]
  }

  /** Whether what is wrong with a span tells the length of the text, which depends on the unit. */
  isFaultTold(raw: RawSpan, convention: Convention): boolean {
    return this.#firstAstral >= 0 && this.range(raw, convention) === undefined
  }

  holds(raw: RawSpan, convention: Convention): boolean {
    const range = this.range(raw, convention)
    return range !== undefined && isSameText(this.text.slice(...range), raw.mention!)
  }

  cutsPair(at: number): boolean {
    return this.#points !== undefined && cutsPair(this.text, at)
  }
}
