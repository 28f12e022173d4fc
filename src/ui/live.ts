import { existsSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { HanTuneError } from '../base/errors.ts'
import { LANGUAGES } from '../base/locale.ts'
import type { Plan, Progress } from '../train/index.ts'
import type { Failure, LiveFacts, Row } from './protocol.ts'
import { type OptionsOf, rowsOf } from './run-rows.ts'

/** More steps than this are thinned out. */
const MOST_STEPS = 4000

/** A training whose events this process hears: what its files do not tell yet. */
export class LiveRun {
  readonly #out: string
  readonly #optionsOf: OptionsOf
  readonly canStop: boolean
  #rows: Row[] = []
  #plan: Plan | undefined
  #progress: Progress | undefined
  #attempt = 1
  #isOver = false
  failure: Failure | undefined

  /** @param out the run folder, as `--out` names it */
  constructor(out: string, optionsOf: OptionsOf, canStop = false) {
    this.#out = out
    this.#optionsOf = optionsOf
    this.canStop = canStop
  }

  /** The name of its run below the folder of all runs; undefined where it lies elsewhere. */
  nameIn(folder: string): string | undefined {
    const attempt = join(this.#out, 'attempts', String(this.#attempt))
    const path = relative(resolve(folder), resolve(existsSync(attempt) ? attempt : this.#out))
    return path === '' || path.startsWith('..') ? undefined : path.split(sep).join('/')
  }

  get isOver(): boolean {
    return this.#isOver
  }

  hear(event: { readonly event?: unknown }): void {
    if (event.event === 'decision' && 'change' in event) {
      this.#attempt++
      this.#isOver = false
    }
    if (this.#isOver) return
    if (event.event === 'plan') {
      this.#plan = event as Plan
      this.#rows = []
      this.#progress = undefined
    }
    if (event.event === 'progress') this.#progress = event as Progress
    if (event.event === 'done') this.#isOver = true
    this.#rows.push(...rowsOf(event, this.#optionsOf))
    if (this.#rows.length > MOST_STEPS)
      this.#rows = this.#rows.filter((row, at) => row.event !== 'step' || at % 2 === 1)
  }

  /** The training has ended, with an error or without. */
  ended(failure?: Failure): void {
    this.#isOver = true
    this.failure = failure
  }

  /** Rows of the files with those that they lack. */
  after(rows: readonly Row[]): readonly Row[] {
    const last = rows.reduce(
      (most, row) => ('step' in row && row.step !== null ? Math.max(most, row.step) : most),
      0,
    )
    const own = this.#rows.filter((row) => row.event === 'step' || row.event === 'evaluation')
    const newer = own.filter(({ step }) => step > last)
    // The files hold what the coach says at the end alone.
    const spoken = this.#rows.filter((row) => row.event === 'coach' && row.step !== null)
    const end = rows.findIndex((row) => row.event === 'coach' || row.event === 'done')
    const at = end < 0 ? rows.length : end
    return [...rows.slice(0, at), ...newer, ...spoken, ...rows.slice(at)]
  }

  get facts(): LiveFacts | null {
    if (this.#isOver) return null
    const { step = this.#plan?.stepsDone ?? 0, tokensPerSecond, secondsLeft } = this.#progress ?? {}
    return {
      step,
      steps: this.#plan?.steps ?? 0,
      tokensPerSecond: tokensPerSecond ?? null,
      secondsLeft: secondsLeft ?? this.#plan?.seconds ?? null,
      parameters: this.#plan?.model.parameters ?? null,
      canStop: this.canStop,
    }
  }
}

/** An error as the page shows it, in both languages. */
export function failureOf(error: unknown): Failure {
  if (error instanceof HanTuneError) {
    const { code } = error
    const texts = LANGUAGES.map((one) => [one, { code, what: error.what(one), fix: error.fix(one) }])
    return { code, texts: Object.fromEntries(texts) }
  }
  const message = error instanceof Error ? error.message : String(error)
  const text = { code: 'E_INTERNAL', what: message, fix: '' }
  return { code: 'E_INTERNAL', texts: { zh: text, en: text } }
}
