import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { type ErrorTexts, HanTuneError, type Place } from '../base/errors.ts'
import type { Text } from '../base/locale.ts'
import { fail } from './errors.ts'
import { failureOf, LiveRun } from './live.ts'
import type { Failure, Started } from './protocol.ts'
import type { OptionsOf } from './run-rows.ts'

/** The program that trains. */
export interface Program {
  readonly path: string
  /** Before its own arguments: those that Node takes, and the program's file. */
  readonly args: readonly string[]
}

/** So much of what a training wrote to its standard error is kept. */
const KEPT_STDERR = 4000
/** So many trainings that were started here are remembered; the files of a run tell most of it anyway. */
const MOST_RUNS = 20

/** A training in a process of its own, heard by its events. One at a time. */
export class ChildTraining {
  readonly #program: Program
  readonly #optionsOf: OptionsOf
  #child: ChildProcess | undefined
  #runs: readonly LiveRun[] = []
  #out = ''
  /** Whether the child was asked to end. */
  #isAsked = false

  constructor(program: Program, optionsOf: OptionsOf) {
    this.#program = program
    this.#optionsOf = optionsOf
  }

  /** Those that were started here, also when they have ended; the latest stands last. */
  get runs(): readonly LiveRun[] {
    return this.#runs
  }

  get isRunning(): boolean {
    return this.#child !== undefined
  }

  /**
   * Starts a program without a shell.
   *
   * @param args of `hantune`, without `--json`
   * @param out the run folder that they name
   * @param started how the page put it
   * @throws E_UI_BUSY
   */
  start(args: readonly string[], out: string, started?: Started): void {
    if (this.#child) throw fail('E_UI_BUSY', { name: this.#out })
    const live = new LiveRun(out, this.#optionsOf, true, started)
    // In a group of its own: Ctrl-C in the terminal comes to it from here, once.
    const child = spawn(this.#program.path, [...this.#program.args, ...args, '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      windowsHide: true,
    })
    this.#child = child
    this.#isAsked = false
    this.#runs = [...this.#runs, live].slice(-MOST_RUNS)
    this.#out = out
    let failure: Failure | undefined
    let stderr = ''
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event = parsed(line)
      if (event?.event === 'error') failure = toldFailure(event)
      else if (event) live.hear(event)
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-KEPT_STDERR)
    })
    const ended = (own: Failure | undefined) => {
      if (this.#child !== child) return
      this.#child = undefined
      live.ended(own)
    }
    child.on('error', (error) => ended(failureOf(error)))
    child.on('close', (code, signal) => {
      // Stopped before it could take heed is stopped, too.
      const isFailed = code !== 0 && code !== INTERRUPTED && signal !== 'SIGINT'
      const why = new Error(`${signal ?? `exit code ${code}`}\n${stderr}`)
      ended(failure ?? (isFailed ? failureOf(why) : undefined))
    })
  }

  /** Asks it to finish its step and save. One that was asked before is not asked again: it would not save. @throws E_UI_IDLE */
  stop(): void {
    if (!this.#child) throw fail('E_UI_IDLE', {})
    if (this.#isAsked) return
    this.#isAsked = true
    this.#child.kill('SIGINT')
  }

  /** Has it end in order, and waits until it has. */
  async close(): Promise<void> {
    const child = this.#child
    if (!child) return
    const closed = new Promise((resolve) => child.once('close', resolve))
    this.stop()
    await closed
  }
}

/** How `hantune` ends when it was interrupted. */
const INTERRUPTED = 130

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** The error that `--json` tells. */
function toldFailure({ code, texts, place }: Record<string, unknown>): Failure {
  const told = texts as ErrorTexts
  const inBoth = (part: 'what' | 'fix'): Text => ({ zh: told.zh[part], en: told.en[part] })
  const whole = { what: '{what}', fix: '{fix}' }
  const values = { what: inBoth('what'), fix: inBoth('fix') }
  return failureOf(
    new HanTuneError(String(code), { zh: whole, en: whole }, values, place as Place | undefined),
  )
}
