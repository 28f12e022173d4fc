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
 */
export async function predictTexts(
  model: TaskModel,
  texts: readonly TaskInput[],
  onBatch?: (done: number, all: number) => void,
): Promise<ModelPrediction[]> {
  const { tasks } = model.parts
  const byTask: Prediction[][] = []
  for (const [at, { task }] of tasks.entries()) {
    const encodings = texts.map((text) => task.encodeText(text))
    const tell = onBatch && ((done: number, all: number) => onBatch(at * all + done, tasks.length * all))
    byTask.push(await model.predict(encodings, at, tell))
  }
  if (tasks.length === 1) return byTask[0]!
  return texts.map(({ text }, i) => ({
    text,
    tasks: Object.fromEntries(tasks.map(({ name }, at) => [name, byTask[at]![i]!])),
  }))
}
