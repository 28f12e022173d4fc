import { lookup } from 'node:dns/promises'
import { createServer, type Server, type Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { isSystemError } from '../base/files.ts'

/** Connections that may wait to be taken: a burst must be refused in words, not cut. The system may allow fewer. */
const BACKLOG = 4096

/** What a system says of an address that it does not have, such as `::1` where IPv6 is off. */
const NOT_HERE: readonly (string | undefined)[] = ['EADDRNOTAVAIL', 'EAFNOSUPPORT']

/**
 * Where a service listens: at every address of its host that this machine has. `localhost` is two on many, and clients
 * take either. The framework would put a bare server at the second, without what was set for the first; here all
 * connections are those of the one server, with its handlers, its limits and its end.
 */
export class Listening {
  readonly #app: FastifyInstance
  /** They only take connections, and hand them over. */
  readonly #further: Server[] = []

  constructor(app: FastifyInstance) {
    this.#app = app
  }

  /** @throws the system's error where it listens nowhere, or where the port is taken at one of the addresses */
  async open(host: string, port: number): Promise<{ addresses: readonly string[]; port: number }> {
    const others = await this.#openFirst(await addressesOf(host), port)
    const { server } = this.#app
    const { address, port: taken } = boundTo(server)
    const addresses = [address]
    for (const other of others) {
      const door = await this.#openDoor(other, taken)
      if (door) addresses.push(boundTo(door).address)
    }
    return { addresses, port: taken }
  }

  /** Takes no more connections, and waits for those that came this way. The server's own are its own business. */
  async close(): Promise<void> {
    await Promise.all(this.#further.map((door) => new Promise<void>((done) => door.close(() => done()))))
  }

  /** Takes the first address that is here. @returns those behind it */
  async #openFirst([host, ...others]: readonly string[], port: number): Promise<readonly string[]> {
    try {
      await this.#app.listen({ host: host!, port, backlog: BACKLOG })
      return others
    } catch (error) {
      if (!isNotHere(error) || others.length === 0) throw error
      return this.#openFirst(others, port)
    }
  }

  /** @returns undefined where the address is not here */
  async #openDoor(host: string, port: number): Promise<Server | undefined> {
    const { server } = this.#app
    const door = createServer({ allowHalfOpen: true, noDelay: true }, (socket: Socket) =>
      server.emit('connection', socket),
    )
    door.maxConnections = server.maxConnections
    try {
      await new Promise<void>((resolve, reject) => {
        door.once('error', reject)
        door.listen({ host, port, backlog: BACKLOG }, resolve)
      })
    } catch (error) {
      if (isNotHere(error)) return undefined
      throw error
    }
    this.#further.push(door)
    return door
  }
}

/** Each once: a table of hosts may name one twice. Nothing is no host, though Node takes it for every address. */
async function addressesOf(host: string): Promise<readonly string[]> {
  if (host === '') throw Object.assign(new Error('ENOTFOUND'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' })
  const found = await lookup(host, { all: true })
  return [...new Set(found.map(({ address }) => address))]
}

const boundTo = (server: Server) => server.address() as { readonly address: string; readonly port: number }

const isNotHere = (error: unknown): boolean => isSystemError(error) && NOT_HERE.includes(error.code)

/** Whether an address that something listens at is this machine's alone. */
export const isLoopback = (address: string): boolean => /^(::1|(::ffff:)?127\.[\d.]+)$/i.test(address)
