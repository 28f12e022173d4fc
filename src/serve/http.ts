import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import cors from '@fastify/cors'
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import type { Logger } from 'pino'
import { acceptedLanguage } from '../base/accept-language.ts'
import { nearestHint } from '../base/nearest.ts'
import { quote } from '../base/quote.ts'
import { answerBroken, answerTunnel } from './broken.ts'
import { errorBody, type Refusal, refusalOf, refuse } from './errors.ts'
import { connectionOf, idleCloser } from './exchange.ts'
import { answerExpectations } from './expectations.ts'
import type { Limits } from './limits.ts'
import { parseBody } from './request.ts'
import type { RequestLog } from './request-log.ts'

export interface HttpOptions {
  readonly limits: Limits
  readonly logger: Logger
  readonly log: RequestLog
  /** Origins whose pages may call; none: CORS is off. */
  readonly cors: readonly string[]
  /** Whether the service is stopping: then answers are the last of their connections. */
  readonly isDraining: () => boolean
}

const REQUEST_ID = /^[\w.:-]{1,64}$/
/** Between two looks at connections that are too slow, in milliseconds. */
const CHECK_INTERVAL = 1000

/** Beyond, connections are cut without an answer: the last resort. Far more than requests, which are refused in words. */
const MOST_CONNECTIONS = 10_000

/** An HTTP server without routes: limits of time and size, errors of one shape, a line in the log for each answer. */
export async function newHttp({
  limits,
  logger,
  log,
  cors: origins,
  isDraining,
}: HttpOptions): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: limits.body,
    requestTimeout: limits.receive * 1000,
    // Longer than any answer takes: whoever is silent for so long has gone.
    connectionTimeout: (limits.receive + limits.timeout + 5) * 1000,
    forceCloseConnections: 'idle',
    // While the service stops it says so itself.
    return503OnClosing: false,
    genReqId: ({ headers }) => {
      const given = headers['x-request-id']
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID()
    },
    http: {
      headersTimeout: limits.receive * 1000,
      connectionsCheckingInterval: CHECK_INTERVAL,
      // Node would answer itself, without a word and without a line in the log.
      requireHostHeader: false,
    },
    clientErrorHandler: (error, socket) => answerBroken(error, socket, log),
    frameworkErrors: (error, request, reply) => {
      log.follow(request, reply)
      void sendRefusal(fromFastify(error, request, limits), request, reply)
    },
    routerOptions: { ignoreTrailingSlash: true },
  })
  // A half-closed connection counts as closed (Node's way): from here it looks like that of a client that has gone, and
  // under load it matters more not to work for those.
  app.server.maxConnections = MOST_CONNECTIONS
  app.server.closeIdleConnections = idleCloser(app.server)
  app.server.on('connect', (request: IncomingMessage, socket: Socket) => answerTunnel(request, socket, log))

  app.decorateRequest('facts')
  app.decorateRequest('exchange')
  app.addHook('onRequest', async (request, reply) => {
    log.follow(request, reply)
    reply.headers({
      'x-request-id': request.id,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
  })
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const refusal = fromFastify(error, request, limits)
    if (refusal.status >= 500 && refusal.error.code === 'E_SERVE_FAILED')
      logger.error({ request: request.id, err: refusal.cause }, 'failed')
    return sendRefusal(refusal, request, reply)
  })

  answerExpectations(app, limits)
  if (origins.length > 0) {
    // What asks for no permission is answered as it is where nobody may be given one.
    app.addHook('onRequest', async (request) => {
      const { method, headers } = request
      const isPreflight =
        headers.origin !== undefined && headers['access-control-request-method'] !== undefined
      if (method === 'OPTIONS' && !isPreflight) throw unknownRoute(app, request)
    })
    await app.register(cors, {
      origin: origins.includes('*') ? '*' : [...origins],
      methods: ['GET', 'POST'],
      allowedHeaders: ['content-type', 'authorization', 'x-api-key', 'x-request-id', 'accept-language'],
      exposedHeaders: ['retry-after', 'x-request-id'],
      maxAge: 600,
    })
  }

  // Before the body: what is for nobody is not read.
  app.addHook('onRequest', async (request) => {
    const reason = hostFault(request.raw)
    if (reason !== undefined) throw refuse('E_SERVE_HTTP', { reason }, { headers: { connection: 'close' } })
    if (request.is404) throw unknownRoute(app, request)
  })

  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (_: FastifyRequest, body: Buffer) => body,
  )
  // Not by the parser: the framework closes the connection of a body that it could not parse, and what came behind that
  // would be lost, though the body was read to its end.
  app.addHook('preValidation', async (request) => {
    if (!Buffer.isBuffer(request.body)) return
    requireCharset(request)
    request.body = parseBody(request.body)
  })

  app.addHook('onSend', async ({ raw, exchange }, reply) => {
    const { open, latest } = connectionOf(raw.socket) ?? {}
    // A client that does not read its answer must not keep its place. Another answer of its connection may take longer.
    if (!open || open.size <= 1) raw.socket.setTimeout(limits.receive * 1000)
    // Those behind it on its connection would be lost.
    if (isDraining() && latest === exchange) reply.header('connection', 'close')
  })
  return app
}

