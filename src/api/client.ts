import type { ResourceLimits } from 'node:worker_threads'
import { WorkerClient as Client, compiledUrl, type RequestOptions as Options } from '../base/worker-client.ts'
import type { Answer, Ask, RequestName, Requests, WorkerEvent } from './protocol.ts'

const WORKER = compiledUrl(import.meta.url, 'api/worker.js')

/** How a long request is heard and ended. */
export interface LongRequestOptions<Event> {
  readonly onEvent?: (event: Event) => void
  readonly signal?: AbortSignal | undefined
  readonly interrupt?: AbortSignal | undefined
}

/**
 * Asks a thread of its own for long work, which `interrupt` ends in order and `signal` at once. The request's events are
 * all of the kind that `onEvent` takes.
 */
export async function requestAlone<N extends RequestName, Event extends WorkerEvent>(
  name: N,
  ask: Ask<N>,
  { onEvent = () => {}, signal, interrupt }: LongRequestOptions<Event>,
): Promise<Answer<N>> {
  const worker = new WorkerClient()
  const stop = () => worker.interrupt()
  interrupt?.addEventListener('abort', stop, { once: true })
  try {
    if (interrupt?.aborted) stop()
    return await worker.request(name, ask, { onEvent: (event) => onEvent(event as Event), signal })
  } finally {
    interrupt?.removeEventListener('abort', stop)
    await worker.close()
  }
}

export type RequestOptions = Options<WorkerEvent>

/** The library's worker thread and what was asked of it, see `base/worker-client.ts`. */
export class WorkerClient extends Client<Requests, WorkerEvent> {
  /** @param limits of the thread's memory; left out, Node's own */
  constructor(url: URL = WORKER, limits: ResourceLimits = {}) {
    super(url, limits)
  }
}
