import * as z from 'zod'
import { defineErrors } from '../base/errors.ts'
import { schemaReason } from '../base/schema-fault.ts'
import { type PretrainSettings, parsePretrainSettings } from './settings.ts'
import type { Start, StartChoice } from './start.ts'

const fail = defineErrors({
  E_PRETRAIN_TEXTS: {
    zh: { what: '没有语料文件', fix: '在命令后面写一个或几个文本文件，或在配置文件里写 texts' },
    en: {
      what: 'there are no texts',
      fix: 'name one or more text files behind the command, or texts in the configuration',
    },
  },
  E_PRETRAIN_WINDOW: {
    zh: {
      what: 'sequenceLength 是 {length}，而模型最多读 {limit} 个词元',
      fix: '把 sequenceLength 设为 {limit} 或更小；从零开始时也可以加大 max_position_embeddings',
    },
    en: {
      what: 'sequenceLength is {length}, and the model reads {limit} tokens at most',
      fix: 'set sequenceLength to {limit} or less, or from nothing raise max_position_embeddings',
    },
  },
  E_PRETRAIN_GIST: {
    zh: {
      what: 'gist 是 {gist}，而一个窗口除去 [CLS] 和 [SEP] 只有 {limit} 个词元',
      fix: '把 gist 设为 {limit} 或更小，或加大 sequenceLength',
    },
    en: {
      what: 'gist is {gist}, and a window holds {limit} tokens beside [CLS] and [SEP]',
      fix: 'set gist to {limit} or less, or raise sequenceLength',
    },
  },
  E_PRETRAIN_CONFIG: {
    zh: { what: '预训练目录里的 config.yaml 读不懂：{reason}', fix: '恢复这个文件，或用 --init 重新开始' },
    en: {
      what: 'config.yaml of the run cannot be understood: {reason}',
      fix: 'restore the file, or start anew with --init',
    },
  },
})

/** What to pre-train. */
export interface PretrainJob extends StartChoice {
  /** Plain text files in UTF-8. */
  readonly texts?: readonly string[]
  /** The run folder to make, or to go on in. */
  readonly out: string
  readonly settings?: Readonly<Record<string, unknown>>
  /** No network: the model to start from must be on this machine. */
  readonly offline?: boolean
  /**
   * Goes on with the run in `out`. Of the settings only `steps` and `decay` may be given: a run whose rate has not begun
   * to fall may be made longer or shorter.
   */
  readonly resume?: boolean
}

/** A job whose settings are complete. */
export interface ReadyJob {
  readonly texts: readonly string[]
  readonly start: StartChoice
  readonly settings: PretrainSettings
  readonly learningRate: (start: Start) => number
}

/** @throws E_PRETRAIN_TEXTS, E_SETTING_UNKNOWN, E_SETTING_VALUE */
export function readyJob({ texts = [], init, revision, model, vocab, settings = {} }: PretrainJob): ReadyJob {
  if (texts.length === 0) throw fail('E_PRETRAIN_TEXTS', {})
  const parsed = parsePretrainSettings(settings)
  const start = choiceOf({ init, revision, model, vocab })
  return { texts, start, settings: parsed, learningRate: (own) => parsed.learningRate ?? defaultRate(own) }
}

/** A choice without what was left open. */
function choiceOf(
  given: { readonly [name in keyof StartChoice]: StartChoice[name] | undefined },
): StartChoice {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

/** @throws E_PRETRAIN_WINDOW if windows are longer than the model reads, E_PRETRAIN_GIST if more is asked than they hold */
export function checkWindow({ sequenceLength: length, gist }: PretrainSettings, { config }: Start): void {
  const limit = config.max_position_embeddings
  if (length > limit) throw fail('E_PRETRAIN_WINDOW', { length, limit })
  if (gist > length - 2) throw fail('E_PRETRAIN_GIST', { gist, limit: length - 2 })
}

function defaultRate({ isTrained, config }: Start): number {
  if (isTrained) return 5e-5
  return config.hidden_size <= 384 ? 1e-3 : 5e-4
}

const saved = z.looseObject({
  texts: z.array(z.string()).min(1),
  init: z.string().optional(),
  revision: z.string().optional(),
  model: z.record(z.string(), z.unknown()).optional(),
  vocab: z.string().optional(),
  settings: z.record(z.string(), z.unknown()),
})

/** The job of a run folder with what the new job changes, and the settings that it had. @throws E_PRETRAIN_CONFIG */
export function jobOfRun(
  config: unknown,
  { out, settings = {} }: PretrainJob,
): { readonly ready: ReadyJob; readonly before: PretrainSettings } {
  const parsed = saved.safeParse(config)
  if (!parsed.success) throw fail('E_PRETRAIN_CONFIG', { reason: schemaReason(saved, config) }, { file: out })
  const { texts, init, revision, model, vocab, settings: before } = parsed.data
  const start = choiceOf({ init, revision, model, vocab })
  const ready = readyJob({ out, texts, ...start, settings: { ...before, ...settings } })
  return { ready, before: parsePretrainSettings(before) }
}
