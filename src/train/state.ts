import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { defineErrors } from '../base/errors.ts'
import { writeFileAtomic } from '../base/files.ts'
import { parseJson, placeIn, reasonOf } from '../base/parse-json.ts'
import { quote } from '../base/quote.ts'
import { schemaReason } from '../base/schema-fault.ts'
import { VERSION } from '../base/version.ts'
import { GO_ON_EN, GO_ON_ZH, StateTensors, type TrainingTensor, writeStateTensors } from './state-tensors.ts'

const fail = defineErrors({
  E_STATE_ABSENT: {
    zh: { what: '这里没有训练状态：找不到 {name}', fix: GO_ON_ZH },
    en: { what: 'there is no training state here: {name} is absent', fix: GO_ON_EN },
  },
  E_STATE_JSON: {
    zh: { what: 'training.json 不可用：{reason}', fix: GO_ON_ZH },
    en: { what: 'training.json cannot be used: {reason}', fix: GO_ON_EN },
  },
  E_STATE_FORMAT: {
    zh: {
      what: '训练状态的格式版本是 {found}（由 HanTune {version} 写成），而这里只能读 {expected}',
      fix: '用写它的版本续训；或重新训练，或用 --resume-from 从保存的模型权重开始一次新的训练',
    },
    en: {
      what: 'the training state has format {found} (written by HanTune {version}); this version reads {expected}',
      fix: 'resume with the version that wrote it, train again, or start a new run from the saved weights with --resume-from',
    },
  },
  E_STATE_PAIR: {
    zh: {
      what: 'training.json 是第 {step} 步的，而 training.safetensors 是第 {other} 步的：两者不是一起保存的',
      fix: GO_ON_ZH,
    },
    en: {
      what: 'training.json is of step {step}, training.safetensors of step {other}: they were not saved together',
      fix: GO_ON_EN,
    },
  },
})

const FORMAT = 1
const JSON_NAME = 'training.json'
const TENSORS_NAME = 'training.safetensors'

const count = z.number().int().min(0)
const uint32 = count.max(2 ** 32 - 1)
const stream = z.array(uint32).length(4)

const schema = z.strictObject({
  format: z.literal(FORMAT),
  /** The HanTune that wrote it. */
  version: z.string(),
  /** Steps done. */
  step: count,
  /** Losses since the last evaluation. */
  lossSum: z.number(),
  lossCount: count,
  /** Updates of each optimizer, for its bias correction: the encoder's, then each head's. */
  optimizerSteps: z.array(count).min(1),
  /** Where the batches stand: the states of random streams (`RandomStream.save`) and batches used up. */
  sampler: z.strictObject({
    choice: stream,
    queues: z.array(z.strictObject({ order: stream, position: count })).min(1),
  }),
  /** The best evaluation so far. */
  best: z.json().nullable(),
  /** Evaluations in a row without a better score. */
  sinceBest: count,
  /** Fingerprints of what must be the same on resuming, by what it is: data, settings, labels, version. */
  fingerprints: z.record(z.string(), z.string()),
  /** How steps were cut to fit the memory: sums of other parts have other bits. */
  memory: z.json(),
  /** Seconds that the run took so far. */
  seconds: z.number().min(0),
  /** What the coach has seen. */
  history: z.json(),
})

export type TrainingState = z.output<typeof schema>

export interface StateToSave {
  readonly tensors: Iterable<TrainingTensor>
  readonly state: Omit<TrainingState, 'format' | 'version'>
}

export interface SavedTraining {
  readonly state: TrainingState
  /** Read when asked for; to be closed. */
  readonly tensors: StateTensors
}

/**
 * Writes what resuming needs beside the model: training.safetensors, straight from memory, and training.json, which
 * comes last. Call it inside `RunFolder.save`, so that model and state are one folder that is whole or not there.
 *
 * @throws E_FILE_WRITE; ZodError or E_SAFETENSORS_WRITE_* for a state that is the program's mistake (NaN, wrong shape)
 */
export function saveTrainingState(folder: string, { tensors, state }: StateToSave): void {
  const json = schema.parse({ format: FORMAT, version: VERSION, ...state })
  writeStateTensors(join(folder, TENSORS_NAME), tensors, json.step)
  writeFileAtomic(join(folder, JSON_NAME), `${JSON.stringify(json, null, 2)}\n`)
}

/** Whether a model folder has a training state beside the model, sound or not. */
export function hasTrainingState(folder: string): boolean {
  return existsSync(join(folder, JSON_NAME))
}

/**
 * Opens a training state: its JSON and the list of its tensors are checked; tensors are read when asked for.
 *
 * @throws E_STATE_ABSENT, E_STATE_JSON, E_STATE_FORMAT, E_STATE_FILE, E_STATE_PAIR
 */
export function readTrainingState(folder: string): SavedTraining {
  const path = join(folder, TENSORS_NAME)
  const state = readJson(join(folder, JSON_NAME))
  if (!existsSync(path)) throw fail('E_STATE_ABSENT', { name: TENSORS_NAME }, { file: folder })
  const tensors = new StateTensors(path)
  if (tensors.step !== String(state.step)) {
    tensors.close()
    throw fail('E_STATE_PAIR', { step: state.step, other: tensors.step }, { file: folder })
  }
  return { state, tensors }
}

function readJson(path: string): TrainingState {
  const place = { file: path }
  if (!existsSync(path)) throw fail('E_STATE_ABSENT', { name: JSON_NAME }, place)
  let json: unknown
  try {
    json = parseJson(readFileSync(path, 'utf8'))
  } catch (error) {
    throw fail('E_STATE_JSON', { reason: reasonOf(error) }, placeIn(path, error), error)
  }
  const head = z.looseObject({ format: z.number(), version: z.string() }).safeParse(json)
  if (head.success && head.data.format !== FORMAT) {
    const values = { found: head.data.format, version: quote(head.data.version), expected: FORMAT }
    throw fail('E_STATE_FORMAT', values, place)
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  throw fail('E_STATE_JSON', { reason: schemaReason(schema, json) }, place)
}

/** SHA-256 in hexadecimal over parts, which are told apart: 'ab', 'c' is not 'a', 'bc'. Texts count as UTF-8. */
export function fingerprint(parts: Iterable<string | Uint8Array>): string {
  const hash = createHash('sha256')
  for (const part of parts) {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part
    hash.update(`${bytes.length}:`).update(bytes)
  }
  return hash.digest('hex')
}
