import type { Span, TaggedText } from '../data/index.ts'
import type { Inspection, Seen, SeenText } from './inspection.ts'

/** How a string is annotated over all parts. */
export class Surface {
  readonly text: string
  /** How often it is tagged as each label. */
  readonly tagged = new Map<string, number>()
  /** How often it stands outside all entities. */
  untagged = 0

  constructor(text: string) {
    this.text = text
  }

  add(label: string): void {
    this.tagged.set(label, (this.tagged.get(label) ?? 0) + 1)
  }
}

/** A place where a surface stands; `label` is undefined where it is outside all entities. */
export interface SurfacePlace {
  readonly start: number
  readonly end: number
  readonly label: string | undefined
}

/** One character means too many things. */
const SHORTEST = 2
/** Longer entities hardly occur twice; the bound keeps the search linear. */
const LONGEST = 32

/** Every string that is an entity somewhere, with how often it is tagged and how often not. */
export class Surfaces {
  readonly #surfaces = new Map<string, Surface>()
  #index: SurfaceIndex | undefined

  /** Takes the entities of a record in. */
  see({ record }: Seen): void {
    if (!('entities' in record)) return
    for (const span of record.entities) {
      const text = surfaceAt(record, span)
      if (text !== undefined) this.#of(text).add(span.label)
    }
  }

  all(): Iterable<Surface> {
    return this.#surfaces.values()
  }

  /** Counts where they stand outside of the entities of a record; when all records were seen. */
  review({ record }: Seen): void {
    if (!('entities' in record)) return
    this.#indexed().untagged(record, (start, end) => {
      this.#surfaces.get(record.text.slice(start, end))!.untagged++
    })
  }

  /** Hears of every place of the given surfaces, in the order of the data. */
  *places(
    inspection: Inspection,
    wanted: ReadonlySet<string>,
    found: (seen: SeenText, place: SurfacePlace) => void,
  ): Generator<void> {
    const index = this.#indexed()
    // Few are wanted: most texts hold none of them and are not searched for all.
    const few = new SurfaceIndex(wanted)
    yield* inspection.passTexts((seen) => {
      const { record } = seen
      if (!few.mayStandIn(record.text)) return
      for (const span of record.entities) if (wanted.has(surfaceAt(record, span) ?? '')) found(seen, span)
      index.untagged(record, (start, end) => {
        if (wanted.has(record.text.slice(start, end))) found(seen, { start, end, label: undefined })
      })
    })
  }

  #indexed(): SurfaceIndex {
    this.#index ??= new SurfaceIndex(this.#surfaces.keys())
    return this.#index
  }

  #of(text: string): Surface {
    let surface = this.#surfaces.get(text)
    if (!surface) {
      const own = ownText(text)
      surface = new Surface(own)
      this.#surfaces.set(own, surface)
    }
    return surface
  }
}

/** The surfaces of data under inspection; empty until they are shown the records. */
export const surfacesOf = (_: Inspection): Surfaces => new Surfaces()

/** A piece of a text by itself: V8 would keep the whole text alive for it. */
const ownText = (piece: string): string => Buffer.from(piece, 'utf16le').toString('utf16le')

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
