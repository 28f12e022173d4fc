import { dirname } from 'node:path'
import { isWithin } from '../base/files.ts'
import { defineTexts } from '../base/locale.ts'
import type { UiServer } from '../ui/index.ts'
import { extraBeside } from './resume-extras.ts'
import type { Context } from './run.ts'
import { commandLineOf } from './setting-line.ts'
import type { TrainOptions } from './train-job.ts'
import { failUsage } from './usage-errors.ts'

const say = defineTexts({
  open: { zh: '页面：{url}', en: 'page: {url}' },
  only: {
    zh: '在页面上填写并开始训练；按 Ctrl-C 结束。',
    en: 'fill in the form there to start a training; Ctrl-C ends.',
  },
  stays: {
    zh: '\n训练结束，页面仍在 {url}；按 Ctrl-C 关闭。',
    en: '\nThe training is over; the page stays at {url} until Ctrl-C.',
  },
})

/** Where runs lie unless `--out` says otherwise. */
const RUNS = 'runs'

/** How the page is to be served. */
export interface PageAsk {
  readonly port?: number
}

/**
 * The options about the page, and those about the training.
 *
 * @throws E_CLI_UI_PORT for a port without `--ui`, E_CLI_UI_ALONE for what the page does not show
 */
export function splitUiOptions({ ui, uiPort: port, ...asked }: TrainOptions): {
  readonly asked: TrainOptions
  readonly page: PageAsk | undefined
} {
  if (!ui && port !== undefined) throw failUsage('E_CLI_UI_PORT', {})
  const flag = asked.seeds !== undefined ? '--seeds' : asked.findLr ? '--find-lr' : undefined
  if (ui && flag !== undefined) throw failUsage('E_CLI_UI_ALONE', { flag })
  return { asked, page: ui ? { ...(port !== undefined && { port }) } : undefined }
}

/** Whether nothing is said of a training. */
export const isNothing = (data: readonly string[], asked: TrainOptions): boolean =>
  asked.resume === undefined && extraBeside(data, asked) === undefined

/** Starts the page. @param out the run folder of a training in this process @throws E_UI_LISTEN */
export async function openUi({ output }: Context, page: PageAsk, out?: string): Promise<UiServer> {
  // Loaded where it is wanted: every other command starts sooner.
  const [{ startUi }, { SETTINGS_FORM }] = await Promise.all([
    import('../ui/index.ts'),
    import('./ui-form.ts'),
  ])
  const server = await startUi({
    ...page,
    folder: out === undefined || isWithin(RUNS, out) ? RUNS : dirname(out),
    ...(out !== undefined && { out }),
    optionsOf: commandLineOf,
    settings: SETTINGS_FORM,
    program: { path: process.execPath, args: [process.argv[1]!] },
  })
  output.event({ event: 'ui', url: server.url })
  output.text(say('open', { url: server.url }))
  return server
}

/** The page with its start form, and no training in this process. */
export async function onlyUi(context: Context, page: PageAsk): Promise<void> {
  const server = await openUi(context, page)
  context.output.text(say('only', {}))
  await untilEnd(context, server)
}

/** Trains beside the page, which stays until Ctrl-C where the training was not interrupted. */
export async function besideUi(
  context: Context,
  page: PageAsk,
  out: string,
  train: (hear: UiServer['hear']) => Promise<boolean>,
): Promise<void> {
  const server = await openUi(context, page, out)
  try {
    const goesOn = await train((event) => server.hear(event))
    server.ended()
    if (!goesOn) return
    context.endsAtOnce()
    context.output.text(say('stays', { url: server.url }))
    await untilEnd(context, server)
  } finally {
    await server.close()
  }
}

async function untilEnd({ signal }: Context, server: UiServer): Promise<void> {
  if (!signal.aborted)
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  await server.close()
}
