import { acceptedLanguage } from '../base/accept-language.ts'
import { defineErrors, HanTuneError, renderPlace } from '../base/errors.ts'
import { currentLanguage, type Language, type ValuesOf } from '../base/locale.ts'
import { type ServeCode, TEXTS } from './_error-texts.ts'
import { STATUS } from './_status.ts'

const fail = defineErrors(TEXTS)

export { type ServeCode, STATUS }

type Both<T extends (typeof TEXTS)[ServeCode]> = {
  readonly zh: `${T['zh']['what']}${T['zh']['fix']}`
  readonly en: `${T['en']['what']}${T['en']['fix']}`
}

/** What a refusal says beside its error. */
export interface RefusalFacts {
  /** The part of the request that it is about, such as `text[3]`. */
  readonly where?: string
  /** Seconds after which to try again. */
  readonly retryAfter?: number
  /** Further headers of the answer. */
  readonly headers?: Readonly<Record<string, string>>
}

/** An answer other than the one that was asked for: an error with its HTTP status. */
export class Refusal extends Error {
  readonly error: HanTuneError
  readonly status: number
  readonly facts: RefusalFacts

  constructor(error: HanTuneError, status: number, facts: RefusalFacts = {}, cause?: unknown) {
    super(error.message, cause === undefined ? undefined : { cause })
    this.name = 'Refusal'
    this.error = error
    this.status = status
    this.facts = facts
  }
}

export function refuse<C extends ServeCode>(
  code: C,
  values: ValuesOf<Both<(typeof TEXTS)[C]>>,
  facts: RefusalFacts = {},
  cause?: unknown,
): Refusal {
  return new Refusal(fail(code, values as never), STATUS[code], facts, cause)
}

/** The error as it is sent. */
export function errorBody({ error, facts }: Refusal, acceptLanguage: string | undefined): object {
  const language = acceptedLanguage(acceptLanguage)
  const { code } = error
  return {
    error: { code, what: error.what(language), where: facts.where ?? null, fix: error.fix(language) },
  }
}

/**
 * Whatever was thrown while a request was worked on, as an answer.
 *
 * @param language of the reason that an answer quotes
 */
export function refusalOf(error: unknown, id: string, language: Language): Refusal {
  if (error instanceof Refusal) return error
  // The text itself does not suit the task: that is the client's.
  if (error instanceof HanTuneError && error.code.startsWith('E_TASK_')) return new Refusal(error, 400)
  const reason =
    error instanceof HanTuneError ? error.what(language) : error instanceof Error ? error.name : 'Error'
  return refuse('E_SERVE_FAILED', { reason, id }, {}, error)
}

/** What whoever runs the service is told of an error: where it is, and how to mend it, too. */
export function fullError(error: unknown): { code: string; what: string; place?: string; fix?: string } {
  if (!(error instanceof HanTuneError)) return publicError(error)
  const place = renderPlace(error.place)
  return { ...publicError(error), ...(place !== '' && { place }), fix: error.fix() }
}

/** What pino calls an error. */
const ERROR_LEVEL = 50

/** An error as a line of the log, for whoever has it when the service, and its log with it, has ended. */
export function errorLine(error: unknown): string {
  const { stack } = error instanceof HanTuneError ? {} : Object(error)
  const line = { level: ERROR_LEVEL, time: new Date().toISOString(), event: 'error', ...fullError(error) }
  return `${JSON.stringify({ ...line, stack, msg: 'error' })}\n`
}

/** What a client may know of an error. */
export function publicError(
  error: unknown,
  language: Language = currentLanguage(),
): { code: string; what: string } {
  if (error instanceof HanTuneError) return { code: error.code, what: error.what(language) }
  return { code: 'E_INTERNAL', what: error instanceof Error ? error.message : String(error) }
}
