import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Refusal } from './errors.ts'

interface Connection {
  /** What is not over yet, in the order in which it came. */
  readonly open: Set<Exchange>
  latest: Exchange | undefined
}

const connections = new WeakMap<Socket, Connection>()

/** What is under way on a connection. @returns undefined where nothing was ever asked on it */
export const connectionOf = (socket: Socket): Readonly<Connection> | undefined => connections.get(socket)

/**
 * A request and its answer, until the answer is sent or its connection has closed. The answer's own event is not enough:
 * one that waits behind others on its connection never hears that the connection closed.
 */
export class Exchange {
  readonly request: IncomingMessage
  readonly answer: ServerResponse
  readonly #started = performance.now()
  readonly #callbacks = new Set<() => void>()
  readonly #connection: Connection
  #isOver = false
  #isSent = false
  #refusal: Refusal | undefined

  constructor(request: IncomingMessage, answer: ServerResponse) {
    this.request = request
    this.answer = answer
    this.#connection = connectionFor(request.socket)
    this.#connection.open.add(this)
    this.#connection.latest = this
    answer.once('finish', () => {
      this.#isSent = true
    })
    answer.once('close', () => this.end())
    if (request.socket.destroyed) this.end()
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** Whether the whole answer was handed to the system. */
  get isSent(): boolean {
    return this.#isSent
  }

  /** What was sent in place of the answer. */
  get refusal(): Refusal | undefined {
    return this.#refusal
  }

  /** Milliseconds since its head was read. */
  get elapsed(): number {
    return performance.now() - this.#started
  }

  /** Calls back once it is over; at once if it is. @returns what takes that back */
  whenOver(callback: () => void): () => void {
    if (this.#isOver) callback()
    else this.#callbacks.add(callback)
    return () => {
      this.#callbacks.delete(callback)
    }
  }

  /** Says that it is over. A second call does nothing. @param refusal what was sent in place of the answer */
  end(refusal?: Refusal): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#refusal = refusal
    this.#connection.open.delete(this)
    for (const callback of this.#callbacks) callback()
    this.#callbacks.clear()
  }
}

function connectionFor(socket: Socket): Connection {
  const known = connections.get(socket)
  if (known) return known
  const connection: Connection = { open: new Set(), latest: undefined }
  connections.set(socket, connection)
  // One listener a connection, however many requests come on it.
  socket.once('close', () => {
    for (const exchange of [...connection.open]) exchange.end()
  })
  return connection
}

/**
 * Closes the connections of a server on which nothing is under way. Node's own `closeIdleConnections` takes an answer for
 * sent as soon as it is written, and cuts what still waits for the client to read.
 */
export function idleCloser(server: Server): () => void {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return () => {
    for (const socket of sockets) {
      const { open } = connections.get(socket) ?? {}
      if (!open?.size && socket.writableLength === 0) socket.destroy()
    }
  }
}
