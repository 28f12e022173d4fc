import { type ResourceLimits, Worker } from 'node:worker_threads'
import { defineErrors } from './errors.ts'
import { refuseTelemetry } from './telemetry.ts'
import {
  type AnswerIn,
  type AskIn,
  CLOSE,
  INTERRUPT,
  type NameIn,
  type RequestTable,
  unpackError,
  type WorkerReply,
} from './worker-protocol.ts'

const fail = defineErrors({
  E_WORKER_DIED: {
    zh: {
      what: '工作线程意外退出：{reason}',
      fix: '如果是内存不足，请给它更多内存，或减小每批的大小或文本的长度；否则请附上这条消息反馈给我们',
    },
    en: {
      what: 'the worker thread died: {reason}',
      fix: 'if it ran out of memory, give it more, or smaller batches or shorter texts; else report this message',
    },
  },
  E_WORKER_CLOSED: {
    zh: { what: '模型已经关闭', fix: '在调用 close() 之前完成所有预测，或重新载入模型' },
    en: { what: 'the model is closed', fix: 'finish all work before close(), or load the model again' },
  },
})

/**
 * Where the compiled form of a worker is. Run from its sources (tests), the library still needs it: Node cannot load
 * TypeScript in a thread.
 *
 * @param from the `import.meta.url` of a file one folder below `src` or `dist`
 * @param path of the worker below `dist`
 */
export function compiledUrl(from: string, path: string): URL {
  return new URL(from.endsWith('.ts') ? `../../dist/${path}` : `../${path}`, from)
}

interface Pending<Event> {
  resolve(answer: unknown): void
  reject(error: unknown): void
  onEvent(event: Event): void
}

export interface RequestOptions<Event> {
  readonly onEvent?: (event: Event) => void
  /** Ends the worker, and with it everything else that was asked of it. */
  readonly signal?: AbortSignal | undefined
}

/**
 * A worker thread and what was asked of it. Requests are worked off in their order, unless the thread says
 * otherwise. It keeps the process alive only while something is asked of it.
 */
export class WorkerClient<R extends RequestTable<R>, Event = never> {
  readonly #worker: Worker
  readonly #pending = new Map<number, Pending<Event>>()
  readonly #exit: Promise<void>
  #next = 1
  /** Why nothing more can be asked. */
  #ended: unknown

  /**
   * @param url a compiled module that calls `answerRequests`
   * @param limits of the thread's memory; left out, Node's own
   */
  constructor(url: URL, limits: ResourceLimits = {}) {
    refuseTelemetry()
    this.#worker = new Worker(url, { execArgv: [], resourceLimits: limits })
    this.#worker.on('message', (message: WorkerReply<Event>) => this.#take(message))
    this.#worker.on('error', (error) =>
      this.#end(fail('E_WORKER_DIED', { reason: error.message }, {}, error)),
    )
    this.#exit = new Promise((resolve) => {
      this.#worker.on('exit', (code) => {
        this.#end(fail('E_WORKER_DIED', { reason: `exit code ${code}` }))
        resolve()
      })
    })
    this.#worker.unref()
  }

  /**
   * Asks for something. `onEvent` hears the request's events in order; what it throws ends the worker.
   *
   * @throws what the worker threw; E_WORKER_DIED; E_WORKER_CLOSED; the signal's reason
   */
  async request<N extends NameIn<R>>(
    name: N,
    ask: AskIn<R, N>,
    options: RequestOptions<Event> = {},
  ): Promise<AnswerIn<R, N>> {
    const { onEvent = () => {}, signal } = options
    signal?.throwIfAborted()
    if (this.#ended !== undefined) throw this.#ended
    const stop = () => this.#stop(signal!.reason)
    signal?.addEventListener('abort', stop, { once: true })
    try {
      return await new Promise<AnswerIn<R, N>>((resolve, reject) => {
        const id = this.#next++
        this.#worker.postMessage({ id, name, ask })
        this.#pending.set(id, { resolve: resolve as (answer: unknown) => void, reject, onEvent })
        this.#worker.ref()
      })
    } finally {
      signal?.removeEventListener('abort', stop)
    }
  }

  /** Asks long work that runs to end in order: its request is then answered. */
  interrupt(): void {
    if (this.#ended === undefined) this.#worker.postMessage(INTERRUPT)
  }

  /** Ends the thread; what is still asked of it fails with E_WORKER_CLOSED. A second call does nothing. */
  async close(): Promise<void> {
    await this.#stop(fail('E_WORKER_CLOSED', {}))
  }

  #take(message: WorkerReply<Event>): void {
    const pending = this.#pending.get(message.id)
    if (!pending) return
    if (message.kind === 'event') {
      try {
        pending.onEvent(message.event)
      } catch (error) {
        void this.#stop(error)
      }
      return
    }
    this.#pending.delete(message.id)
    if (this.#pending.size === 0) this.#worker.unref()
    if (message.kind === 'answer') pending.resolve(message.answer)
    else pending.reject(unpackError(message.error))
  }

  /** Asks the thread to end: `terminate` in the middle of an ONNX Runtime call takes the process down with it. */
  async #stop(reason: unknown): Promise<void> {
    this.#end(reason)
    this.#worker.ref()
    this.#worker.postMessage(CLOSE)
    await this.#exit
  }

  #end(reason: unknown): void {
    this.#ended ??= reason
    for (const { reject } of this.#pending.values()) reject(this.#ended)
    this.#pending.clear()
  }
}
