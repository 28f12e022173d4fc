import type { FastifyInstance, FastifyRequest } from 'fastify'
import { acceptedLanguage } from '../base/accept-language.ts'
import type { Language } from '../base/locale.ts'
import { nearestHint } from '../base/nearest.ts'
import { quote } from '../base/quote.ts'
import { VERSION } from '../base/version.ts'
import { uiRoutes } from '../ui/index.ts'
import type { Admission } from './admission.ts'
import { publicError, refuse } from './errors.ts'
import type { Keys } from './keys.ts'
import type { Limits } from './limits.ts'
import type { Metrics } from './metrics.ts'
import type { ModelHost } from './model-host.ts'
import { charactersIn } from './pace.ts'
import { checkPairs, readRequest } from './request.ts'
import { tenth } from './request-log.ts'
import type { ModelsAnswer } from './schemas.ts'

export interface RouteOptions {
  readonly hosts: readonly ModelHost[]
  readonly keys: Keys
  readonly admission: Admission
  readonly limits: Limits
  readonly metrics: Metrics
  readonly logTexts: boolean
  readonly state: () => 'starting' | 'ready' | 'draining'
}

/** What the service answers. */
export function addRoutes(app: FastifyInstance, options: RouteOptions): void {
  const { hosts, keys, metrics, state } = options
  const byKey = async (request: FastifyRequest) => {
    clientOf(request, keys)
  }

  app.get('/health', () => ({ status: 'ok', version: VERSION }))
  app.get('/ready', (_request, reply) => {
    const isReady = state() === 'ready' && hosts.every((host) => host.isReady)
    return reply
      .code(isReady ? 200 : 503)
      .send({ status: state() === 'ready' && !isReady ? 'starting' : state() })
  })
  app.get('/models', { onRequest: byKey }, ({ headers }): ModelsAnswer => {
    const language = acceptedLanguage(headers['accept-language'])
    return { version: VERSION, models: hosts.flatMap((host) => modelOf(host, language)) }
  })
  app.get('/metrics', { onRequest: byKey }, async (_request, reply) => {
    const { registry } = metrics
    return reply.type(registry.contentType).send(await registry.metrics())
  })
  // No prediction waits for the code of the documents.
  app.get('/openapi.json', async ({ headers }) => {
    const { openApi } = await import('./openapi.ts')
    return openApi(acceptedLanguage(headers['accept-language']))
  })
  app.get('/docs', async ({ headers }, reply) => {
    const { docsPage } = await import('./docs-page.ts')
    return reply.type('text/html; charset=utf-8').send(docsPage(acceptedLanguage(headers['accept-language'])))
  })
  app.register(uiRoutes, { hosts: 'any' })
  app.post('/predict', { onRequest: (request) => enter(request, options) }, (request) =>
    predict(request, options),
  )
}

/** The name of the client: its key, or its address. @throws Refusal 401 */
function clientOf({ headers, ip }: FastifyRequest, keys: Keys): string {
  if (!keys.areNeeded) return ip
  const apiKey = headers['x-api-key']
  const name = keys.nameOf(headers.authorization, typeof apiKey === 'string' ? apiKey : undefined)
  if (name !== undefined) return name
  throw refuse('E_SERVE_KEY', {}, { headers: { 'www-authenticate': 'Bearer' } })
}

/** Decides, before a body is read, whether a request is let in. @throws Refusal 401, 415, 429, 503 */
async function enter(request: FastifyRequest, options: RouteOptions): Promise<void> {
  const { keys, admission, state } = options
  const client = clientOf(request, keys)
  if (state() === 'draining')
    throw refuse('E_SERVE_DRAINING', {}, { retryAfter: 1, headers: { connection: 'close' } })
  if (state() === 'starting') throw refuse('E_SERVE_STARTING', {}, { retryAfter: 1 })
  const encoding = request.headers['content-encoding'] ?? ''
  if (!/^(identity)?$/i.test(encoding.trim())) throw refuse('E_SERVE_ENCODING', { encoding: quote(encoding) })
  request.exchange.whenOver(admission.enter(client))
}

async function predict(request: FastifyRequest, options: RouteOptions): Promise<object> {
  const { hosts, limits, metrics, logTexts } = options
  const { inputs, isSingle, model, scores } = readRequest(request.body, limits)
  const host = hostOf(hosts, model)
  request.facts.model = host.name
  checkPairs(inputs, host.name, host.facts?.tasks.map(({ kind }) => kind) ?? [])
  const characters = charactersIn(inputs)
  Object.assign(request.facts, { texts: inputs.length, characters })
  if (logTexts) request.facts.content = inputs

  const giveUp = new AbortController()
  const abandon = (reason: 'gone' | 'timeout', error: unknown) => {
    metrics.abandoned.inc({ reason })
    giveUp.abort(error)
  }
  const late = new Error('timeout')
  const timer = setTimeout(() => abandon('timeout', late), limits.timeout * 1000)
  const answered = request.exchange.whenOver(() => abandon('gone', refuse('E_SERVE_GONE', {})))
  try {
    const { predictions, facts, queueMs, computeMs } = await host.predict(inputs, scores, giveUp.signal)
    Object.assign(request.facts, { queueMs: tenth(queueMs), computeMs: tenth(computeMs) })
    metrics.texts.inc({ model: host.name }, inputs.length)
    metrics.characters.inc({ model: host.name }, characters)
    const { hash, lexicon } = facts
    const source = { model: host.name, hash, ...(lexicon !== undefined && { lexicon }), version: VERSION }
    return isSingle ? { ...source, ...predictions[0] } : { ...source, results: predictions }
  } catch (error) {
    // Only now, when its own texts wait no more.
    throw error === late ? host.timedOut(inputs) : error
  } finally {
    clearTimeout(timer)
    answered()
  }
}

/** @throws Refusal 400, 404 */
function hostOf(hosts: readonly ModelHost[], name: string | undefined): ModelHost {
  const names = hosts.map((host) => host.name)
  const known = names.join(', ')
  if (name === undefined) {
    if (hosts.length === 1) return hosts[0]!
    throw refuse('E_SERVE_MODEL_WHICH', { known, example: names[0]! }, { where: 'model' })
  }
  const host = hosts.find((own) => own.name === name)
  if (host) return host
  throw refuse(
    'E_SERVE_MODEL',
    { name: quote(name, 40), near: nearestHint(name, names), known },
    { where: 'model' },
  )
}

/** Nothing of a model that is not open yet. */
function modelOf(host: ModelHost, language: Language): ModelsAnswer['models'] {
  const { facts, refused } = host
  if (!facts) return []
  const { folder, hash, lexicon, precision, version, tasks, rules } = facts
  return [
    {
      name: host.name,
      ready: host.isReady,
      folder,
      hash,
      ...(lexicon !== undefined && { lexicon }),
      precision,
      trainedBy: version,
      tasks: tasks.map((task) => ({ ...task, labels: [...task.labels] })),
      ...(rules !== undefined && { rules }),
      waiting: host.waiting,
      loadedAt: host.loadedAt.toISOString(),
      ...(refused && { refused: { ...publicError(refused.error, language), at: refused.at.toISOString() } }),
    },
  ]
}
