import { join } from 'node:path'
import { VERSION } from '../base/version.ts'
import { defaultLearningRate, parseSettings, type Settings } from '../config/index.ts'
import { describe } from '../data/index.ts'
import { openWeights } from '../models/index.ts'
import {
  type AnyTask,
  buildTask,
  checkMaxLength,
  type Encoding,
  type Prediction,
  type Report,
  type TaskDescription,
  type TextRecord,
} from '../tasks/index.ts'
import { type DataSource, type DataSources, type LoadedData, loadData } from './dataset.ts'
import type { Done, Evaluation, OnEvent, Plan } from './events.ts'
import { TaskModel } from './model.ts'
import { type SamplePrediction, saveModel } from './model-folder.ts'
import { forecast, tokensOf } from './plan.ts'
import { openPretrained, type Pretrained, startParameters } from './pretrained.ts'
import { ProgressMeter } from './progress.ts'
import { RunFolder } from './run-folder.ts'
import { scheduleOf, train } from './trainer.ts'

/** A window of so many tokens serves most texts; attention grows with its square. */
const DEFAULT_MAX_LENGTH = 256
/** Texts whose predictions are kept with a model to check it by. */
const SAMPLES = 5

/** What to train. */
export interface TrainJob extends DataSources {
  /** A folder, or a hub id in the local cache; left out: the embedded encoder. */
  readonly model?: string
  /** The run folder to make; must be empty or absent. */
  readonly out: string
  readonly settings?: Readonly<Record<string, unknown>>
}

/**
 * Trains a model from annotated data: reads, plans, fine-tunes with an evaluation after each epoch, keeps the best
 * and the last checkpoint, and scores the best on the test data if there is any.
 *
 * @param onEvent hears everything worth showing, in order
 * @throws HanTuneError of the data, the model, the settings and the run folder
 */
export async function fit(job: TrainJob, onEvent: OnEvent = () => {}): Promise<Done> {
  const started = performance.now()
  const given = parseSettings(job.settings ?? {})
  RunFolder.requireFree(job.out)
  const data = loadData(job, given, onEvent)
  const source = openPretrained(job.model)
  const settings = complete(given, source)
  const description: TaskDescription = {
    kind: data.task,
    labels: data.labels,
    maxLength: settings.maxLength,
    granularity: settings.granularity,
  }
  const task = buildTask(description, source.tokenizer)
  const encoded = encodeAll(task, data)
  const model = await startModel(source, task, settings, onEvent)
  try {
    return await run({ started, job, data, source, settings, description, encoded, model }, onEvent)
  } finally {
    await model.release()
  }
}

/** A run that is read in and ready to start. */
interface ReadyRun {
  readonly started: number
  readonly job: TrainJob
  readonly data: LoadedData
  readonly source: Pretrained
  readonly settings: CompleteSettings
  readonly description: TaskDescription
  readonly encoded: EncodedData
  readonly model: TaskModel
}

async function run(ready: ReadyRun, onEvent: OnEvent): Promise<Done> {
  const { job, data, source, settings, encoded, model } = ready
  const plan = await planOf(model, source, data, encoded, settings)
  const folder = RunFolder.create(job.out, configOf(job, data, source, settings))
  try {
    onEvent(plan)
    return await runIn(folder, plan, ready, onEvent)
  } finally {
    folder.release()
  }
}

async function runIn(folder: RunFolder, plan: Plan, ready: ReadyRun, onEvent: OnEvent): Promise<Done> {
  const { started, data, settings, description, encoded, model } = ready
  const { task } = model.parts
  const meter = new ProgressMeter(plan.steps, onEvent)
  let best: Evaluation | undefined
  let steps = 0
  const training = train(model, encoded.train, settings, {
    checkpoint: folder.path,
    onStep: (result) => {
      folder.step({ event: 'step', ...result }, plan.steps)
      meter.step(result)
      steps = result.step
    },
    onEpoch: async ({ epoch, step, trainLoss }) => {
      const start = performance.now()
      const { report, outputs } = await evaluate(model, data.dev, encoded.dev)
      const { name: metric, value } = task.figureOfMerit(report)
      // A model that finds nothing yet has nothing to lose by training on.
      const isBest = !best || value > best.value || (value === 0 && best.value === 0)
      const seconds = (performance.now() - start) / 1000
      const row: Evaluation = {
        event: 'evaluation',
        split: 'dev',
        epoch,
        step,
        trainLoss,
        report,
        metric,
        value,
        best: isBest,
        seconds,
      }
      const samples = samplesOf(outputs)
      const save = (path: string) => saveModel(path, model.parts, description, samples)
      folder.save('last', save)
      if (isBest) folder.save('best', save)
      folder.record(row)
      onEvent(row)
      if (isBest) best = row
      meter.pause(performance.now() - start)
      return settings.patience === 0 || epoch - best!.epoch < settings.patience
    },
  })
  const reason = await training.catch((error: Error) => {
    folder.recordFailure(error)
    throw error
  })

  const test = data.test && (await scoreBest(model, folder.best, data.test, encoded.test!))
  const done: Done = {
    event: 'done',
    folder: folder.path,
    reason,
    bestEpoch: best!.epoch,
    metric: best!.metric,
    value: best!.value,
    steps,
    seconds: (performance.now() - started) / 1000,
    // In KiB.
    peakMemoryMb: Math.round((process.resourceUsage().maxRSS * 1024) / 1e6),
    ...(test && { test }),
  }
  folder.record(done)
  onEvent(done)
  return done
}

