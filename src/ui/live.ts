import { existsSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import type { Plan, Progress } from '../train/index.ts'
import { errorText } from './error-text.ts'
import type { Failure, LiveFacts, Row, Started } from './protocol.ts'
import { type OptionsOf, rowsOf } from './run-rows.ts'

/** Beginnings of another run, after the one that is followed: each task trained alone to compare. */
const OTHERS = new Set<unknown>(['data', 'check', 'augment', 'weights', 'plan', 'progress'])
/** More steps than this are thinned out. */
const MOST_STEPS = 4000

/** A training whose events this process hears: what its files do not tell yet. */
export class LiveRun {
  readonly #out: string
  readonly #optionsOf: OptionsOf
  readonly canStop: boolean
  /** How it was started, where this page did. */
  readonly started: Started | undefined
  /** ISO 8601. */
  readonly since = new Date().toISOString()
  #rows: Row[] = []
  #plan: Plan | undefined
  #progress: Progress | undefined
  #attempt = 1
  #isDone = false
  #isFollowed = false
  #hasEnded = false
  failure: Failure | undefined

  /** @param out the run folder, as `--out` names it */
  constructor(out: string, optionsOf: OptionsOf, canStop = false, started?: Started) {
    this.#out = out
    this.#optionsOf = optionsOf
    this.canStop = canStop
    this.started = started
  }

  /** The name of its run below the folder of all runs; undefined where it lies elsewhere. */
  nameIn(folder: string): string | undefined {
    const attempt = join(this.#out, 'attempts', String(this.#attempt))
    const path = relative(resolve(folder), resolve(existsSync(attempt) ? attempt : this.#out))
    return path === '' || path.startsWith('..') ? undefined : path.split(sep).join('/')
  }

  /** Whether the training has ended with everything that followed the run. */
  get isOver(): boolean {
    return this.#hasEnded
  }

  /** Whether it came so far that there is a run folder. */
  get hasBegun(): boolean {
    return this.#plan !== undefined
  }

  hear(event: { readonly event?: unknown }): void {
    if (event.event === 'decision' && 'change' in event) {
      this.#attempt++
      this.#isDone = false
      this.#isFollowed = false
    }
    if (this.#isDone) {
      this.#isFollowed ||= OTHERS.has(event.event)
      return
    }
    if (event.event === 'plan') {
      this.#plan = event as Plan
      this.#rows = []
      this.#progress = undefined
    }
    if (event.event === 'progress') this.#progress = event as Progress
    if (event.event === 'done') this.#isDone = true
    this.#rows.push(...rowsOf(event, this.#optionsOf))
    if (this.#rows.length > MOST_STEPS)
      this.#rows = this.#rows.filter((row, at) => row.event !== 'step' || at % 2 === 1)
  }

  /** The training has ended, with an error or without. */
  ended(failure?: Failure): void {
    this.#hasEnded = true
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
    if (this.#hasEnded) return null
    const { step = this.#plan?.stepsDone ?? 0, tokensPerSecond, secondsLeft } = this.#progress ?? {}
    return {
      step,
      steps: this.#plan?.steps ?? 0,
      tokensPerSecond: this.#isDone ? null : (tokensPerSecond ?? null),
      secondsLeft: this.#isDone ? null : (secondsLeft ?? this.#plan?.seconds ?? null),
      parameters: this.#plan?.model.parameters ?? null,
      isDone: this.#isDone,
      isFollowed: this.#isFollowed,
      // Of a run that ends by itself there is nothing to stop.
      canStop: this.canStop && (!this.#isDone || this.#isFollowed),
    }
  }
}

/** An error as the page shows it, in both languages. */
export function failureOf(error: unknown): Failure {
  const texts = { zh: errorText(error, 'zh'), en: errorText(error, 'en') }
  return { code: texts.zh.code, texts }
}
