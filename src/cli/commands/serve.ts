import { existsSync } from 'node:fs'
import { defineErrors } from '../../base/errors.ts'
import { defineTexts } from '../../base/locale.ts'
import {
  DEFAULT_HOST,
  DEFAULT_LIMITS,
  DEFAULT_PORT,
  DEFAULT_RELOAD,
  errorLine,
  fullError,
  readKeys,
  type ServedRun,
  type Service,
  type ServiceEvent,
  startService,
} from '../../serve/index.ts'
import { modelNameOf } from '../../train/index.ts'
import { EXIT } from '../exit-codes.ts'
import type { Output } from '../output.ts'
import { Argument, type Command, newSubcommand } from '../program.ts'
import type { Context } from '../run.ts'
import { addServeOptions, batchingOf, limitsOf, type ServeOptions, within } from '../serve-options.ts'
import { settingsOf } from '../setting-options.ts'
import { unfinishedNote } from '../unfinished.ts'
import { failUsage } from '../usage-errors.ts'

const say = defineTexts({
  about: {
    zh: '把训练好的模型作为 HTTP 服务运行（REST、OpenAPI、Prometheus）',
    en: 'serve trained models over HTTP (REST, OpenAPI, Prometheus)',
  },
  runs: {
    zh: '训练的输出目录，或保存的模型目录；几个模型可写作 名称=目录',
    en: 'run folders, or folders of saved models; NAME=FOLDER gives a name',
  },
  loading: { zh: '正在载入模型；地址 {url}', en: 'loading; the address is {url}' },
  model: {
    zh: '  {name}：{tasks}，{precision}，{folder}（{hash}）',
    en: '  {name}: {tasks}, {precision}, {folder} ({hash})',
  },
  ready: {
    zh: '服务就绪：\n{models}\n接口文档：{url}/docs\n试一试：{curl}\n停止：Ctrl-C（先完成已接受的请求）',
    en: 'ready:\n{models}\ndocumentation: {url}/docs\ntry: {curl}\nstop: Ctrl-C (what was accepted is finished first)',
  },
  example: { zh: '我在北京工作', en: '我在北京工作' },
  draining: {
    zh: '不再接受新请求，正在完成已接受的；再按一次 Ctrl-C 立即停止',
    en: 'taking nothing new and finishing what was accepted; Ctrl-C again stops at once',
  },
  stopped: { zh: '已停止', en: 'stopped' },
  reloaded: { zh: '{model} 已换成新版本（{hash}）', en: '{model}: the new version is served ({hash})' },
  refused: {
    zh: '{model} 的新版本不可用，继续使用原来的：{error}',
    en: '{model}: the new version cannot be used, the one before goes on: {error}',
  },
  lexiconNote: { zh: '{model} 的词典：{text}', en: 'the lexicon of {model}: {text}' },
  open: {
    zh: '警告：{host} 可从其他机器访问，而且没有设置密钥。任何能连上的人都可以使用；请用 HANTUNE_API_KEYS 或 --api-key-file 设置',
    en: 'warning: {host} can be reached from other machines, and there are no keys: whoever reaches it may use it. Set keys by HANTUNE_API_KEYS or --api-key-file',
  },
})

const fail = defineErrors({
  E_SERVE_UNFINISHED: {
    zh: {
      what: '{count} 个已接受的请求在 {seconds} 秒内没有完成，没有得到回答',
      fix: '加大 --drain-timeout，并让管理服务的程序等得更久',
    },
    en: {
      what: '{count} accepted request(s) were not done within {seconds} s and got no answer',
      fix: 'give a longer --drain-timeout, and let whoever runs the service wait for longer',
    },
  },
})

/** `hantune serve RUN…` */
export function serveCommand({ output, signal, endsInOrder }: Context): Command {
  const command = newSubcommand('serve', say('about', {}), new Argument('<run...>', say('runs', {})))
  addServeOptions(command)
  return command.action(async (runs: readonly string[], options: ServeOptions) => {
    const { threads } = settingsOf(options as unknown as Readonly<Record<string, unknown>>)
    const models = modelsOf(runs, options.lexicon ?? [])
    const keys = readKeys(options.apiKeyFile)
    const order = endsInOrder(say('draining', {}), EXIT.ok)
    const ended = new AbortController()
    for (const own of [order, signal]) own.addEventListener('abort', () => ended.abort(), { once: true })
    const tell = teller(output, keys.length > 0)
    // From here on standard error is the log's.
    output.logError = (error) => process.stderr.write(errorLine(error))
    let hasBegun = false
    let cut = 0
    let service: Service | undefined
    try {
      service = await startService({
        models,
        host: options.host ?? DEFAULT_HOST,
        port: within('--port', options.port, 0, 65_535) ?? DEFAULT_PORT,
        workers: within('--workers', options.workers, 1, 64),
        threads: threads as number | undefined,
        reload: within('--reload', options.reload, 0, 86_400) ?? DEFAULT_RELOAD,
        limits: limitsOf(options),
        batching: batchingOf(options),
        keys,
        cors: options.cors ?? [],
        logTexts: options.logTexts === true,
        signal: ended.signal,
        onEvent: (event) => {
          hasBegun = true
          if (event.event === 'stopped') cut = event.cut
          tell(event)
        },
      })
      if (!ended.signal.aborted)
        await new Promise<void>((resolve) => {
          ended.signal.addEventListener('abort', () => resolve(), { once: true })
        })
      await untilDrained(service, signal)
    } catch (error) {
      // Then there is no log: the error is told as any command does.
      if (!hasBegun) output.logError = undefined
      // Asked to end while it was starting: then it has ended.
      if (!order.aborted || signal.aborted) throw error
    }
    if (cut > 0)
      throw fail('E_SERVE_UNFINISHED', { count: cut, seconds: options.drainTimeout ?? DEFAULT_LIMITS.drain })
  })
}

