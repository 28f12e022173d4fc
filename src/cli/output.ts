import { defineErrors, type ErrorText, type ErrorTexts, HanTuneError, type Place } from '../base/errors.ts'
import { defineTexts, LANGUAGES, type Language } from '../base/locale.ts'
import { printable } from '../base/quote.ts'
import { EXIT } from './exit-codes.ts'
import { errorWithFlags } from './flags-told.ts'
import { ProgressLine } from './progress-line.ts'

const say = defineTexts({
  unexpected: {
    zh: '[E_INTERNAL] 意外错误：{message}\n  这多半是 HanTune 的缺陷，请附上下面的内容反馈：\n{stack}',
    en: '[E_INTERNAL] unexpected error: {message}\n  This is most likely a defect of HanTune; please report what follows:\n{stack}',
  },
  report: { zh: '请把这条消息反馈给 HanTune', en: 'report this message to HanTune' },
})

const fail = defineErrors({
  E_OUTPUT_WRITE: {
    zh: {
      what: '标准输出写不进去：{reason}',
      fix: '检查输出所在的磁盘空间，然后重新执行；已经写出的部分不完整',
    },
    en: {
      what: 'cannot write to standard output: {reason}',
      fix: 'check the space where the output goes and run again; what was written is not complete',
    },
  },
})

const inEach = (text: (language: Language) => ErrorText): ErrorTexts =>
  Object.fromEntries(LANGUAGES.map((language) => [language, text(language)])) as unknown as ErrorTexts

/** An error as scripts read it. */
export interface ErrorEvent {
  readonly event: 'error'
  readonly code: string
  readonly what: string
  readonly fix: string
  readonly place: Place
  /** The same in every language, for what shows it to somebody else. */
  readonly texts: ErrorTexts
}

/**
 * Where a command speaks. Results go to stdout and progress to stderr; with `--json` stdout carries JSON lines only
 * and people's text goes to stderr.
 */
export class Output {
  readonly json: boolean
  readonly progress = new ProgressLine(process.stderr)
  /**
   * Given where stderr is the log of a service, JSON lines and nothing else: it writes an error there. People are told
   * on stdout then, where they are told of the service; with `--json` events say the same.
   */
  logError: ((error: unknown) => void) | undefined
  #closed = false
  #failed = false

  constructor(json: boolean) {
    this.json = json
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      this.#closed = true
      // The reader (`head`, a pager) has gone: nothing is wrong, there is only nobody to speak to.
      if (error.code === 'EPIPE' || this.#failed) return
      this.#failed = true
      this.error(fail('E_OUTPUT_WRITE', { reason: error.message }, {}, error))
      // The command may have ended already.
      process.exitCode = EXIT.failure
    })
    // There is nowhere to say so.
    process.stderr.on('error', () => {})
  }

  /** Whether results were lost, the disk being full for instance. */
  get failed(): boolean {
    return this.#failed
  }

  /** Whether stdout takes nothing more. */
  get closed(): boolean {
    return this.#closed
  }

  /** A line or more for people. */
  text(text: string): void {
    this.progress.clear()
    this.#write(this.json ? process.stderr : process.stdout, `${printable(text)}\n`)
  }

  /** Something beside the results, for people. */
  note(text: string): void {
    this.progress.clear()
    this.#writeBeside(text)
  }

  /** An event for scripts; without `--json` nothing. */
  event(event: object): void {
    if (this.json) this.line(event)
  }

  /** A JSON line on stdout. */
  line(value: object): boolean {
    this.progress.clear()
    return this.#write(process.stdout, `${JSON.stringify(value)}\n`)
  }

  /** Waits until stdout takes more, so that a slow reader does not fill the memory. */
  async drained(): Promise<void> {
    if (this.#closed || !process.stdout.writableNeedDrain) return
    await new Promise<void>((resolve) => {
      const done = () => {
        process.stdout.off('drain', done).off('error', done)
        resolve()
      }
      process.stdout.on('drain', done).on('error', done)
    })
  }

  error(error: unknown): void {
    this.progress.clear()
    if (error instanceof HanTuneError) {
      const told = errorWithFlags(error)
      this.#writeBeside(told.render())
      this.logError?.(told)
      const { code, place } = told
      const texts = inEach((language) => ({ what: told.what(language), fix: told.fix(language) }))
      const own = { what: told.what(), fix: told.fix() }
      this.event({ event: 'error', code, ...own, place, texts } satisfies ErrorEvent)
      return
    }
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error))
    this.#writeBeside(say('unexpected', { message, stack }))
    this.logError?.(error)
    const texts = inEach((language) => ({ what: message, fix: say('report', {}, language) }))
    const own = { what: message, fix: say('report', {}) }
    this.event({ event: 'error', code: 'E_INTERNAL', ...own, place: {}, texts } satisfies ErrorEvent)
  }

  #writeBeside(text: string): void {
    if (!this.logError) this.#write(process.stderr, `${printable(text)}\n`)
    else if (!this.json) this.#write(process.stdout, `${printable(text)}\n`)
  }

  #write(stream: NodeJS.WriteStream, text: string): boolean {
    if (stream === process.stdout && this.#closed) return false
    return stream.write(text)
  }
}
