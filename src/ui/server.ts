import fastify from 'fastify'
import { acceptedLanguage } from '../base/accept-language.ts'
import { isSystemError } from '../base/files.ts'
import type { Language } from '../base/locale.ts'
import { fail } from './errors.ts'
import { type SettingsForm, StartForm } from './form.ts'
import { LiveRun } from './live.ts'
import { refusePath, uiRoutes } from './routes.ts'
import { RunDesk } from './run-desk.ts'
import type { OptionsOf } from './run-rows.ts'
import { ChildTraining, type Program } from './training.ts'

export const DEFAULT_UI_PORT = 7861
/** This machine alone: the page starts programs. */
const HOST = '127.0.0.1'

export interface UiServerOptions {
  /** The folder of all runs. */
  readonly folder: string
  /** 0 takes one that is free. */
  readonly port?: number
  readonly optionsOf: OptionsOf
  readonly settings: SettingsForm
  /** How `hantune` is started. */
  readonly program: Program
  /** The run folder of a training in this process, which `hear` is told of. */
  readonly out?: string
  readonly language?: Language
}

/** The page of runs at work. */
export interface UiServer {
  readonly url: string
  /** Shows an event of the training in this process. */
  hear(event: { readonly event?: unknown }): void
  /** The training in this process has ended. */
  ended(): void
  /** Ends the page; a training that it started is ended in order first. */
  close(): Promise<void>
}

/** Serves the page at 127.0.0.1. @throws E_UI_LISTEN */
export async function startUi(options: UiServerOptions): Promise<UiServer> {
  const { folder, optionsOf, port = DEFAULT_UI_PORT, out, language } = options
  const own = out === undefined ? undefined : new LiveRun(out, optionsOf)
  const training = new ChildTraining(options.program, optionsOf)
  const desk = new RunDesk({ folder, optionsOf, lives: () => [...(own ? [own] : []), ...training.runs] })
  const form = new StartForm(options.settings, folder, training, () => own !== undefined && !own.isOver)
  const app = fastify({
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 500 },
    // A path that cannot be decoded comes to no route.
    frameworkErrors: (_, request, reply) => {
      void refusePath(request, acceptedLanguage(request.headers['accept-language'], language), reply)
    },
  })
  await app.register(uiRoutes, { desk, form, ...(language !== undefined && { language }) })
  try {
    await app.listen({ host: HOST, port })
  } catch (error) {
    await app.close()
    if (!isSystemError(error)) throw error
    throw fail('E_UI_LISTEN', { host: HOST, port, reason: error.message }, {}, error)
  }
  const { port: taken } = app.server.address() as { port: number }
  return {
    url: `http://${HOST}:${taken}`,
    hear: (event) => own?.hear(event),
    ended: () => own?.ended(),
    async close() {
      await training.close()
      await app.close()
      await desk.close()
    },
  }
}
