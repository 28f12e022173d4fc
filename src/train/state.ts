import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { sizeOf } from '../base/dtypes.ts'
import { defineErrors, HanTuneError } from '../base/errors.ts'
import { writeFileAtomic } from '../base/files.ts'
import { quote } from '../base/quote.ts'
import { VERSION } from '../base/version.ts'
import { openSafetensors, type SafetensorsFile, writeSafetensors } from '../safetensors/index.ts'

const GO_ON_ZH = '这份训练状态不能用来续训；可重新训练，或用 --resume-from 从保存的模型权重开始一次新的训练'
const GO_ON_EN =
  'training cannot be resumed from it: train again, or start a new run from the saved weights with --resume-from'

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
  E_STATE_FILE: {
    zh: { what: 'training.safetensors 不完整或已损坏：{reason}', fix: GO_ON_ZH },
    en: { what: 'training.safetensors is cut or damaged: {reason}', fix: GO_ON_EN },
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
  E_STATE_TENSOR_MISSING: {
    zh: { what: '训练状态里缺少张量 {tensor}', fix: GO_ON_ZH },
    en: { what: 'the training state lacks tensor {tensor}', fix: GO_ON_EN },
  },
  E_STATE_TENSOR_SURPLUS: {
    zh: { what: '训练状态里多出张量 {tensor}，这次训练用不到它', fix: GO_ON_ZH },
    en: { what: 'the training state holds tensor {tensor}, for which this run has no use', fix: GO_ON_EN },
  },
  E_STATE_TENSOR_SHAPE: {
    zh: { what: '训练状态里的张量 {tensor} 是 {found}，应当是 {expected}', fix: GO_ON_ZH },
    en: { what: 'tensor {tensor} of the training state is {found}, not {expected}', fix: GO_ON_EN },
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

/** A tensor of the training state, in the memory where training keeps it; `Uint16Array` is the bits of bfloat16. */
export interface TrainingTensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly data: Float32Array | Uint16Array
}

export interface StateToSave {
  readonly tensors: Iterable<TrainingTensor>
  readonly state: Omit<TrainingState, 'format' | 'version'>
}

export interface SavedTraining {
  readonly state: TrainingState
  /**
   * Reads one tensor to the bit into `target`, whose type and length must be the saved ones.
   *
   * @throws E_STATE_TENSOR_MISSING, E_STATE_TENSOR_SHAPE, E_STATE_FILE
   */
  restore(name: string, target: Float32Array | Uint16Array): void
  /**
   * Checks that exactly these tensors were saved, with these shapes and types, and only then reads them into their
   * `data`.
   *
   * @throws E_STATE_TENSOR_MISSING, E_STATE_TENSOR_SURPLUS, E_STATE_TENSOR_SHAPE, E_STATE_FILE
   */
  restoreAll(tensors: Iterable<TrainingTensor>): void
  close(): void
}

/**
 * Writes what resuming needs beside the model: training.safetensors, straight from memory, and training.json, which
 * comes last. Call it inside `RunFolder.save`, so that model and state are one folder that is whole or not there.
 *
 * @throws E_FILE_WRITE; ZodError or E_SAFETENSORS_WRITE_* for a state that is the program's mistake (NaN, wrong shape)
 */
export function saveTrainingState(folder: string, { tensors, state }: StateToSave): void {
  const json = schema.parse({ format: FORMAT, version: VERSION, ...state })
  const sources = [...tensors].map((tensor) => ({ ...tensor, dtype: dtypeOf(tensor.data) }))
  writeSafetensors(join(folder, TENSORS_NAME), sources, { step: String(json.step) })
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
  const file = orDamaged(path, () => openSafetensors(path))
  const other = file.metadata.step ?? '?'
  if (other !== String(state.step)) {
    file.close()
    throw fail('E_STATE_PAIR', { step: state.step, other }, { file: folder })
  }
  return new OpenState(file, state)
}

class OpenState implements SavedTraining {
  readonly state: TrainingState
  readonly #file: SafetensorsFile

  constructor(file: SafetensorsFile, state: TrainingState) {
    this.#file = file
    this.state = state
  }

  restore(name: string, target: Float32Array | Uint16Array): void {
    this.#require(name, target)
    orDamaged(this.#file.path, () => {
      if (target instanceof Float32Array) this.#file.readFloat32(name, target)
      else this.#file.readHalfBits(name, target)
    })
  }

  restoreAll(tensors: Iterable<TrainingTensor>): void {
    const wanted = new Map<string, TrainingTensor>()
    for (const tensor of tensors) wanted.set(tensor.name, tensor)
    for (const { name, data, shape } of wanted.values()) this.#require(name, data, shape)
    for (const name of this.#file.tensors.keys()) {
      if (wanted.has(name)) continue
      throw fail('E_STATE_TENSOR_SURPLUS', { tensor: quote(name) }, { file: this.#file.path })
    }
    for (const { name, data } of wanted.values()) this.restore(name, data)
  }

  close(): void {
    this.#file.close()
  }

  /** Without a shape, only the number of elements counts. */
  #require(name: string, data: Float32Array | Uint16Array, shape?: readonly number[]): void {
    const place = { file: this.#file.path }
    const found = this.#file.tensors.get(name)
    if (!found) throw fail('E_STATE_TENSOR_MISSING', { tensor: quote(name) }, place)
    const isSameSize = shape ? String(shape) === String(found.shape) : sizeOf(found.shape) === data.length
    if (isSameSize && found.dtype === dtypeOf(data)) return
    const values = {
      tensor: quote(name),
      found: `${found.dtype} [${found.shape.join(', ')}]`,
      expected: `${dtypeOf(data)} [${(shape ?? [data.length]).join(', ')}]`,
    }
    throw fail('E_STATE_TENSOR_SHAPE', values, place)
  }
}

function dtypeOf(data: Float32Array | Uint16Array): 'F32' | 'BF16' {
  return data instanceof Float32Array ? 'F32' : 'BF16'
}

function readJson(path: string): TrainingState {
  const place = { file: path }
  if (!existsSync(path)) throw fail('E_STATE_ABSENT', { name: JSON_NAME }, place)
  let json: unknown
  try {
    json = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw fail('E_STATE_JSON', { reason: quote((error as Error).message) }, place, error)
  }
  const head = z.looseObject({ format: z.number(), version: z.string() }).safeParse(json)
  if (head.success && head.data.format !== FORMAT) {
    const values = { found: head.data.format, version: quote(head.data.version), expected: FORMAT }
    throw fail('E_STATE_FORMAT', values, place)
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  const reason = quote(`${issue.path.join('.')}: ${issue.message}`)
  throw fail('E_STATE_JSON', { reason }, place)
}

/** Errors of the tensor file, told as those of a state: downloading again, which they advise, is no way here. */
function orDamaged<T>(file: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof HanTuneError)) throw error
    throw fail('E_STATE_FILE', { reason: `${error.code} ${error.what()}` }, { file }, error)
  }
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