/** Finishes what was accepted, unless the signal comes. @throws the signal's reason */
async function untilDrained(service: Service, signal: AbortSignal): Promise<void> {
  const closed = new Promise<void>((_, reject) => {
    const close = () => {
      void service.close().finally(() => reject(signal.reason))
    }
    if (signal.aborted) close()
    else signal.addEventListener('abort', close, { once: true })
  })
  await Promise.race([service.drain(), closed])
}

/**
 * A folder or file, with the name of a model before it. A name that no model may have is one all the same, and refused
 * later, unless it is rather the beginning of a path.
 */
function namedModel(text: string): { readonly name: string | undefined; readonly file: string } {
  const at = text.indexOf('=')
  const [name, file] = [text.slice(0, at), text.slice(at + 1)]
  const isPath = at < 0 || file === '' || existsSync(text) || (/[\\/]/.test(name) && !existsSync(file))
  return isPath ? { name: undefined, file: text } : { name, file }
}

/** What is to be served, under which names. @throws E_CLI_VALUE, E_CLI_LEXICON_MODEL */
function modelsOf(runs: readonly string[], lexicons: readonly string[]): ServedRun[] {
  const models = runs.map((text) => {
    const { name, file: run } = namedModel(text)
    return { name: name ?? modelNameOf(run), run }
  })
  const byModel = new Map<string, string>()
  for (const text of lexicons) {
    const { name = models.length === 1 ? models[0]!.name : undefined, file } = namedModel(text)
    if (name === undefined || !models.some((model) => model.name === name) || byModel.has(name))
      throw failUsage('E_CLI_SERVE_LEXICON', {
        lexicon: text,
        names: models.map((own) => own.name).join(', '),
      })
    byModel.set(name, file)
  }
  return models.map((model) => ({ ...model, lexicon: byModel.get(model.name) }))
}

/** Tells what happens to the service. */
function teller(output: Output, hasKeys: boolean): (event: ServiceEvent) => void {
  let url = ''
  return (event) => {
    if (event.event === 'listening') url = event.url
    show(output, event, url, hasKeys)
  }
}

function show(output: Output, event: ServiceEvent, url: string, hasKeys: boolean): void {
  output.event('error' in event ? { ...event, error: fullError(event.error) } : event)
  // Events say it all.
  if (output.json) return
  switch (event.event) {
    case 'listening':
      output.text(say('loading', { url }))
      break
    case 'unprotected':
      output.text(say('open', { host: event.host }))
      break
    case 'unfinished':
      output.text(unfinishedNote(event.run, event.folder))
      break
    case 'ready': {
      const models = event.models.map(({ name, tasks, precision, folder, hash, lexicon }) => {
        const kinds = tasks.map((task) =>
          task.name === task.kind ? task.kind : `${task.name} (${task.kind})`,
        )
        return say('model', {
          name,
          tasks: kinds.join(', '),
          precision,
          folder,
          hash: shownVersion(hash, lexicon),
        })
      })
      output.text(say('ready', { models: models.join('\n'), url, curl: curlOf(url, event.models, hasKeys) }))
      break
    }
    case 'reloaded':
      output.text(say('reloaded', { model: event.model, hash: shownVersion(event.hash, event.lexicon) }))
      break
    case 'refused':
      output.text(say('refused', { model: event.model, error: messageOf(event.error) }))
      break
    case 'lexicon-note':
      output.text(say('lexiconNote', { model: event.model, text: event.text }))
      break
    case 'stopped':
      output.text(say('stopped', {}))
  }
}

const shownVersion = (hash: string, lexicon: string | undefined): string =>
  lexicon === undefined ? hash.slice(0, 12) : `${hash.slice(0, 12)} + ${lexicon}`

/** With the place and the fix, where it is one of ours. */
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** A request to try, fit for a POSIX shell. */
function curlOf(
  url: string,
  models: Extract<ServiceEvent, { event: 'ready' }>['models'],
  hasKeys: boolean,
): string {
  const [first] = models
  const text = say('example', {})
  const body = {
    text,
    ...(first!.tasks.some(({ kind }) => kind === 'pair') && { pair: text }),
    ...(models.length > 1 && { model: first!.name }),
  }
  const key = hasKeys ? ` -H 'x-api-key: KEY'` : ''
  return `curl ${url}/predict -H 'content-type: application/json'${key} -d '${JSON.stringify(body)}'`
}
