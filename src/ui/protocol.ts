import type { Language, Text } from '../base/locale.ts'

/**
 * What the page and its server say to each other: plain data.
 *
 * `GET /ui/api/runs`, `GET /ui/api/runs/NAME?after=CURSOR`, `POST /ui/api/runs/NAME/predict`,
 * `GET /ui/api/runs/NAME/errors?set=dev&task=NAME` (a page), `GET /ui/api/form`, `POST /ui/api/command`,
 * `POST /ui/api/start`, `POST /ui/api/stop`. Every POST carries the page's token.
 */

/** The header in which the page shows its token. */
export const TOKEN_HEADER = 'x-hantune-token'

/** `unreadable`: a file of the run is damaged. */
export type RunState = 'running' | 'finished' | 'interrupted' | 'failed' | 'unreadable'

/** One task of a run or of a served model. */
export interface PageTask {
  readonly name: string
  readonly kind: string
  readonly labels: readonly string[]
  /** Of several labels a text: the probability from which on each is given, in the order of the labels; where it is known. */
  readonly thresholds?: readonly number[]
}

/** A task's figure, in [0, 1]. */
export interface Figure {
  readonly task: string
  readonly metric: string
  readonly value: number
}

/** A run as a row of the table. */
export interface RunSummary {
  /** Its folder below that of all runs, with `/`. */
  readonly name: string
  /** As it is given to commands where the server was started. */
  readonly path: string
  readonly state: RunState
  readonly tasks: readonly PageTask[]
  readonly model: string
  /** The training files. */
  readonly data: readonly string[]
  readonly epochs: number | null
  readonly best: { readonly metric: string; readonly value: number; readonly epoch: number | null } | null
  readonly test: readonly Figure[]
  readonly seconds: number | null
  readonly peakMemoryMb: number | null
  /** ISO 8601. */
  readonly started: string
  /** Whether there is a saved state from which `--resume` goes on. */
  readonly canResume: boolean
  /** Whether there is a model to try. */
  readonly hasModel: boolean
  /** The sets that the error browser can show. */
  readonly sets: readonly ('dev' | 'test')[]
}

export interface StepRow {
  readonly event: 'step'
  readonly step: number
  readonly epoch: number
  readonly loss: number
  readonly learningRate: number
  readonly gradientNorm: number
}

export interface LabelScores {
  readonly precision: number
  readonly recall: number
  readonly f1: number
  readonly support: number
}

export interface TaskScores {
  readonly name: string
  readonly metric: string
  readonly value: number
  readonly labels: Readonly<Record<string, LabelScores>>
}

export interface EvaluationRow {
  readonly event: 'evaluation'
  readonly epoch: number | null
  readonly step: number
  readonly metric: string
  readonly value: number
  /** Of a sample of the training data. */
  readonly trainValue: number | null
  readonly trainLoss: number
  readonly devLoss: number | null
  readonly tasks: readonly TaskScores[]
}

/** A finding of the coach, in both languages. */
export interface CoachFinding {
  readonly code: string
  readonly severity: string
  readonly what: Text
  readonly why: Text
  readonly remedies: readonly { readonly options: string; readonly why: Text }[]
}

export interface CoachRow {
  readonly event: 'coach'
  /** null for the summary at the end. */
  readonly step: number | null
  readonly findings: readonly CoachFinding[]
}

export interface DoneRow {
  readonly event: 'done'
  readonly reason: string
  readonly steps: number
  readonly seconds: number
  readonly peakMemoryMb: number | null
  readonly test: readonly TaskScores[]
}

export type Row = StepRow | EvaluationRow | CoachRow | DoneRow

export interface ErrorText {
  readonly code: string
  readonly what: string
  /** File and line, record and characters, as far as they are known. */
  readonly where?: string | null
  readonly fix: string
}

/** What only the process that trains knows. */
export interface LiveFacts {
  readonly step: number
  readonly steps: number
  readonly tokensPerSecond: number | null
  readonly secondsLeft: number | null
  readonly parameters: number | null
  /** Whether the run has ended. */
  readonly isDone: boolean
  /** Whether what follows it, such as a comparison with tasks alone, goes on. */
  readonly isFollowed: boolean
  /** Whether this page may stop it. */
  readonly canStop: boolean
}

/** Why a run failed; a run of another process tells its code alone. */
export type Failure =
  | { readonly code: string }
  | { readonly code: string; readonly texts: { readonly [language in Language]: ErrorText } }

/** How the page started a run. */
export interface Started {
  readonly command: string
  /** What stood in the form. */
  readonly values: FormValues
}

export interface RunAnswer {
  readonly run: RunSummary
  /** The rows behind the asked-for cursor, or all. */
  readonly rows: readonly Row[]
  /** Whether `rows` takes the place of all rows that were told before. */
  readonly isWhole: boolean
  /** To be given as `after` next time. */
  readonly cursor: string
  readonly live: LiveFacts | null
  readonly failure: Failure | null
  /** Where this page started it. */
  readonly started: Started | null
  /** config.yaml; not with a cursor that is still good. */
  readonly config?: unknown
}

export interface RunsAnswer {
  readonly folder: string
  readonly runs: readonly RunSummary[]
  /** The run that this process trains. */
  readonly active: string | null
}

/** One field of the start form. */
export interface FormField {
  readonly name: string
  /** What the field sets on the command line: `--epochs`, or DATA. */
  readonly flag: string
  readonly group: string
  readonly label: Text
  readonly kind: 'text' | 'lines' | 'switch' | 'choice'
  readonly choices?: readonly string[]
  readonly placeholder?: string
  /** Whether it stands at the top rather than behind "all settings". */
  readonly isMain: boolean
}

export interface FormAnswer {
  readonly groups: readonly { readonly name: string; readonly label: Text }[]
  readonly fields: readonly FormField[]
}

/** What was written into the form; empty fields are left out. */
export type FormValues = Readonly<Record<string, string>>

export interface CommandAnswer {
  /** As it can be pasted into a shell. */
  readonly command: string
  /** The run that it would make. */
  readonly run: string
  /** By field; '' holds what belongs to none. */
  readonly errors: Readonly<Record<string, ErrorText>>
}

export interface StartAnswer {
  readonly run: string
}

/** What the page's script finds in its document. */
export interface PageData {
  readonly language: Language
  readonly version: string
  /** Empty where the page sends nothing that needs one. */
  readonly token: string
  /** `runs`: runs, models of runs; `service`: the models of the service that serves the page. */
  readonly mode: 'runs' | 'service'
  readonly canStart: boolean
}
