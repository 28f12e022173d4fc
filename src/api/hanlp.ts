import type { Report } from '../tasks/index.ts'
import type { ModelPrediction } from '../train/index.ts'
import { type EvaluateOptions, openPredictor, type PredictorOptions, type TextInput } from './predictor.ts'
import type { TaskFacts } from './protocol.ts'
import type { DataInput } from './records.ts'

/** A loaded model to call: `await pipeline('今日北京天气如何')`. */
export interface Pipeline {
  /** The entities of a text with UTF-16 offsets, its class or classes, or the class of a pair; of several tasks each by its name. */
  (text: TextInput): Promise<ModelPrediction>
  /** A prediction for each text, in their order. */
  (texts: readonly TextInput[]): Promise<ModelPrediction[]>
  readonly folder: string
  /** The tasks with their labels (entity types or classes). */
  readonly tasks: readonly TaskFacts[]
  /** The same as a call. */
  predict(texts: readonly TextInput[]): Promise<ModelPrediction[]>
  /** Precision, recall and F1, or accuracy, on labelled data: a path or records in memory. */
  evaluate(data: DataInput, options?: EvaluateOptions): Promise<Report>
  /** Frees the model's thread; calls afterwards fail with E_WORKER_CLOSED. */
  close(): Promise<void>
}

/**
 * Loads a saved model.
 *
 * @param folder what `save` wrote, a run folder, or a model folder
 * @throws as `openPredictor`
 */
export async function loadPipeline(folder: string, options: PredictorOptions = {}): Promise<Pipeline> {
  const predictor = await openPredictor(folder, options)
  async function call(input: TextInput | readonly TextInput[]): Promise<ModelPrediction | ModelPrediction[]> {
    if (Array.isArray(input)) return predictor.predict(input)
    const [prediction] = await predictor.predict([input as TextInput])
    return prediction!
  }
  const own = {
    folder: predictor.folder,
    tasks: predictor.tasks,
    predict: (texts: readonly TextInput[]) => predictor.predict(texts),
    evaluate: async (data: DataInput, options?: EvaluateOptions) =>
      (await predictor.evaluate(data, options)).report,
    close: () => predictor.close(),
  }
  return Object.assign(call as Pipeline, own)
}

/** The entry that users of HanLP know. */
export const HanLP = { load: loadPipeline } as const
