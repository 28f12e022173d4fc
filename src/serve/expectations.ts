import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { quote } from '../base/quote.ts'
import { refuse } from './errors.ts'
import type { Limits } from './limits.ts'

/**
 * Requests with `Expect`. Node by itself asks for every body before anyone has looked at the request, and refuses other
 * expectations without a word. Here a body is asked for once the request was let in and its length may be.
 */
export function answerExpectations(app: FastifyInstance, limits: Limits): void {
  const waiting = new WeakSet<IncomingMessage>()
  const pass = (request: IncomingMessage, answer: ServerResponse) =>
    app.server.emit('request', request, answer)
  app.server.on('checkContinue', (request: IncomingMessage, answer: ServerResponse) => {
    waiting.add(request)
    pass(request, answer)
  })
  app.server.on('checkExpectation', pass)
  app.addHook('onRequest', async ({ raw }) => {
    const { expect } = raw.headers
    if (expect !== undefined && !waiting.has(raw))
      throw refuse('E_SERVE_EXPECT', { expect: quote(expect, 40) })
  })
  // Behind the check of keys, which is of the routes.
  app.addHook('preParsing', async ({ raw, headers }, reply) => {
    const length = Number(headers['content-length'] ?? 0)
    if (waiting.has(raw) && length <= limits.body) reply.raw.writeContinue()
  })
}
