import { probabilitiesOf } from '../metrics/index.ts'
import type { NamedTask } from './named-task.ts'
import type { Encoding, Prediction, TaskInput } from './task.ts'

/** What a model of several tasks says of a text: a prediction for each, by the name of the task. */
export interface JointPrediction {
  readonly text: string
  readonly tasks: Readonly<Record<string, Prediction>>
}

/** What a model says of a text. */
export type ModelPrediction = Prediction | JointPrediction

/** Hears how many sequences are done, of all. The next batch begins when what it returns is settled. */
export type OnBatch = (done: number, all: number) => void | Promise<void>

/** What predicts: an encoder with the heads of its tasks, however it runs. `at` is a task's place among them. */
export interface PredictingModel {
  readonly parts: { readonly tasks: readonly NamedTask[] }
  /** The logits of each text's examples, [rows, classes] each. */
  logits(encodings: readonly Encoding[], at?: number, onBatch?: OnBatch): Promise<Float32Array[][]>
  /** The same for all tasks, where one pass of the encoder serves them: encodings and logits by task. */
  jointLogits?(encodings: readonly (readonly Encoding[])[], onBatch?: OnBatch): Promise<Float32Array[][][]>
  /** Predictions from logits. */
  decode(
    encodings: readonly Encoding[],
    logits: readonly (readonly Float32Array[])[],
    at?: number,
  ): Promise<Prediction[]>
}

/**
 * Predictions of all tasks for texts, in their order.
 *
 * @param onBatch hears how many sequences are done, of all
 * @param scores whether to give the probability of every class
 */
export async function predictTexts(
  model: PredictingModel,
  texts: readonly TaskInput[],
  onBatch?: OnBatch,
  scores = false,
): Promise<ModelPrediction[]> {
  const { tasks } = model.parts
  const encodings = tasks.map(({ task }) => texts.map((text) => task.encodeText(text)))
  const logits = await logitsOf(model, encodings, onBatch)
  const byTask: Prediction[][] = []
  for (const [at, { task }] of tasks.entries()) {
    const outputs = await model.decode(encodings[at]!, logits[at]!, at)
    byTask.push(
      scores ? outputs.map((output, i) => withScores(output, task.classes, logits[at]![i]!)) : outputs,
    )
  }
  if (tasks.length === 1) return byTask[0]!
  return texts.map(({ text }, i) => ({
    text,
    tasks: Object.fromEntries(tasks.map(({ name }, at) => [name, byTask[at]![i]!])),
  }))
}

/** The logits of all tasks, by task. */
async function logitsOf(
  model: PredictingModel,
  encodings: readonly (readonly Encoding[])[],
  onBatch: OnBatch | undefined,
): Promise<Float32Array[][][]> {
  if (model.jointLogits) return model.jointLogits(encodings, onBatch)
  const count = encodings.length
  const logits: Float32Array[][][] = []
  for (const [at, own] of encodings.entries()) {
    const tell = onBatch && ((done: number, all: number) => onBatch(at * all + done, count * all))
    logits.push(await model.logits(own, at, tell))
  }
  return logits
}

/** A class with the probabilities of all; other predictions have theirs already. */
function withScores(
  output: Prediction,
  classes: readonly string[],
  [logits]: readonly Float32Array[],
): Prediction {
  if (!('label' in output)) return output
  const probabilities = probabilitiesOf(logits!)
  return { ...output, scores: Object.fromEntries(classes.map((name, at) => [name, probabilities[at]!])) }
}