/** Texts in which something was found come first: a model that finds nothing agrees with any other that does. */
function samplesOf(outputs: readonly Prediction[]): SamplePrediction[] {
  const isTelling = (output: Prediction) => 'label' in output || output.entities.length > 0
  const sorted = [...outputs.filter(isTelling), ...outputs.filter((output) => !isTelling(output))]
  return sorted.slice(0, SAMPLES).map((prediction) => ({ text: prediction.text, prediction }))
}

type CompleteSettings = Settings & { readonly learningRate: number; readonly maxLength: number }

function complete(settings: Settings, { config, pretrained }: Pretrained): CompleteSettings {
  const limit = config.max_position_embeddings
  const encoder = { layers: config.num_hidden_layers, width: config.hidden_size, pretrained }
  return {
    ...settings,
    learningRate: settings.learningRate ?? defaultLearningRate(encoder),
    maxLength: checkMaxLength(settings.maxLength ?? Math.min(DEFAULT_MAX_LENGTH, limit), limit),
  }
}

interface EncodedData {
  readonly train: readonly Encoding[]
  readonly dev: readonly Encoding[]
  readonly test: readonly Encoding[] | undefined
}

function encodeAll(task: AnyTask, { train, dev, test }: LoadedData): EncodedData {
  const encode = (records: readonly TextRecord[]) => records.map((record) => task.encode(record))
  return { train: encode(train), dev: encode(dev), test: test && encode(test) }
}

async function startModel(
  source: Pretrained,
  task: AnyTask,
  settings: CompleteSettings,
  onEvent: OnEvent,
): Promise<TaskModel> {
  const { config, tokenizer, name, pretrained } = source
  const { parameters, report } = startParameters(source, task, settings.seed)
  const { loaded, initialised, ignored } = report
  onEvent({ event: 'weights', name, pretrained, loaded: loaded.length, initialised, ignored })
  const hidden = settings.dropout ?? config.hidden_dropout_prob
  const dropout = {
    hidden,
    attention: settings.dropout ?? config.attention_probs_dropout_prob,
    head: settings.dropout ?? config.classifier_dropout ?? hidden,
  }
  const { threads, recompute } = settings
  return TaskModel.create(
    { config, tokenizer, task, parameters },
    { device: 'cpu', threads, dropout, recompute },
  )
}

async function planOf(
  model: TaskModel,
  { config, name, pretrained }: Pretrained,
  { task, labels, train, dev }: LoadedData,
  encoded: EncodedData,
  settings: CompleteSettings,
): Promise<Plan> {
  const examples = encoded.train.flatMap((encoding) => encoding.examples)
  return {
    event: 'plan',
    task,
    model: {
      name,
      layers: config.num_hidden_layers,
      width: config.hidden_size,
      parameters: model.parts.parameters.count,
      pretrained,
    },
    labels,
    train: describe(train),
    dev: describe(dev),
    settings,
    examples: examples.length,
    longTexts: encoded.train.filter(({ examples: own }) => own.length > 1 || own.some(isTruncated)).length,
    unlearnable: [...encoded.train, ...encoded.dev].reduce((sum, encoding) => sum + encoding.unlearnable, 0),
    tokensPerEpoch: tokensOf(examples),
    ...scheduleOf(examples.length, settings),
    ...(await forecast(model, encoded.train, encoded.dev, settings)),
  }
}

const isTruncated = (example: object): boolean => 'truncated' in example && example.truncated === true

/** Predictions for records and their score. */
export async function evaluate(
  model: TaskModel,
  records: readonly TextRecord[],
  encodings: readonly Encoding[],
) {
  const outputs = await model.predict(encodings)
  return { outputs, report: model.parts.task.score(records, outputs) }
}

/** Takes the best checkpoint's weights back into the model and scores them on the test data. */
async function scoreBest(
  model: TaskModel,
  folder: string,
  records: readonly TextRecord[],
  encodings: readonly Encoding[],
): Promise<Report> {
  const file = openWeights(folder)
  try {
    for (const { name, value } of model.parts.parameters) file.readFloat32(name, value)
  } finally {
    file.close()
  }
  return (await evaluate(model, records, encodings)).report
}

/** Everything that is needed to repeat a run, for config.yaml. */
function configOf(
  job: TrainJob,
  { task, labels }: LoadedData,
  { name, folder }: Pretrained,
  settings: CompleteSettings,
) {
  const sourceName = (source: DataSource | undefined) =>
    source === undefined ? null : typeof source === 'string' ? source : `(${source.length} records in memory)`
  return {
    hantune: VERSION,
    task,
    data: { train: sourceName(job.train), dev: sourceName(job.dev), test: sourceName(job.test) },
    model: { name, folder: join(folder) },
    labels,
    settings: { ...settings, dropout: settings.dropout ?? null, numLabels: settings.numLabels ?? null },
  }
}
