import type { Text } from '../base/locale.ts'
import type { DataTask, Origin } from '../data/index.ts'

export const PARTS = ['train', 'dev', 'test'] as const
/** The parts that data are checked in. */
export type Part = (typeof PARTS)[number]

export const RULE_CODES = [
  'faulty-record',
  'leakage',
  'group-leakage',
  'conflict',
  'label-missing',
  'label-form',
  'overlap',
  'near-leakage',
  'duplicate',
  'near-duplicate',
  'label-typo',
  'rare-label',
  'imbalance',
  'entity-shifted',
  'entity-boundary',
  'split-entity',
  'surface',
  'surface-types',
  'invisible',
  'window',
  'short-text',
  'suspicious',
] as const
/** Stable names of what can be found. */
export type RuleCode = (typeof RULE_CODES)[number]

export const SEVERITIES = ['error', 'warning', 'hint'] as const
/**
 * `error`: results cannot be trusted, or training will refuse the data; `warning`: it costs quality; `hint`: worth a
 * look.
 */
export type Severity = (typeof SEVERITIES)[number]

/** A record that a finding names. */
export interface RecordPlace {
  readonly part: Part
  /** Its number in the part, from 0; left out for a record that could not be read. */
  readonly index?: number
  readonly origin: Origin
}

/** Where something was found. */
export interface Occurrence extends RecordPlace {
  /** UTF-16 code units of the record's text, `[start, end)`. */
  readonly characters?: readonly [start: number, end: number]
  /** The other record that it concerns: the one it repeats, the one it contradicts, the next one. */
  readonly related?: RecordPlace
  /** What is to be said about this record alone. */
  readonly note?: Text
}

/** Something that a person should know about the data. */
export interface Finding {
  readonly rule: RuleCode
  readonly severity: Severity
  readonly text: Text
  /** How many records (or labels) it concerns, the unlisted ones included. */
  readonly count: number
  /** The first of them, in order; see `CheckOptions.listed`. */
  readonly records: readonly Occurrence[]
}

export interface PartFacts {
  readonly part: Part
  /** The files that its records came from. */
  readonly files: readonly string[]
  readonly records: number
  /** How often each label occurs: entities of the type, or records of the class. The most frequent first. */
  readonly labels: readonly (readonly [label: string, count: number])[]
}

/** What a check found; plain data. */
export interface CheckReport {
  readonly task: DataTask
  readonly parts: readonly PartFacts[]
  /** Errors first, then warnings, then hints. */
  readonly findings: readonly Finding[]
  /** How many findings there are of each severity. */
  readonly counts: Readonly<Record<Severity, number>>
}
