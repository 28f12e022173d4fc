import { parentPort } from 'node:worker_threads'
import {
  type AnswerIn,
  type AskIn,
  CLOSE,
  INTERRUPT,
  type NameIn,
  packError,
  type RequestTable,
  type WorkerReply,
  type WorkerRequest,
} from './worker-protocol.ts'

export type Tell<Event> = (event: Event) => void

/** What a thread does for each request. */
export type WorkerHandlers<R extends RequestTable<R>, Event> = {
  [N in NameIn<R>]: (ask: AskIn<R, N>, tell: Tell<Event>) => Promise<AnswerIn<R, N>>
}

export interface AnswerOptions {
  /** Hears that long work is to end in order. */
  readonly onInterrupt?: () => void
  /** Whether a request is begun while an earlier one is under way: handlers then take care of each other. */
  readonly isAbreast?: boolean
}

/** Answers in a worker thread what a `WorkerClient` asks for. */
export function answerRequests<R extends RequestTable<R>, Event>(
  handlers: WorkerHandlers<R, Event>,
  { onInterrupt = () => {}, isAbreast = false }: AnswerOptions = {},
): void {
  const port = parentPort!
  const reply = (message: WorkerReply<Event>) => port.postMessage(message)
  const handle = async ({ id, name, ask }: WorkerRequest<R>): Promise<void> => {
    const tell: Tell<Event> = (event) => reply({ id, kind: 'event', event })
    try {
      // The name chooses handler and request together; the types cannot follow that.
      const answer = await handlers[name](ask as AskIn<R, NameIn<R>>, tell)
      reply({ id, kind: 'answer', answer })
    } catch (error) {
      reply({ id, kind: 'error', error: packError(error) })
    }
  }
  // One request after the other, where they share the model's buffers.
  let last = Promise.resolve()
  port.on('message', (request: WorkerRequest<R> | typeof CLOSE | typeof INTERRUPT) => {
    // Messages come in between two graph runs, and files are written in one go: nothing is cut in half.
    if (request === CLOSE) process.exit(0)
    if (request === INTERRUPT) {
      onInterrupt()
      return
    }
    if (isAbreast) void handle(request)
    else last = last.then(() => handle(request))
  })
}
