import { quote } from '../../base/quote.ts'
import { Hits } from '../_hits.ts'
import { defineBoth } from '../_texts.ts'
import type { Finding, Occurrence, RecordPlace } from '../finding.ts'
import type { Inspection } from '../inspection.ts'
import { placesOf, type Surface, type SurfacePlace, surfacesOf } from '../surfaces.ts'
import type { Rule } from './_rule.ts'

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
  check(inspection) {
    const doubtful = [...surfacesOf(inspection).values()].filter(
      // Once against once says nothing.
      ({ tagged, untagged }) => untagged > 0 && sum(tagged.values()) + untagged > 2,
    )
    const doubt = ({ tagged, untagged }: Surface) => Math.min(sum(tagged.values()), untagged)
    // The fewer side is the doubtful one.
    const isListed = ({ tagged, untagged }: Surface, label: string | undefined) =>
      (label === undefined) === untagged <= sum(tagged.values())
    return findingsOf(inspection, 'surface', doubtful, { doubt, isListed })
  },
}

/** Strings that are entities of different types. */
export const surfaceTypes: Rule = {
  code: 'surface-types',
  tasks: ['ner'],
  check(inspection) {
    const doubtful = [...surfacesOf(inspection).values()].filter(({ tagged }) => tagged.size > 1)
    const doubt = ({ tagged }: Surface) => sum(tagged.values()) - Math.max(...tagged.values())
    const isListed = ({ tagged }: Surface, label: string | undefined) =>
      label !== undefined && label !== byCount(tagged)[0]![0]
    return findingsOf(inspection, 'surface-types', doubtful, { doubt, isListed })
  },
}

interface Judgement {
  /** The number of places that may be wrong. */
  readonly doubt: (surface: Surface) => number
  /** Whether the places with this label (or none) may be wrong. */
  readonly isListed: (surface: Surface, label: string | undefined) => boolean
}

function findingsOf(
  inspection: Inspection,
  rule: 'surface' | 'surface-types',
  doubtful: readonly Surface[],
  { doubt, isListed }: Judgement,
): Finding[] {
  const ranked = [...doubtful].sort(
    (a, b) => doubt(b) - doubt(a) || sum(b.tagged.values()) - sum(a.tagged.values()),
  )
  const shown = new Map(
    ranked.slice(0, MOST).map((surface) => [surface.text, new Listing(surface, inspection)]),
  )
  if (shown.size === 0) return []
  for (const place of placesOf(inspection, new Set(shown.keys()))) {
    const { part, index, start, end, label } = place
    const text = recordText(inspection, place).slice(start, end)
    const listing = shown.get(text)!
    if (!isListed(listing.surface, label)) listing.other ??= inspection.at(part, index)
    else
      listing.hits.add(() =>
        inspection.at(part, index, {
          characters: [start, end],
          note: label === undefined ? say('untagged', {}) : say('tagged', { label: quote(label) }),
        }),
      )
  }
  const severity = rule === 'surface' ? 'warning' : 'hint'
  const findings = [...shown.values()].map(
    ({ surface, hits, other }): Finding => ({
      rule,
      severity,
      text: textOf(surface, rule),
      count: hits.count,
      records: hits.records.map((record) => (other ? { ...record, related: place(other) } : record)),
    }),
  )
  const count = ranked.length - shown.size
  if (count > 0)
    findings.push({
      rule,
      severity: 'hint',
      text: say(rule === 'surface' ? 'more' : 'moreTypes', { count }),
      count,
      records: [],
    })
  return findings
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

const recordText = (inspection: Inspection, { part, index }: SurfacePlace): string =>
  inspection.of(part)[index]!.text

function textOf({ text, tagged, untagged }: Surface, rule: 'surface' | 'surface-types') {
  const tags = byCount(tagged)
    .map(([label, count]) => `${label} ×${count}`)
    .join(', ')
  return rule === 'surface'
    ? say('surface', { surface: quote(text), tags, untagged })
    : say('types', { surface: quote(text), tags })
}

const byCount = (tagged: ReadonlyMap<string, number>) =>
  [...tagged].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
