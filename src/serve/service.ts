import type { DestinationStream } from 'pino'
import { defineErrors } from '../base/errors.ts'
import { quote } from '../base/quote.ts'
import type { Batching, Limits } from './limits.ts'
import type { ModelEvent } from './model-host.ts'
import { checkOrigins } from './origins.ts'
import type { ServedFacts, ServedRun } from './protocol.ts'
import { type OpenWorker, prepareWorker } from './serve-worker.ts'

const fail = defineErrors({
  E_SERVE_NAME: {
    zh: { what: '模型名 {name} 不可用', fix: '用字母、数字、点、横线和下划线：写作 名称=目录' },
    en: {
      what: '{name} cannot name a model',
      fix: 'use letters, digits, dots, dashes and underscores: write NAME=FOLDER',
    },
  },
  E_SERVE_NAME_TWICE: {
    zh: { what: '两个模型都叫 {name}', fix: '用 名称=目录 给它们不同的名称' },
    en: { what: 'two models are named {name}', fix: 'give them names of their own: NAME=FOLDER' },
  },
})

/** What happens while a service runs. */
export type ServiceEvent =
  | {
      readonly event: 'listening'
      readonly url: string
      readonly host: string
      readonly port: number
      /** Those of the host that this machine has. */
      readonly addresses: readonly string[]
    }
  /** Other machines reach it, and no key is asked for. */
  | { readonly event: 'unprotected'; readonly host: string }
  /** The run was never scored: its last state is served. */
  | {
      readonly event: 'unfinished'
      readonly model: string
      readonly run: string
      readonly folder: string
    }
  | { readonly event: 'ready'; readonly models: readonly (ServedFacts & { readonly name: string })[] }
  | { readonly event: 'draining'; readonly underWay: number }
  /** `cut`: requests that were not done in time and got no answer. */
  | { readonly event: 'stopped'; readonly cut: number }
  | ModelEvent

export interface ServiceOptions {
  readonly models: readonly ServedRun[]
  /** An address, or a name, which stands for all its addresses; 127.0.0.1 where left out: this machine alone. */
  readonly host?: string
  /** 7860 where left out; 0 takes one that is free. */
  readonly port?: number
  /** Threads that predict, a model: each holds the model's weights. */
  readonly workers?: number | undefined
  /** Threads of ONNX Runtime of each worker; left out: the processors are shared out. */
  readonly threads?: number | undefined
  readonly limits?: Partial<Limits>
  readonly batching?: Partial<Batching>
  /** Keys that clients must show one of; none: everybody is let in. */
  readonly keys?: readonly string[]
  /** Origins whose pages may call, such as `https://my.page`, or `*`; none: CORS is off. */
  readonly cors?: readonly string[]
  /** Seconds between two looks at the files; 0: they are not followed. */
  readonly reload?: number
  readonly logTexts?: boolean
  /** Where the log goes; standard error where left out. */
  readonly log?: DestinationStream
  readonly onEvent?: (event: ServiceEvent) => void
  /** Ends the start. */
  readonly signal?: AbortSignal
  /** How a worker is opened. */
  readonly open?: OpenWorker
}

/** Models behind HTTP. */
export interface Service {
  /** Without a slash at the end. */
  readonly url: string
  readonly port: number
  /** Takes nothing new, finishes what was accepted and ends. */
  drain(): Promise<void>
  /** Ends at once. */
  close(): Promise<void>
}

const NAME = /^[\p{L}\p{N}._-]{1,64}$/u

/**
 * Starts a service of saved models. It listens at once and is ready when it resolves.
 *
 * @throws E_SERVE_LISTEN, E_SERVE_NAME, E_SERVE_NAME_TWICE, E_SERVE_ORIGIN, E_SERVE_KEY_FORM, and what opening a model throws; the signal's reason
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  checkNames(options.models)
  checkOrigins(options.cors ?? [])
  if (!options.open) prepareWorker()
  // HTTP, metrics and log are loaded by whoever starts a service, not by everyone who imports the library.
  const { Running } = await import('./running.ts')
  const running = new Running(options)
  try {
    await running.start()
  } catch (error) {
    await running.close()
    throw error
  }
  return running
}

/** @throws E_SERVE_NAME, E_SERVE_NAME_TWICE */
function checkNames(models: readonly ServedRun[]): void {
  const seen = new Set<string>()
  for (const { name } of models) {
    if (!NAME.test(name)) throw fail('E_SERVE_NAME', { name: quote(name) })
    if (seen.has(name)) throw fail('E_SERVE_NAME_TWICE', { name: quote(name) })
    seen.add(name)
  }
}
