import { defineTexts } from '../base/locale.ts'
import { quote } from '../base/quote.ts'
import {
  type Batching,
  DEFAULT_BATCHING,
  DEFAULT_HOST,
  DEFAULT_LIMITS,
  DEFAULT_PORT,
  type Limits,
} from '../serve/index.ts'
import { type Command, collect, Option } from './program.ts'
import { FLAGS } from './setting-flags.ts'
import { readerOf } from './setting-values.ts'
import { failUsage } from './usage-errors.ts'

const say = defineTexts({
  port: { zh: '端口（默认 {n}；0 由系统选）', en: 'port (default {n}; 0 takes a free one)' },
  host: {
    zh: '监听的地址或名称（默认 {n}，只限本机）',
    en: 'address or name to listen at (default {n}, this machine alone)',
  },
  lexicon: {
    zh: '词典或规则文件，强制认作或不认作实体；几个模型时写作 名称=文件',
    en: 'a file of words or rules that override what a model finds; NAME=FILE with several models',
  },
  workers: {
    zh: '每个模型的工作线程，各占一份权重的内存（默认 1）',
    en: 'worker threads a model, each with the weights in memory (default 1)',
  },
  maxDelay: {
    zh: '文本为凑成一批最多等几毫秒（默认 {n}）',
    en: 'milliseconds that a text may wait for others to make a batch (default {n})',
  },
  batchTokens: {
    zh: '一批大约多少字（默认 {n}）',
    en: 'about how many characters make a batch (default {n})',
  },
  maxBody: {
    zh: '请求体最多多少字节，可写 512kb、1mb（默认 1mb）',
    en: 'the most bytes of a body, as in 512kb or 1mb (default 1mb)',
  },
  maxTexts: { zh: '一个请求最多几条文本（默认 {n}）', en: 'the most texts of a request (default {n})' },
  maxLength: {
    zh: '一条文本最多多少字，句对两段合计（默认 {n}）',
    en: 'the most characters of a text, or of both texts of a pair (default {n})',
  },
  maxConcurrency: { zh: '最多同时处理几个请求（默认 {n}）', en: 'the most requests under way (default {n})' },
  maxPerClient: {
    zh: '其中每个密钥或地址最多几个（默认 {n}）',
    en: 'the most of these from one key or address (default {n})',
  },
  maxQueue: {
    zh: '每个模型最多几条文本排队（默认 {n}）',
    en: 'the most texts that wait for a model (default {n})',
  },
  maxWait: {
    zh: '预计要等这么多秒以上就拒绝（默认 {n}）',
    en: 'requests that would wait for more seconds are refused (default {n})',
  },
  timeout: {
    zh: '请求最多处理几秒（默认 {n}）',
    en: 'seconds after which a request is given up (default {n})',
  },
  receive: {
    zh: '客户端最多用几秒发完请求（默认 {n}）',
    en: 'seconds for a client to send its request (default {n})',
  },
  drain: {
    zh: '停止时最多用几秒完成已接受的请求（默认 {n}）',
    en: 'seconds to finish what was accepted when stopping (default {n})',
  },
  keys: {
    zh: '密钥文件，每行一个；也可设环境变量 HANTUNE_API_KEYS（逗号分隔）',
    en: 'a file of keys, one a line; or set HANTUNE_API_KEYS, separated by commas',
  },
  cors: {
    zh: '允许这个网页来源调用，可重复（默认不允许；* 为全部）',
    en: 'let pages of this origin call; repeatable (default: none; * for all)',
  },
  reload: {
    zh: '每几秒看一次模型和词典有没有变，变了就换上（默认 2；0 不看）',
    en: 'seconds between looks for a changed model or lexicon, which is then served (default 2; 0: none)',
  },
  threads: {
    zh: '每个工作线程的计算线程数（默认：全部核由模型数 × 工作线程数平分）',
    en: 'threads that each worker computes with (default: all cores, shared among models × workers)',
  },
  logTexts: { zh: '日志里写出文本（默认不写）', en: 'write texts to the log (default: not)' },
})

/** The options of `hantune serve` as the parser gives them. */
export interface ServeOptions {
  readonly port?: number
  readonly host?: string
  readonly lexicon?: readonly string[]
  readonly workers?: number
  readonly maxDelay?: number
  readonly batchTokens?: number
  readonly maxBody?: number
  readonly maxTexts?: number
  readonly maxLength?: number
  readonly maxConcurrency?: number
  readonly maxPerClient?: number
  readonly maxQueue?: number
  readonly maxWait?: number
  readonly timeout?: number
  readonly receiveTimeout?: number
  readonly drainTimeout?: number
  readonly apiKeyFile?: string
  readonly cors?: readonly string[]
  readonly reload?: number
  readonly logTexts?: boolean
}

