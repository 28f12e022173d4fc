import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { quote } from '../base/quote.ts'
import { errorBody, type Refusal, refuse } from './errors.ts'
import { connectionOf } from './exchange.ts'
import type { RequestLog } from './request-log.ts'

const answered = new WeakSet<Socket>()

/** For a client to read the answer; one that goes on sending would never be silent enough to be cut. */
const LINGER_MS = 1000

/** Answers what is no HTTP, or came too slowly: the framework knows of no request. What comes after it is not read. */
export function answerBroken(error: Error & { code?: string }, socket: Socket, log: RequestLog): void {
  if (error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  // A parser that has failed fails again for all that comes after.
  if (answered.has(socket)) return
  answered.add(socket)
  deafen(socket)
  answerInOrder(refusalOf(error.code ?? error.name), socket, log)
}

/** Answers what asks for a tunnel: Node would close the connection without a word. */
export function answerTunnel(
  { url = '', method = '' }: IncomingMessage,
  socket: Socket,
  log: RequestLog,
): void {
  deafen(socket)
  socket.on('error', () => socket.destroy())
  const values = { path: quote(url), method, allowed: 'GET, POST' }
  answerInOrder(refuse('E_SERVE_METHOD', values, { headers: { allow: values.allowed } }), socket, log)
}

/**
 * Throws away what a connection goes on sending: a head that was too slow, and is whole in the end, would be one more
 * request. A listener of our own takes what comes from Node's parser.
 */
function deafen(socket: Socket): void {
  socket.removeAllListeners('data')
  socket.on('data', () => {})
}

function answerInOrder(refusal: Refusal, socket: Socket, log: RequestLog): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const { open, latest } = connectionOf(socket) ?? { open: [], latest: undefined }
  // The request that it is about, if it got as far as its body.
  const own = latest?.request.complete === false ? latest : undefined
  const before = [...open].find((exchange) => exchange !== own)
  if (before) {
    before.whenOver(() => answerInOrder(refusal, socket, log))
    return
  }
  // Whoever has an answer already, such as that a key is missing, gets no second one.
  if (own?.isOver || own?.answer.headersSent) {
    socket.destroy()
    return
  }
  socket.end(messageOf(refusal), () => {
    setTimeout(() => socket.destroy(), LINGER_MS).unref()
  })
  if (own) own.end(refusal)
  else log.broken(refusal.status, refusal.error.code)
}

function refusalOf(code: string): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW') return refuse('E_SERVE_HEADERS', {})
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return refuse('E_SERVE_SLOW', {})
  return refuse('E_SERVE_HTTP', { reason: code })
}

/** An answer as bytes of HTTP. */
function messageOf(refusal: Refusal): string {
  const body = JSON.stringify(errorBody(refusal, undefined))
  const head = [
    `HTTP/1.1 ${refusal.status} Error`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...Object.entries(refusal.facts.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
    'Connection: close',
  ]
  return `${head.join('\r\n')}\r\n\r\n${body}`
}
