import type { Span } from '../../data/index.ts'

/** What a model that has not seen a record says about it: a class, classes, or entities. */
export type Opinion = ClassOpinion | MultiOpinion | EntityOpinion

export interface ClassOpinion {
  /** The most probable class and its probability. */
  readonly label: string
  readonly score: number
  /** The probability of every class. */
  readonly scores?: Readonly<Record<string, number>>
}

export interface MultiOpinion {
  readonly labels: readonly string[]
  /** The probability of every label, each by itself. */
  readonly scores: Readonly<Record<string, number>>
}

export interface EntityOpinion {
  readonly entities: readonly (Span & { readonly score: number })[]
}

/**
 * What is doubted. `class`: the class; `missing`: the model finds a label or an entity that the annotation lacks;
 * `spurious`: it does not find one that is annotated; `type`: it gives an entity another type; `boundary`: other ends.
 */
export type SuspicionKind = 'class' | 'missing' | 'spurious' | 'type' | 'boundary'

/** A record, or an entity of one, whose annotation a model doubts. */
export interface Suspicion {
  /** The number of the record. */
  readonly index: number
  readonly kind: SuspicionKind
  /** From 0 to 1: the higher, the more suspicious. */
  readonly score: number
  /** What is annotated; undefined for `missing`. */
  readonly given?: Judged
  /** What the model says; undefined for `spurious`. */
  readonly suggested?: Judged
}

/** A label, with its place if it is an entity's. */
export interface Judged {
  readonly label: string
  readonly characters?: readonly [start: number, end: number]
}
