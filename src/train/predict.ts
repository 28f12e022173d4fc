import { probabilitiesOf } from '../metrics/index.ts'
import type { Prediction, TaskInput } from '../tasks/index.ts'
import type { TaskModel } from './model.ts'

/** What a model of several tasks says of a text: a prediction for each, by the name of the task. */
export interface JointPrediction {
  readonly text: string
  readonly tasks: Readonly<Record<string, Prediction>>
}

/** What a model says of a text. */
export type ModelPrediction = Prediction | JointPrediction

/**
 * Predictions of all tasks for texts, in their order.
 *
 * @param onBatch hears how many sequences are done, of all
 * @param scores whether to give the probability of every class
 */
export async function predictTexts(
  model: TaskModel,
  texts: readonly TaskInput[],
  onBatch?: (done: number, all: number) => void,
  scores = false,
): Promise<ModelPrediction[]> {
  const { tasks } = model.parts
  const byTask: Prediction[][] = []
  for (const [at, { task }] of tasks.entries()) {
    const encodings = texts.map((text) => task.encodeText(text))
    const tell = onBatch && ((done: number, all: number) => onBatch(at * all + done, tasks.length * all))
    const logits = await model.logits(encodings, at, tell)
    const outputs = await model.decode(encodings, logits, at)
    byTask.push(scores ? outputs.map((output, i) => withScores(output, task.classes, logits[i]!)) : outputs)
  }
  if (tasks.length === 1) return byTask[0]!
  return texts.map(({ text }, i) => ({
    text,
    tasks: Object.fromEntries(tasks.map(({ name }, at) => [name, byTask[at]![i]!])),
  }))
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
