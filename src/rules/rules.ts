import type { Origin, Span, TaggedText } from '../data/index.ts'
import { Automaton } from './_automaton.ts'
import { ANY, type WordRule } from './_entries.ts'
import type { Pattern } from './_patterns.ts'

/** An entity that a rule found; offsets are UTF-16 code units, `[start, end)`. */
export interface RuleEntity {
  readonly label: string
  readonly text: string
  readonly start: number
  readonly end: number
  /** Always 1: a rule does not doubt. */
  readonly score: number
  readonly source: 'rule'
}

/** What a user should know about rules that were loaded. */
export interface RuleNote {
  readonly code: 'repeated' | 'ambiguous'
  readonly count: number
  readonly text: string
}

/** What rules are made of; `loadRules` and `lexiconOf` make them. */
export interface RuleParts {
  /** Each word once for each label and action. */
  readonly words: readonly WordRule[]
  readonly patterns: readonly Pattern[]
  readonly notes: readonly RuleNote[]
  /** SHA-256 of the file that they stand in. */
  readonly digest?: string
}

/** Words to find, with the labels that each has. */
interface Lexicon {
  readonly automaton: Automaton
  readonly words: readonly string[]
  readonly labels: readonly (readonly string[])[]
}

/**
 * Words and patterns beside a model. A word is found where it stands as a whole: not inside a Latin word or a
 * number. Of matches that overlap the leftmost counts, of those that begin together the longest.
 */
export class Rules {
  readonly notes: readonly RuleNote[]
  /** SHA-256 of the file that they were read from, in hexadecimal digits; undefined where there was none. */
  readonly digest: string | undefined
  /** The number of words and patterns. */
  readonly size: number
  /** The types that the rules may give, in order of code units. */
  readonly labels: readonly string[]
  readonly #forced: Lexicon
  readonly #forbidden: Lexicon
  readonly #patterns: readonly Pattern[]
  #known: ReadonlySet<string> | undefined

  constructor({ words, patterns, notes, digest }: RuleParts) {
    this.notes = notes
    this.digest = digest
    this.size = words.length + patterns.length
    const forced = words.filter(({ action }) => action === 'force')
    const forcing = patterns.filter(({ rule }) => rule.action === 'force')
    this.labels = [
      ...new Set([...forced.map(({ label }) => label), ...forcing.map(({ rule }) => rule.label)]),
    ].sort()
    this.#forced = lexiconOfWords(forced)
    this.#forbidden = lexiconOfWords(words.filter(({ action }) => action === 'forbid'))
    this.#patterns = patterns
  }

  /** Whether a name is a word of the lexicon with that type. */
  knows(word: string, label: string): boolean {
    if (this.#known === undefined) {
      const { words, labels } = this.#forced
      this.#known = new Set(words.flatMap((own, i) => labels[i]!.map((label) => `${label}\t${own}`)))
    }
    return this.#known.has(`${label}\t${word}`)
  }

  /**
   * The entities of a text by the rules alone: a tagger to compare a model with.
   *
   * @param labels types to look for; rules of others are as if they were not there. Left out: all
   */
  tag(text: string, labels?: readonly string[]): RuleEntity[] {
    const bans = this.bans(text)
    const found: Span[] = []
    const tell = (span: Span): void => {
      const isWanted = labels === undefined || labels.includes(span.label)
      if (isWanted && bans.allows(span)) found.push(span)
    }
    this.#wordsIn(this.#forced, text, tell)
    for (const { rule, find } of this.#patterns) {
      if (rule.action !== 'force') continue
      for (const range of find(text)) tell({ ...range, label: rule.label })
    }
    // Sorting keeps the order of equals: words before patterns.
    found.sort((a, b) => a.start - b.start || b.end - a.end)
    const entities: RuleEntity[] = []
    let free = 0
    for (const { start, end, label } of found) {
      if (start < free) continue
      entities.push({ label, text: text.slice(start, end), start, end, score: 1, source: 'rule' })
      free = end
    }
    return entities
  }

  /** What may not be an entity of a text. */
  bans(text: string): Bans {
    const spans: Span[] = []
    this.#wordsIn(this.#forbidden, text, (span) => spans.push(span))
    for (const { rule, find } of this.#patterns)
      if (rule.action === 'forbid')
        for (const range of find(text)) spans.push({ ...range, label: rule.label })
    return new Bans(spans)
  }

  /**
   * Texts with the entities that the rules find, as training data of lesser trust. A field beside each record,
   * `source: 'rule'`, tells them from records that somebody labelled.
   */
  weakLabels(texts: readonly { readonly text: string; readonly origin: Origin }[]): TaggedText[] {
    return texts.map(({ text, origin }) => ({
      text,
      entities: this.tag(text).map(({ start, end, label }) => ({ start, end, label })),
      origin: { ...origin, others: { ...origin.others, source: 'rule' } },
    }))
  }

  #wordsIn({ automaton, words, labels }: Lexicon, text: string, tell: (span: Span) => void): void {
    if (words.length === 0) return
    for (const [start, longest] of automaton.longestAt(text).entries())
      for (let word = longest; word >= 0; word = automaton.shorter(word))
        for (const label of labels[word]!) tell({ start, end: start + words[word]!.length, label })
  }
}

/** The ranges of a text that are no entities, whole or in part. */
export class Bans {
  /** By label, in order of their start, only those that no other one holds. */
  readonly #byLabel = new Map<string, Span[]>()

  constructor(spans: readonly Span[]) {
    for (const span of spans.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
      const own = this.#byLabel.get(span.label) ?? []
      if (own.length === 0 || own.at(-1)!.end < span.end) own.push(span)
      this.#byLabel.set(span.label, own)
    }
  }

  /** Whether no ban on its type holds the whole of an entity. */
  allows({ start, end, label }: Span): boolean {
    return ![label, ANY].some((name) => holds(this.#byLabel.get(name) ?? [], start, end))
  }
}

/** Whether one of the spans, whose starts and ends rise, holds a range. */
function holds(spans: readonly Span[], start: number, end: number): boolean {
  let [low, high] = [0, spans.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (spans[middle]!.start <= start) low = middle + 1
    else high = middle
  }
  // The last that begins in time ends last.
  return low > 0 && spans[low - 1]!.end >= end
}

function lexiconOfWords(rules: readonly WordRule[]): Lexicon {
  const labelsOf = new Map<string, string[]>()
  for (const { word, label } of rules) {
    const own = labelsOf.get(word)
    if (own) own.push(label)
    else labelsOf.set(word, [label])
  }
  const words = [...labelsOf.keys()]
  return { automaton: new Automaton(words), words, labels: [...labelsOf.values()] }
}
