import { connect } from 'node:net'
import { afterEach } from 'vitest'
import type { TaskInput } from '../tasks/index.ts'
import type { OpenAsk, ServedFacts } from './protocol.ts'
import type { OpenWorker } from './serve-worker.ts'
import { type Service, type ServiceEvent, type ServiceOptions, startService } from './service.ts'

export const FACTS: ServedFacts = {
  folder: 'runs/a/best',
  hash: 'ab12',
  version: '0.1.0',
  precision: 'fp32',
  tasks: [{ name: 'cls', kind: 'cls', labels: ['短', '长'], maxLength: 128 }],
}

export interface FakeModel {
  readonly facts?: Partial<ServedFacts>
  /** How long a batch takes. */
  readonly batchMs?: number
  /** Milliseconds for a text, beside. */
  readonly textMs?: number
  /** Throws, or lets go. */
  readonly onBatch?: (texts: readonly TaskInput[]) => void | Promise<void>
  readonly onOpen?: (ask: OpenAsk, signal: AbortSignal | undefined) => void | Promise<void>
}

/** A model that says how long a text is, and takes its time for it. */
export function fakeModel(change: FakeModel = {}) {
  const batches: (readonly string[])[] = []
  let opened = 0
  let closed = 0
  const open: OpenWorker = async (ask, signal) => {
    await change.onOpen?.(ask, signal)
    opened++
    return {
      facts: { ...FACTS, ...change.facts },
      async predict(texts) {
        batches.push(texts.map(({ text }) => text))
        const start = performance.now()
        await change.onBatch?.(texts)
        const ms = (change.batchMs ?? 0) + (change.textMs ?? 0) * texts.length
        if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms))
        const predictions = texts.map(({ text }) => ({
          text,
          label: text.length > 4 ? '长' : '短',
          score: 0.5,
        }))
        return { predictions, ms: performance.now() - start }
      },
      async close() {
        closed++
      },
    }
  }
  return { open, batches, opened: () => opened, closed: () => closed }
}

const running: Service[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.close()))
})

/** A service of a fake model on a free port, with what it told and logged. */
export async function fakeService(options: Partial<ServiceOptions> = {}, model = fakeModel()) {
  const events: ServiceEvent[] = []
  const lines: Record<string, unknown>[] = []
  const service = await startService({
    models: [{ name: 'a', run: 'runs/a' }],
    port: 0,
    reload: 0,
    open: model.open,
    log: { write: (line) => lines.push(JSON.parse(line)) },
    onEvent: (event) => events.push(event),
    ...options,
  })
  running.push(service)
  const send = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${service.url}/predict`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
    })
  return { service, events, lines, model, send }
}

/** What a server answers to raw bytes, until it closes. */
export function raw(
  port: number,
  parts: readonly (string | Uint8Array)[],
  { half = false, pauseMs = 0 } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    let answer = ''
    socket.on('data', (data) => {
      answer += data.toString('utf8')
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error)
    })
    socket.on('end', () => socket.end())
    socket.on('close', () => resolve(answer))
    socket.on('connect', async () => {
      for (const part of parts) {
        socket.write(part)
        if (pauseMs > 0) await new Promise((done) => setTimeout(done, pauseMs))
      }
      if (half) socket.end()
    })
  })
}

/** Waits until something holds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5))
}