export function sendRefusal(refusal: Refusal, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { retryAfter, headers = {} } = refusal.facts
  request.facts.code = refusal.error.code
  // What is not read of a large body would have to be thrown away byte by byte.
  const isUnread = !request.raw.complete && !request.raw.readableEnded
  if (isUnread && Number(request.headers['content-length'] ?? Infinity) > 65_536)
    reply.header('connection', 'close')
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter))
  return reply
    .code(refusal.status)
    .headers(headers)
    .send(errorBody(refusal, request.headers['accept-language']))
}

/** What is wrong with the `Host` of a request (RFC 9112, 3.2): of two, a proxy may have read the other one. */
function hostFault({ httpVersion, headersDistinct }: IncomingMessage): string | undefined {
  const count = headersDistinct.host?.length ?? 0
  if (count > 1) return `${count} × Host`
  return count === 0 && httpVersion === '1.1' ? 'no Host' : undefined
}

/** @throws Refusal 415 */
function requireCharset(request: FastifyRequest): void {
  const type = request.headers['content-type'] ?? ''
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(type)?.[1]
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) throw refuse('E_SERVE_TYPE', { type: quote(type) })
}

/** What the framework found wrong, in our words. */
function fromFastify(error: FastifyError, request: FastifyRequest, limits: Limits): Refusal {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return refuse('E_SERVE_BODY', { limit: limits.body }, { headers: { connection: 'close' } })
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return refuse('E_SERVE_TYPE', { type: quote(request.headers['content-type'] ?? '') })
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_ASYNC_CONSTRAINT':
      return refuse('E_SERVE_HTTP', { reason: error.message }, {}, error)
    case 'ECONNRESET':
      return refuse('E_SERVE_HTTP', { reason: 'ECONNRESET' }, {}, error)
    default:
      return refusalOf(error, request.id, acceptedLanguage(request.headers['accept-language']))
  }
}

const METHODS = ['GET', 'POST'] as const
const PATHS = ['/predict', '/models', '/health', '/ready', '/metrics', '/openapi.json', '/docs']

function unknownRoute(app: FastifyInstance, { method, url }: FastifyRequest): Refusal {
  const path = url.split('?')[0]!
  const allowed = METHODS.filter((own) => app.hasRoute({ method: own, url: path.replace(/(?<=.)\/$/, '') }))
  if (allowed.length > 0) {
    const values = { path: quote(path), method, allowed: allowed.join(', ') }
    return refuse('E_SERVE_METHOD', values, { headers: { allow: allowed.join(', ') } })
  }
  const values = { path: quote(path), near: nearestHint(path, PATHS), known: PATHS.join(', ') }
  return refuse('E_SERVE_PATH', values)
}
