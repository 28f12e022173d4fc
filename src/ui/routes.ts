import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import { acceptedLanguage } from '../base/accept-language.ts'
import { HanTuneError } from '../base/errors.ts'
import type { Language } from '../base/locale.ts'
import { quote } from '../base/quote.ts'
import { rowsAfter } from './cursor.ts'
import { documentOf } from './document.ts'
import { runAddress } from './error-pages.ts'
import { errorText } from './error-text.ts'
import { fail, statusOf } from './errors.ts'
import type { StartForm } from './form.ts'
import { checkRequest, newToken } from './guard.ts'
import { problemPage } from './problem-page.ts'
import type { FormAnswer, RunsAnswer, StartAnswer } from './protocol.ts'
import { parsedBy, parseJson } from './request-body.ts'
import type { RunDesk } from './run-desk.ts'

export interface UiOptions {
  /**
   * What there is to show of runs; left out, the page tries the models of the service that it is part of, by
   * `GET /models` and `POST /predict`.
   */
  readonly desk?: RunDesk
  /** The start form and what it starts; never in a service. */
  readonly form?: StartForm
  /** Host names under which the page may be had, beside this machine's own; `any` in a service that others use. */
  readonly hosts?: readonly string[] | 'any'
  /** Where a browser wishes for none that is spoken. */
  readonly language?: Language
}

/** Forms and texts are small. */
const BODY_LIMIT = 1_000_000
/** A try is about a text, not about a book. */
const LONGEST_TEXT = 100_000

const text = z.string().max(LONGEST_TEXT)
const tryBody = z.strictObject({ text, pair: text.exactOptional() })

const formBody = z.strictObject({ values: z.record(z.string().max(64), z.string().max(10_000)) })
const errorsQuery = z.strictObject({
  set: z.enum(['dev', 'test']).default('dev'),
  task: z.string().optional(),
  lang: z.enum(['zh', 'en']).optional(),
})
const after = z.strictObject({ after: z.string().max(64).optional() })

/**
 * The page at `/` and what it asks for under `/ui/api/`, with checks, parsers and errors of its own: a Fastify plugin.
 */
export async function uiRoutes(app: FastifyInstance, options: UiOptions): Promise<void> {
  const { desk, form, hosts = [] } = options
  const token = newToken()
  const languageOf = ({ headers }: FastifyRequest) =>
    acceptedLanguage(headers['accept-language'], options.language)
  // What stands around may read JSON otherwise.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT },
    async (_: FastifyRequest, body: Buffer) => parseJson(body),
  )
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS)
    // A service that others use is not reached by loopback names alone, and has its own keys.
    if (hosts !== 'any') checkRequest(request, token, hosts)
  })
  // What a service refuses or does not know is the service's to say.
  if (desk) {
    app.setErrorHandler((error, request, reply) => sendError(error, languageOf(request), reply))
    app.setNotFoundHandler((request, reply) => refusePath(request, languageOf(request), reply))
  }

  app.get('/', (request, reply) =>
    reply.type('text/html; charset=utf-8').send(
      documentOf({
        language: languageOf(request),
        token: desk ? token : '',
        mode: desk ? 'runs' : 'service',
        canStart: form !== undefined,
      }),
    ),
  )
  if (desk) runRoutes(app, desk, languageOf)
  if (desk && form) formRoutes(app, form, languageOf)
}

function runRoutes(
  app: FastifyInstance,
  desk: RunDesk,
  languageOf: (request: FastifyRequest) => Language,
): void {
  const nameOf = (request: FastifyRequest) => (request.params as { name: string }).name
  app.get('/ui/api/runs', (): RunsAnswer => desk.list())
  app.get('/ui/api/runs/:name', (request) =>
    rowsAfter(desk.look(nameOf(request)), parsedBy(after, request.query).after),
  )
  app.post('/ui/api/runs/:name/predict', (request) => {
    return desk.predict(nameOf(request), parsedBy(tryBody, request.body))
  })
  app.get('/ui/api/runs/:name/errors', async (request, reply) => {
    const { set, task, lang } = parsedBy(errorsQuery, request.query)
    const language = lang ?? languageOf(request)
    reply.type('text/html; charset=utf-8')
    try {
      return await desk.errorPage(nameOf(request), { set, task, language })
    } catch (error) {
      // People see it: it stands in a tab of its own.
      const name = nameOf(request)
      const run = { name, address: runAddress(name) }
      return reply.code(statusOf(error)).send(problemPage(error, language, run))
    }
  })
}

function formRoutes(
  app: FastifyInstance,
  form: StartForm,
  languageOf: (request: FastifyRequest) => Language,
): void {
  app.get('/ui/api/form', (): FormAnswer => form.describe())
  app.post('/ui/api/command', (request) =>
    form.command(parsedBy(formBody, request.body).values, languageOf(request)),
  )
  app.post('/ui/api/start', (request): StartAnswer => form.start(parsedBy(formBody, request.body).values))
  app.post('/ui/api/stop', () => {
    form.stop()
    return {}
  })
}

const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

function sendError(error: unknown, language: Language, reply: FastifyReply): FastifyReply {
  const { statusCode, code = '' } = error as { statusCode?: number; code?: string }
  // The framework's own: a body that is too large, another content type.
  const isFramework = !(error instanceof HanTuneError) && statusCode !== undefined && statusCode < 500
  const known = isFramework ? frameworkError(statusCode, code) : error
  return reply.code(isFramework ? statusCode : statusOf(known)).send({ error: errorText(known, language) })
}

const frameworkError = (status: number, reason: string): HanTuneError =>
  status === 413 ? fail('E_UI_LARGE', { limit: BODY_LIMIT }) : fail('E_UI_BODY', { reason })

/** Answers what is asked of no route. */
export function refusePath(
  { method, url }: Pick<FastifyRequest, 'method' | 'url'>,
  language: Language,
  reply: FastifyReply,
): FastifyReply {
  return sendError(fail('E_UI_PATH', { path: quote(`${method} ${url.split('?')[0]}`) }), language, reply)
}