export function addServeOptions(command: Command): void {
  const add = (flags: string, text: string, parse?: (text: string, before?: never) => unknown) => {
    const option = new Option(flags, text)
    command.addOption(parse ? option.argParser(parse as (text: string, before: unknown) => unknown) : option)
  }
  const addNumber = (flag: string, sign: 'N' | 'X', text: string, from?: 0) =>
    add(`${flag} <${sign}>`, text, readerOf({ flag, sign, ...(from === 0 && { from }) }))
  const of = (n: number | string) => ({ n })
  addNumber('--port', 'N', say('port', of(DEFAULT_PORT)), 0)
  add('--host <ADDRESS>', say('host', of(DEFAULT_HOST)), hostOf)
  add('--lexicon <FILE>', say('lexicon', {}), collect)
  addNumber('--workers', 'N', say('workers', {}))
  addNumber('--max-delay', 'X', say('maxDelay', of(DEFAULT_BATCHING.maxDelay)))
  addNumber('--batch-tokens', 'N', say('batchTokens', of(DEFAULT_BATCHING.tokens)))
  add('--max-body <SIZE>', say('maxBody', {}), bytesOf)
  addNumber('--max-texts', 'N', say('maxTexts', of(DEFAULT_LIMITS.texts)))
  addNumber('--max-length', 'N', say('maxLength', of(DEFAULT_LIMITS.length)))
  addNumber('--max-concurrency', 'N', say('maxConcurrency', of(DEFAULT_LIMITS.concurrency)))
  addNumber('--max-per-client', 'N', say('maxPerClient', of(DEFAULT_LIMITS.perClient)))
  addNumber('--max-queue', 'N', say('maxQueue', of(DEFAULT_LIMITS.queue)))
  addNumber('--max-wait', 'X', say('maxWait', of(DEFAULT_LIMITS.wait)))
  addNumber('--timeout', 'X', say('timeout', of(DEFAULT_LIMITS.timeout)))
  addNumber('--receive-timeout', 'X', say('receive', of(DEFAULT_LIMITS.receive)))
  addNumber('--drain-timeout', 'X', say('drain', of(DEFAULT_LIMITS.drain)))
  add('--api-key-file <FILE>', say('keys', {}))
  add('--cors <ORIGIN>', say('cors', {}), collect)
  addNumber('--reload', 'X', say('reload', {}))
  command.addOption(new Option('--log-texts', say('logTexts', {})))
  const { flag, sign } = FLAGS.threads
  add(`${flag} <${sign}>`, say('threads', {}), readerOf(FLAGS.threads))
}

/** A number within bounds; undefined where none was given. @throws E_CLI_VALUE */
export function within(
  flag: string,
  value: number | undefined,
  least: number,
  most: number,
): number | undefined {
  if (value === undefined || (value >= least && value <= most)) return value
  throw failUsage('E_CLI_VALUE', { flag, value: String(value), allowed: `${least} … ${most}`, near: '' })
}

/** Nothing would mean every address, of a variable that is not set for instance. @throws E_CLI_VALUE */
function hostOf(text: string): string {
  if (text.trim() !== '') return text
  const allowed = `${DEFAULT_HOST}, localhost, 0.0.0.0 …`
  throw failUsage('E_CLI_VALUE', { flag: '--host', value: quote(text), allowed, near: '' })
}

const MOST = 1e9
const MOST_SECONDS = 86_400

/** @throws E_CLI_VALUE */
export function limitsOf(options: ServeOptions): Partial<Limits> {
  const limits: { [name in keyof Limits]?: number | undefined } = {
    body: options.maxBody,
    texts: within('--max-texts', options.maxTexts, 1, MOST),
    length: within('--max-length', options.maxLength, 1, MOST),
    concurrency: within('--max-concurrency', options.maxConcurrency, 1, MOST),
    perClient: within('--max-per-client', options.maxPerClient, 1, MOST),
    queue: within('--max-queue', options.maxQueue, 1, MOST),
    wait: within('--max-wait', options.maxWait, 0.001, MOST_SECONDS),
    timeout: within('--timeout', options.timeout, 0.001, MOST_SECONDS),
    receive: within('--receive-timeout', options.receiveTimeout, 1, MOST_SECONDS),
    drain: within('--drain-timeout', options.drainTimeout, 0, MOST_SECONDS),
  }
  const { texts = DEFAULT_LIMITS.texts, queue = DEFAULT_LIMITS.queue } = limits
  // Else the largest request could never be served. What was given is to blame.
  if (queue < texts)
    throw failUsage('E_CLI_VALUE', {
      ...(limits.queue === undefined
        ? { flag: '--max-texts', value: String(texts), allowed: `≤ ${queue} (--max-queue)` }
        : { flag: '--max-queue', value: String(queue), allowed: `≥ ${texts} (--max-texts)` }),
      near: '',
    })
  // Else it would be given in vain. The default suits fewer requests, too.
  const { concurrency = DEFAULT_LIMITS.concurrency, perClient } = limits
  if (perClient !== undefined && perClient > concurrency)
    throw failUsage('E_CLI_VALUE', {
      flag: '--max-per-client',
      value: String(perClient),
      allowed: `≤ ${concurrency} (--max-concurrency)`,
      near: '',
    })
  return given(limits) as Partial<Limits>
}

/** @throws E_CLI_VALUE */
export function batchingOf({ maxDelay, batchTokens }: ServeOptions): Partial<Batching> {
  const batching = {
    maxDelay: within('--max-delay', maxDelay, 0, 10_000),
    tokens: within('--batch-tokens', batchTokens, 1, MOST),
  }
  return given(batching) as Partial<Batching>
}

const given = (values: object): object =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 2 ** 10,
  kb: 2 ** 10,
  m: 2 ** 20,
  mb: 2 ** 20,
}
/** A smaller one leaves no room for a text and what frames it. */
const SMALLEST_BODY = 2 ** 10
const LARGEST_BODY = 2 ** 28

/** A size such as `512kb`. @throws E_CLI_VALUE */
function bytesOf(text: string): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text) ?? []
  const bytes = Math.round(Number(digits) * (UNITS[unit?.toLowerCase() ?? ''] ?? Number.NaN))
  if (bytes >= SMALLEST_BODY && bytes <= LARGEST_BODY) return bytes
  throw failUsage('E_CLI_VALUE', {
    flag: '--max-body',
    value: quote(text),
    allowed: '1kb … 256mb',
    near: '',
  })
}
