import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { defineErrors, HanTuneError } from '../base/errors.ts'
import { writeFileAtomic } from '../base/files.ts'
import type { Text } from '../base/locale.ts'
import { parseJson, placeIn, reasonOf } from '../base/parse-json.ts'
import { schemaReason } from '../base/schema-fault.ts'
import { VERSION } from '../base/version.ts'
import type { Parameters } from '../engine/index.ts'
import { StateTensors, type TrainingTensor, writeStateTensors } from '../train/index.ts'
import type { PretrainEvaluation } from './events.ts'

const fail = defineErrors({
  E_PRETRAIN_STATE: {
    zh: {
      what: '预训练的状态不可用：{reason}',
      fix: '用 --init {folder} 从这里的权重开始一次新的预训练',
    },
    en: {
      what: 'the state of pre-training cannot be used: {reason}',
      fix: 'start a new run from the weights with --init {folder}',
    },
  },
})

const JSON_NAME = 'pretraining.json'
const TENSORS_NAME = 'pretraining.safetensors'
const count = z.number().int().min(0)

const schema = z.strictObject({
  format: z.literal(1),
  /** The HanTune that wrote it. */
  version: z.string(),
  /** Steps done. */
  step: count,
  lossSum: z.number(),
  lossCount: count,
  optimizerSteps: count,
  tokensSeen: count,
  /** Seconds that the run took so far. */
  seconds: z.number().min(0),
  /** The corpus's fingerprint. */
  corpus: z.string(),
  last: z.json().nullable(),
})

type Saved = z.output<typeof schema>
/** Where a run stands, beside weights and moments. */
export type Position = Pick<
  Saved,
  'step' | 'lossSum' | 'lossCount' | 'optimizerSteps' | 'tokensSeen' | 'seconds'
> & {
  readonly corpus: string
  last: PretrainEvaluation | undefined
}

/** Writes what resuming needs beside the model. */
export function saveState(folder: string, parameters: Parameters, position: Position): void {
  writeStateTensors(join(folder, TENSORS_NAME), momentsOf(parameters), position.step)
  const json = schema.parse({ format: 1, version: VERSION, ...position, last: position.last ?? null })
  writeFileAtomic(join(folder, JSON_NAME), `${JSON.stringify(json, null, 2)}\n`)
}

/** Whether a folder holds a state. */
export const hasState = (folder: string): boolean => existsSync(join(folder, JSON_NAME))

/** Takes moments back; the weights are the folder's model. @throws E_PRETRAIN_STATE */
export function restoreState(folder: string, parameters: Parameters): Position {
  const { last, ...position } = readSaved(folder)
  try {
    const tensors = new StateTensors(join(folder, TENSORS_NAME))
    try {
      if (tensors.step !== String(position.step)) throw wrong(folder, `${tensors.step} ≠ ${position.step}`)
      tensors.restoreAll(momentsOf(parameters))
    } finally {
      tensors.close()
    }
  } catch (error) {
    throw damaged(error, folder)
  }
  return { ...position, last: (last ?? undefined) as unknown as PretrainEvaluation | undefined }
}

/** How far the saved run has come. @throws E_PRETRAIN_STATE */
export function savedProgress(folder: string): { steps: number; tokensSeen: number; seconds: number } {
  const { step: steps, tokensSeen, seconds } = readSaved(folder)
  return { steps, tokensSeen, seconds }
}

function readSaved(folder: string): Omit<Saved, 'format' | 'version'> {
  let json: unknown
  try {
    json = parseJson(readFileSync(join(folder, JSON_NAME), 'utf8'))
  } catch (error) {
    throw wrong(folder, reasonOf(error), error)
  }
  const parsed = schema.safeParse(json)
  if (!parsed.success) throw wrong(folder, schemaReason(schema, json))
  const { format: _, version: __, ...saved } = parsed.data
  return saved
}

/** What the tensors of any training state say speaks of `hantune train`: here it is told of this state. */
function damaged(error: unknown, folder: string): unknown {
  if (!(error instanceof HanTuneError) || !error.code.startsWith('E_STATE_')) return error
  const what = { zh: error.what('zh'), en: error.what('en') }
  const reason = error.code === 'E_STATE_FILE' ? (error.values.reason as string | Text) : what
  return fail('E_PRETRAIN_STATE', { reason, folder }, { file: join(folder, TENSORS_NAME) }, error)
}

const wrong = (folder: string, reason: string | Text, cause?: unknown) =>
  fail('E_PRETRAIN_STATE', { reason, folder }, placeIn(join(folder, JSON_NAME), cause), cause)

function* momentsOf(parameters: Parameters): Iterable<TrainingTensor> {
  for (const { name, shape, training } of parameters) {
    if (!training) continue
    yield { name: `${name}.exp_avg`, shape, data: training.firstMoment }
    yield { name: `${name}.exp_avg_sq`, shape, data: training.secondMoment }
  }
}
