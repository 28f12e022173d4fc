import * as z from 'zod'
import { defineErrors } from '../base/errors.ts'
import { parseJson, placeIn, reasonOf } from '../base/parse-json.ts'
import { schemaReason } from '../base/schema-fault.ts'
import { type CrfNumbers, taskFault } from './_saved-faults.ts'
import { TASK_KINDS, type TaskDescription } from './build.ts'
import type { Prediction, TaskKind } from './task.ts'

const fail = defineErrors({
  E_RUN_DESCRIPTION: {
    zh: {
      what: 'hantune.json 不可用：{reason}',
      fix: '这个文件可能被改动或没有写完整；请从备份恢复，或重新训练；是导出的模型，就重新导出',
    },
    en: {
      what: 'hantune.json cannot be used: {reason}',
      fix: 'the file may have been changed or cut: restore it, or train again; of an exported model, export it again',
    },
  },
})

/** A few texts with what the model said of them when it was saved. */
export interface SamplePrediction {
  readonly text: string
  readonly prediction: Prediction
}

const sample = z.object({ text: z.string(), prediction: z.looseObject({ text: z.string() }) })
const taskFields = {
  kind: z.enum(TASK_KINDS as [TaskKind, ...TaskKind[]]),
  labels: z.array(z.string()).min(1),
  maxLength: z.number().int().min(8),
  granularity: z.enum(['character', 'piece']),
  decoder: z.enum(['softmax', 'crf']).default('softmax'),
  threshold: z.number().min(0).max(1).optional(),
  thresholds: z.array(z.number().min(0).max(1)).optional(),
}
const crf = z.object({
  transitions: z.array(z.number()),
  start: z.array(z.number()),
  end: z.array(z.number()),
  crc32c: z.number().int().optional(),
})
const graph = z.object({
  file: z.string().min(1),
  precision: z.enum(['fp32', 'fp16', 'q8', 'q4']),
  kept: z.array(z.string()),
  tolerance: z.number().positive(),
})
/** Format 1 had one task without a name, and its samples beside it. */
const first = z
  .object({
    format: z.literal(1),
    version: z.string(),
    task: z.object(taskFields),
    samples: z.array(sample),
  })
  .transform(({ version, task, samples }) => ({
    version,
    graph: undefined,
    sha256: undefined,
    tasks: [{ ...task, name: task.kind as string, samples, crf: undefined }],
  }))
const second = z.object({
  format: z.literal(2),
  version: z.string(),
  graph: graph.optional(),
  sha256: z.record(z.string(), z.string()).optional(),
  tasks: z
    .array(
      z.object({
        name: z.string().min(1),
        ...taskFields,
        samples: z.array(sample).min(1),
        crf: crf.optional(),
      }),
    )
    .min(1),
})
const schema = z.discriminatedUnion('format', [first, second])

/** What hantune.json says of a model. */
export interface SavedModel {
  /** Of the program that wrote it. */
  readonly version: string
  readonly tasks: readonly SavedTask[]
  /** Of an exported model. */
  readonly graph: SavedGraph | undefined
  /** SHA-256 of the files of the weights by their names; earlier versions wrote none. */
  readonly digests: Readonly<Record<string, string>> | undefined
}

/** A whole model in one ONNX file. */
export interface SavedGraph {
  /** The file, from the folder on. */
  readonly file: string
  readonly precision: 'fp32' | 'fp16' | 'q8' | 'q4'
  /** Groups of weights that stayed float32. */
  readonly kept: readonly string[]
  /** How far a score may be from the samples': other processors round otherwise. */
  readonly tolerance: number
}

export interface SavedTask {
  readonly name: string
  readonly description: TaskDescription
  readonly samples: readonly SamplePrediction[]
  /** The CRF's numbers, where the graph ends with its emissions. */
  readonly crf: CrfNumbers | undefined
}

/**
 * Checks a hantune.json.
 *
 * @param read gives its text; what is no UTF-8 it tells by the TypeError of `decodeUtf8`
 * @throws E_RUN_DESCRIPTION
 */
export function parseSavedModel(read: () => string, file: string): SavedModel {
  let json: unknown
  try {
    json = parseJson(read())
  } catch (error) {
    throw fail('E_RUN_DESCRIPTION', { reason: reasonOf(error) }, placeIn(file, error), error)
  }
  const parsed = schema.safeParse(json)
  if (!parsed.success) {
    throw fail('E_RUN_DESCRIPTION', { reason: schemaReason(schema, json) }, { file })
  }
  const { version, tasks, graph, sha256 } = parsed.data
  for (const task of tasks) {
    const reason = taskFault(task, graph !== undefined)
    if (reason) throw fail('E_RUN_DESCRIPTION', { reason }, { file })
  }
  return {
    version,
    graph,
    digests: sha256,
    tasks: tasks.map(({ name, samples, crf, ...description }) => ({
      name,
      description,
      crf,
      samples: samples as unknown as readonly SamplePrediction[],
    })),
  }
}
