import { quote } from '../../base/quote.ts'
import { Hits } from '../_hits.ts'
import { defineBoth } from '../_texts.ts'
import type { Finding, Occurrence, RecordPlace } from '../finding.ts'
import type { Inspection, SeenText } from '../inspection.ts'
import { type Surface, type SurfacePlace, surfacesOf } from '../surfaces.ts'
import type { Rule } from './rule.ts'

const say = defineBoth({
  surface: {
    zh: '{surface} 标为 {tags}，另有 {untagged} 处没有标',
    en: '{surface} is tagged as {tags}, and not tagged {untagged} times',
  },
  types: { zh: '{surface} 有不同的标签：{tags}', en: '{surface} has different labels: {tags}' },
  more: { zh: '另有 {count} 个字符串标注不一致', en: '{count} more strings are annotated inconsistently' },
  moreTypes: { zh: '另有 {count} 个字符串有不同的标签', en: '{count} more strings have different labels' },
  untagged: { zh: '没有标', en: 'not tagged' },
  tagged: { zh: '标为 {label}', en: 'tagged as {label}' },
})

/** Findings of one rule about surfaces; the others are counted. */
const MOST = 100

const sum = (counts: Iterable<number>): number => [...counts].reduce((total, count) => total + count, 0)

/** Strings that are an entity in one place and none in another. */
export const surface: Rule = {
  code: 'surface',
  tasks: ['ner'],
  begin(inspection) {
    const surfaces = inspection.once(surfacesOf)
    return {
      see: (seen) => surfaces.see(seen),
      review: (seen) => surfaces.review(seen),
      findings: () => inspection.once(searchOf).findings('surface'),
    }
  },
}

/** Strings that are entities of different types. */
export const surfaceTypes: Rule = {
  code: 'surface-types',
  tasks: ['ner'],
  // The rule before it shows the records to the surfaces.
  begin: (inspection) => ({ findings: () => inspection.once(searchOf).findings('surface-types') }),
}

const JUDGED = ['surface', 'surface-types'] as const
type Judged = (typeof JUDGED)[number]

interface Judgement {
  isDoubtful(surface: Surface): boolean
  /** The number of places that may be wrong. */
  doubt(surface: Surface): number
  /** Whether the places with this label (or none) may be wrong. */
  isListed(surface: Surface, label: string | undefined): boolean
}

const JUDGEMENTS: { readonly [rule in Judged]: Judgement } = {
  surface: {
    // Once against once says nothing.
    isDoubtful: ({ tagged, untagged }) => untagged > 0 && sum(tagged.values()) + untagged > 2,
    doubt: ({ tagged, untagged }) => Math.min(sum(tagged.values()), untagged),
    // The fewer side is the doubtful one.
    isListed: ({ tagged, untagged }, label) => (label === undefined) === untagged <= sum(tagged.values()),
  },
  'surface-types': {
    isDoubtful: ({ tagged }) => tagged.size > 1,
    doubt: ({ tagged }) => sum(tagged.values()) - Math.max(...tagged.values()),
    isListed: ({ tagged }, label) => label !== undefined && label !== byCount(tagged)[0]![0],
  },
}

const searchOf = (inspection: Inspection): Search => new Search(inspection)

/** Looks for the places of what either rule doubts, in one pass for both. */
class Search {
  readonly #inspection: Inspection
  readonly #lists: ReadonlyMap<Judged, Lists>
  #isDone = false

  constructor(inspection: Inspection) {
    this.#inspection = inspection
    this.#lists = new Map(JUDGED.map((rule) => [rule, new Lists(rule, inspection)]))
  }

  *findings(rule: Judged): Generator<void, Finding[]> {
    if (!this.#isDone) yield* this.#pass()
    this.#isDone = true
    return this.#lists.get(rule)!.findings()
  }

  *#pass(): Generator<void> {
    const lists = [...this.#lists.values()]
    const wanted = new Set(lists.flatMap((list) => list.texts()))
    if (wanted.size === 0) return
    const surfaces = this.#inspection.once(surfacesOf)
    yield* surfaces.places(this.#inspection, wanted, (seen, place) => {
      for (const list of lists) list.take(seen, place)
    })
  }
}

/** What one rule doubts, with the places of the most doubtful. */
class Lists {
  readonly #rule: Judged
  readonly #inspection: Inspection
  readonly #shown: ReadonlyMap<string, Listing>
  /** How many are counted only. */
  readonly #unlisted: number

  constructor(rule: Judged, inspection: Inspection) {
    const { isDoubtful, doubt } = JUDGEMENTS[rule]
    const tags = ({ tagged }: Surface) => sum(tagged.values())
    const doubtful = [...inspection.once(surfacesOf).all()].filter(isDoubtful)
    const ranked = doubtful.sort((a, b) => doubt(b) - doubt(a) || tags(b) - tags(a))
    this.#rule = rule
    this.#inspection = inspection
    this.#shown = new Map(ranked.slice(0, MOST).map((own) => [own.text, new Listing(own, inspection)]))
    this.#unlisted = ranked.length - this.#shown.size
  }

  texts(): string[] {
    return [...this.#shown.keys()]
  }

  take(seen: SeenText, { start, end, label }: SurfacePlace): void {
    const listing = this.#shown.get(seen.record.text.slice(start, end))
    if (!listing) return
    const inspection = this.#inspection
    if (!JUDGEMENTS[this.#rule].isListed(listing.surface, label)) listing.other ??= inspection.at(seen)
    else
      listing.hits.add(() =>
        inspection.at(seen, {
          characters: [start, end],
          note: label === undefined ? say('untagged', {}) : say('tagged', { label: quote(label) }),
        }),
      )
  }

  findings(): Finding[] {
    const rule = this.#rule
    const severity = rule === 'surface' ? 'warning' : 'hint'
    const findings = [...this.#shown.values()].map(
      ({ surface, hits, other }): Finding => ({
        rule,
        severity,
        text: textOf(surface, rule),
        count: hits.count,
        records: hits.records.map((record) => (other ? { ...record, related: place(other) } : record)),
      }),
    )
    const count = this.#unlisted
    if (count === 0) return findings
    const text = say(rule === 'surface' ? 'more' : 'moreTypes', { count })
    return [...findings, { rule, severity: 'hint', text, count, records: [] }]
  }
}

/** Occurrences of a surface that are listed, and the first of the others. */
class Listing {
  readonly surface: Surface
  readonly hits: Hits
  other: Occurrence | undefined

  constructor(surface: Surface, { options }: Inspection) {
    this.surface = surface
    this.hits = new Hits(Math.min(20, options.listed))
  }
}

const place = ({ characters: _, note: __, related: ___, ...record }: Occurrence): RecordPlace => record

function textOf({ text, tagged, untagged }: Surface, rule: Judged) {
  const tags = byCount(tagged)
    .map(([label, count]) => `${label} ×${count}`)
    .join(', ')
  return rule === 'surface'
    ? say('surface', { surface: quote(text), tags, untagged })
    : say('types', { surface: quote(text), tags })
}

const byCount = (tagged: ReadonlyMap<string, number>) =>
  [...tagged].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
