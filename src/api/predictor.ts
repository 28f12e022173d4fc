import { defineErrors } from '../base/errors.ts'
import { parseSettings, type Reading, readingOf } from '../config/index.ts'
import type { TaskInput } from '../tasks/index.ts'
import type { ModelPrediction, NoteEvent } from '../train/index.ts'
import { type RequestOptions, WorkerClient } from './client.ts'
import type { LabelledAsk, ModelEvaluation, ModelFacts, ModelOutcomes, PassEvent } from './protocol.ts'
import { checkSource, type DataInput } from './records.ts'

const fail = defineErrors({
  E_TEXT_TYPE: {
    zh: {
      what: '第 {number} 条输入不是字符串，而是 {type}',
      fix: '传入字符串，或字符串数组；句对用 text 和 pair 两个字段',
    },
    en: {
      what: 'input {number} is no string but {type}',
      fix: 'give a string, or an array of strings; a pair is an object of text and pair',
    },
  },
})

/** A text, or two that are to be compared. */
export type TextInput = string | TaskInput

export interface PredictorOptions {
  /** Threads of ONNX Runtime; left out: as many as the machine has. */
  readonly threads?: number | undefined
  /** Ends the thread; what was asked of it fails with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

export interface PredictOptions {
  /** Whether to give the probability of every class; entities and several labels have theirs anyway. */
  readonly scores?: boolean
}

export interface EvaluateOptions extends Reading {
  /** The task that the data is for; a model of one task needs none. */
  readonly task?: string | undefined
  /** Fields of a file's records to keep in their `origin.fields`, for slices by them. */
  readonly fields?: readonly string[] | undefined
  /** Hears what was read from the file, and how far it has come. */
  readonly onEvent?: (event: NoteEvent | PassEvent) => void
}

/** A saved model, loaded in a thread of its own. */
export interface Predictor extends ModelFacts {
  /** Predictions in the order of the texts. @throws E_TEXT_TYPE, E_WORKER_CLOSED */
  predict(
    texts: readonly TextInput[],
    onProgress?: (event: PassEvent) => void,
    options?: PredictOptions,
  ): Promise<ModelPrediction[]>
  /** Scores the model on labelled data. @throws E_MODEL_TASK, E_MODEL_TASK_OPEN and the readers' errors */
  evaluate(data: DataInput, options?: EvaluateOptions): Promise<ModelEvaluation>
  /** What the model says of labelled data, with the data's records: for `evaluateOutcomes`. @throws as `evaluate` */
  outcomes(data: DataInput, options?: EvaluateOptions): Promise<ModelOutcomes>
  /** Frees the thread and its memory. An open predictor does not keep the process alive. */
  close(): Promise<void>
}

/**
 * Loads a saved model and checks that it predicts what it predicted when it was saved.
 *
 * @param run a run folder (its `best` is taken), or a model folder
 * @throws E_RUN_ABSENT, E_RUN_DESCRIPTION, E_RUN_SAMPLES and the errors of the formats; E_SETTING_VALUE
 */
export async function openPredictor(run: string, options: PredictorOptions = {}): Promise<Predictor> {
  const threads = threadsOf(options)
  const { signal } = options
  const worker = new WorkerClient()
  try {
    const facts = await worker.request('open', { run, threads }, { signal })
    return {
      ...facts,
      async predict(texts, onProgress = () => {}, { scores = false } = {}) {
        const onEvent = (event: unknown) => onProgress(event as PassEvent)
        return worker.request('predict', { texts: texts.map(inputOf), scores }, { onEvent, signal })
      },
      async evaluate(data, options) {
        return worker.request('evaluate', ...labelledRequest(data, options, signal))
      },
      async outcomes(data, options) {
        return worker.request('outcomes', ...labelledRequest(data, options, signal))
      },
      close: () => worker.close(),
    }
  } catch (error) {
    await worker.close()
    throw error
  }
}

/** Scores a saved model on labelled data. @throws as `openPredictor`, and the readers' errors */
export async function evaluateModel(
  run: string,
  data: DataInput,
  { onEvent, task, threads, signal, ...reading }: EvaluateOptions & PredictorOptions = {},
): Promise<ModelEvaluation> {
  const predictor = await openPredictor(run, { threads, signal })
  try {
    return await predictor.evaluate(data, { task, ...reading, ...(onEvent && { onEvent }) })
  } finally {
    await predictor.close()
  }
}

/** What to ask about labelled data, and who hears of it. @throws E_RECORDS_* */
function labelledRequest(
  data: DataInput,
  { task, fields, onEvent = () => {}, ...rest }: EvaluateOptions = {},
  signal: AbortSignal | undefined,
): [LabelledAsk, RequestOptions] {
  const ask = {
    data: checkSource(data, 'data'),
    task,
    reading: { ...readingOf(rest), ...(fields && { fields }) },
  }
  return [ask, { onEvent: (event) => onEvent(event as NoteEvent | PassEvent), signal }]
}

/** @throws E_SETTING_VALUE */
export const threadsOf = ({ threads }: PredictorOptions): number =>
  parseSettings(threads === undefined ? {} : { threads }).threads

/** What a model reads of an input. @throws E_TEXT_TYPE */
function inputOf(input: unknown, at: number): TaskInput {
  if (typeof input !== 'object' || input === null || !('text' in input)) {
    requireString(input, at)
    return { text: input }
  }
  const { text, pair } = input as { readonly text: unknown; readonly pair?: unknown }
  requireString(text, at)
  if (pair === undefined) return { text }
  requireString(pair, at)
  return { text, pair }
}

/** @throws E_TEXT_TYPE */
export function requireStrings(texts: readonly unknown[]): void {
  for (const [at, text] of texts.entries()) requireString(text, at)
}

function requireString(text: unknown, at: number): asserts text is string {
  if (typeof text === 'string') return
  throw fail('E_TEXT_TYPE', { number: at + 1, type: text === null ? 'null' : typeof text })
}
