import type { Span, TaggedText } from '../data/index.ts'
import type { Part } from './finding.ts'
import { type Inspection, taggedTexts } from './inspection.ts'

/** How a string is annotated over all parts. */
export interface Surface {
  readonly text: string
  /** How often it is tagged as each label. */
  readonly tagged: Map<string, number>
  /** How often it stands outside all entities. */
  untagged: number
}

/** A place where a surface stands; `label` is undefined where it is outside all entities. */
export interface SurfacePlace {
  readonly part: Part
  readonly index: number
  readonly start: number
  readonly end: number
  readonly label: string | undefined
}

/** One character means too many things. */
const SHORTEST = 2
/** Longer entities hardly occur twice; the bound keeps the search linear. */
const LONGEST = 32

interface Known {
  readonly surfaces: ReadonlyMap<string, Surface>
  readonly index: SurfaceIndex
}

/** Every string that is an entity somewhere, with how often it is tagged and how often not. */
export function surfacesOf(inspection: Inspection): ReadonlyMap<string, Surface> {
  return inspection.once(find).surfaces
}

function find(inspection: Inspection): Known {
  const surfaces = new Map<string, Surface>()
  for (const { records } of inspection.parts)
    for (const [, record] of taggedTexts(records))
      for (const span of record.entities) {
        const text = surfaceAt(record, span)
        if (text === undefined) continue
        const surface = surfaces.get(text) ?? { text, tagged: new Map<string, number>(), untagged: 0 }
        surfaces.set(text, surface)
        surface.tagged.set(span.label, (surface.tagged.get(span.label) ?? 0) + 1)
      }
  const index = new SurfaceIndex(surfaces.keys())
  for (const { records } of inspection.parts)
    for (const [, record] of taggedTexts(records))
      index.untagged(record, (start, end) => {
        surfaces.get(record.text.slice(start, end))!.untagged++
      })
  return { surfaces, index }
}

/** Every place of the given surfaces, in the order of the data. */
export function* placesOf(inspection: Inspection, wanted: ReadonlySet<string>): Generator<SurfacePlace> {
  const { index } = inspection.once(find)
  // Few are wanted: most texts hold none of them and are not searched for all.
  const few = new SurfaceIndex(wanted)
  for (const { part, records } of inspection.parts)
    for (const [number, record] of taggedTexts(records)) {
      if (!few.mayStandIn(record.text)) continue
      const places: SurfacePlace[] = []
      for (const span of record.entities)
        if (wanted.has(surfaceAt(record, span) ?? '')) places.push({ part, index: number, ...span })
      index.untagged(record, (start, end) => {
        if (wanted.has(record.text.slice(start, end)))
          places.push({ part, index: number, start, end, label: undefined })
      })
      yield* places
    }
}

/** The string of an entity, if its length is one that is looked for. */
function surfaceAt({ text }: TaggedText, { start, end }: Span): string | undefined {
  return end - start >= SHORTEST && end - start <= LONGEST ? text.slice(start, end) : undefined
}

/** Finds strings in texts: by their first two code units, the longest first. */
class SurfaceIndex {
  readonly #texts: ReadonlySet<string>
  /** The lengths of the strings with these two code units at their head, the longest first. */
  readonly #lengths = new Map<number, number[]>()

  constructor(texts: Iterable<string>) {
    this.#texts = new Set(texts)
    for (const text of this.#texts) {
      const head = headAt(text, 0)
      const lengths = this.#lengths.get(head)
      if (!lengths) this.#lengths.set(head, [text.length])
      else if (!lengths.includes(text.length)) lengths.push(text.length)
    }
    for (const lengths of this.#lengths.values()) lengths.sort((a, b) => b - a)
  }

  /** Whether the head of one of the strings stands in a text. */
  mayStandIn(text: string): boolean {
    for (let at = 0; at + SHORTEST <= text.length; at++) if (this.#lengths.has(headAt(text, at))) return true
    return false
  }

  /** Calls `found` for each string outside all entities; of strings in each other for the longest. */
  untagged({ text, entities }: TaggedText, found: (start: number, end: number) => void): void {
    const sorted = [...entities].sort((a, b) => a.start - b.start)
    let next = 0
    for (let at = 0; at + SHORTEST <= text.length; ) {
      while (next < sorted.length && sorted[next]!.end <= at) next++
      const entity = sorted[next]
      if (entity && entity.start <= at) {
        at = entity.end
        continue
      }
      const length = this.#longestAt(text, at, entity?.start ?? text.length)
      if (length > 0) found(at, at + length)
      at += Math.max(length, 1)
    }
  }

  #longestAt(text: string, at: number, limit: number): number {
    const lengths = this.#lengths.get(headAt(text, at))
    if (!lengths) return 0
    for (const length of lengths) {
      const end = at + length
      if (end > limit || cutsWord(text, at) || cutsWord(text, end)) continue
      if (this.#texts.has(text.slice(at, end))) return length
    }
    return 0
  }
}

const headAt = (text: string, at: number): number => text.charCodeAt(at) * 0x10000 + text.charCodeAt(at + 1)

/** Whether a cut at this offset parts a word of Latin letters or a number. */
function cutsWord(text: string, at: number): boolean {
  return isWordCharacter(text.charCodeAt(at - 1)) && isWordCharacter(text.charCodeAt(at))
}

function isWordCharacter(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
}
