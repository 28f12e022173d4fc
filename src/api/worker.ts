// The worker thread: ONNX Runtime blocks the thread that calls it, so the work is done here and the caller's event
// loop stays free.
import { defineErrors } from '../base/errors.ts'
import { nearestHint } from '../base/nearest.ts'
import { quote } from '../base/quote.ts'
import { answerRequests, type WorkerHandlers } from '../base/worker-thread.ts'
import { openInference } from '../inference/index.ts'
import { FillMask, pretrain } from '../pretrain/index.ts'
import { type PredictingModel, taskFacts } from '../tasks/index.ts'
import {
  loadModel,
  modelFolderOf,
  type OpenFill,
  predictTexts,
  readDescription,
  readRecords,
  fit as runJob,
  sweepRates,
} from '../train/index.ts'
import type { Ask, Requests, WorkerEvent } from './protocol.ts'

type Tell = (event: WorkerEvent) => void

const fail = defineErrors({
  E_MODEL_TASK: {
    zh: { what: '模型没有名为 {name} 的任务{near}', fix: '模型的任务：{known}' },
    en: { what: 'the model has no task named {name}{near}', fix: 'its tasks are: {known}' },
  },
  E_MODEL_TASK_OPEN: {
    zh: { what: '模型有几个任务（{known}），没有说评测哪一个', fix: '写明任务，例如 {example}=数据文件' },
    en: {
      what: 'the model has several tasks ({known}), and none was named',
      fix: 'name the task of the data, as in {example}=FILE',
    },
  },
})

interface OpenedModel {
  readonly folder: string
  readonly model: PredictingModel
}

let opened: OpenedModel | undefined
let filler: FillMask | undefined
let isInterrupted = false

/** A model of its own that guesses blanks, for augmentation. */
const openGuesses: OpenFill = async (choice, threads) => {
  const guesses = await FillMask.load(choice, { device: 'cpu', threads })
  return {
    fill: (texts) => guesses.fill(texts),
    mask: guesses.mask,
    release: () => guesses.release(),
  }
}

const handlers: WorkerHandlers<Requests, WorkerEvent> = {
  train: (job, tell) => runJob(job, tell, { isInterrupted: () => isInterrupted, openFill: openGuesses }),

  pretrain: (job, tell) => pretrain(job, tell, { isInterrupted: () => isInterrupted }),

  async openFill({ threads, ...choice }) {
    filler = await FillMask.load(choice, { device: 'cpu', threads })
    return null
  },

  fill: ({ texts, count }) => filler!.fill(texts, count),

  sweep: (job, tell) =>
    sweepRates(
      job,
      tell,
      (point, step, steps) => tell({ event: 'sweep', ...point, step, steps }),
      openGuesses,
    ),

  async open({ run, threads }) {
    opened = await openModel(run, threads)
    const { folder, model } = opened
    return { folder, tasks: taskFacts(model.parts.tasks) }
  },

  predict: ({ texts, scores }, tell) =>
    predictTexts(opened!.model, texts, (done, all) => tell({ event: 'pass', done, all }), scores),

  async evaluate(ask, tell) {
    const { folder, name, kind, records, score } = await outcomesOf(ask, tell)
    return { folder, name, kind, records: records.length, report: score() }
  },

  async outcomes(ask, tell) {
    const { folder, name, kind, labels, records, outputs, logits, thresholds } = await outcomesOf(ask, tell)
    // Of a text's one sequence; those of every token would be many and tell little.
    const rows = kind === 'ner' ? undefined : logits.map(([row]) => row!)
    return {
      folder,
      name,
      task: kind,
      labels,
      records,
      outputs,
      ...(rows && { logits: rows }),
      ...(thresholds && { thresholds }),
    }
  },
}

/** A trained model, or one that was exported. */
function openModel(run: string, threads: number): Promise<OpenedModel> {
  const isExported = readDescription(modelFolderOf(run)).graph !== undefined
  return isExported ? openInference(run, { threads }) : loadModel(run, { device: 'cpu', threads })
}

/** What the opened model says of labelled records. */
async function outcomesOf({ data, task: asked, reading }: Ask<'outcomes'>, tell: Tell) {
  const { model, folder } = opened!
  const at = placeOf(asked, opened!)
  const { name, task } = model.parts.tasks[at]!
  const records = readRecords('test', data, { task: task.kind, ...reading }, tell)
  const encodings = records.map((record) => task.encode(record))
  const logits = await model.logits(encodings, at, (done, all) => tell({ event: 'pass', done, all }))
  const outputs = await model.decode(encodings, logits, at)
  const score = () => task.score(records, outputs)
  const { thresholds } = taskFacts(model.parts.tasks)[at]!
  return { folder, name, kind: task.kind, labels: task.labels, records, outputs, logits, thresholds, score }
}

/** The place of a task among the model's. @throws E_MODEL_TASK, E_MODEL_TASK_OPEN */
function placeOf(name: string | undefined, { folder, model }: OpenedModel): number {
  const { tasks } = model.parts
  if (name === undefined && tasks.length === 1) return 0
  const names = tasks.map((task) => task.name)
  const known = names.join(', ')
  if (name === undefined) throw fail('E_MODEL_TASK_OPEN', { known, example: names[0]! }, { file: folder })
  const at = names.indexOf(name)
  if (at >= 0) return at
  throw fail('E_MODEL_TASK', { name: quote(name), near: nearestHint(name, names), known }, { file: folder })
}

answerRequests<Requests, WorkerEvent>(handlers, {
  onInterrupt() {
    isInterrupted = true
  },
})
