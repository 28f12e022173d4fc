import { sizeOf } from '../base/dtypes.ts'
import { defineErrors } from '../base/errors.ts'
import { checkData } from '../check/index.ts'
import { isTrainable, ownNames, parseSettings, readingOf, type Settings, windowOf } from '../config/index.ts'
import { encoderParameters, headParameters } from '../models/index.ts'
import type { Example, NamedTask } from '../tasks/index.ts'
import { augmentAll, type OpenFill } from './augmented.ts'
import { type EarlierRun, type EarlierTask, inheritedSettings, matching, openEarlierRun } from './continue.ts'
import { type DataSources, type LoadedData, loadAll, namesOf } from './dataset.ts'
import type { OnEvent } from './events.ts'
import { type Fingerprint, fingerprintOf, requireSame } from './fingerprint.ts'
import type { TrainJob } from './job.ts'
import type { MemoryFacts } from './memory-facts.ts'
import { chooseMemoryPlan, type MemoryPlan, memoryBudget } from './memory-plan.ts'
import { refusalFindings } from './memory-refusal.ts'
import {
  type CompleteSettings,
  complete,
  dropoutOf,
  type EncodedTask,
  encodeTask,
  tasksOf,
} from './prepare.ts'
import { encoderChoice, openPretrained, type Pretrained } from './pretrained.ts'
import { type Resumed, resumeRun } from './resume.ts'
import { RunFolder } from './run-folder.ts'
import { scheduleOf } from './trainer.ts'
import { factsOf } from './watch.ts'

/** Places of a finding that a run tells; `hantune data check` tells all. */
const PLACES_TOLD = 3

const fail = defineErrors({
  E_JOB_NO_DATA: {
    zh: { what: '没有训练数据', fix: '给出数据文件；要接着中断的训练，请用 --resume 目录' },
    en: {
      what: 'there is no training data',
      fix: 'give a data file; to go on with a run use --resume FOLDER',
    },
  },
})

/** A run that is read in; what it needs of memory is known, and nothing large is allocated. */
export interface ReadyRun {
  readonly job: TrainJob
  readonly data: readonly LoadedData[]
  readonly source: Pretrained
  readonly tasks: readonly NamedTask[]
  readonly sets: readonly EncodedTask[]
  readonly settings: CompleteSettings
  readonly memory: MemoryPlan
  readonly fingerprint: Fingerprint
  readonly earlier: EarlierRun | undefined
  /** Where an interrupted run stood; it holds the run's folder. */
  readonly resumed: Resumed | undefined
}

/**
 * Reads settings, data and model of a run.
 *
 * @throws HanTuneError of the data, the model, the settings, the memory and the run folder
 */
export async function prepare(given: TrainJob, onEvent: OnEvent, openFill?: OpenFill): Promise<ReadyRun> {
  if (given.resume) return resumeRun(given, (job, resumed) => read(job, onEvent, { resumed, openFill }))
  RunFolder.requireFree(given.out)
  return prepareAlone(given, onEvent, openFill)
}

/** The same for work that needs no run folder. */
export async function prepareAlone(
  given: TrainJob,
  onEvent: OnEvent,
  openFill?: OpenFill,
): Promise<ReadyRun> {
  if (given.train === undefined) throw fail('E_JOB_NO_DATA', {})
  return read({ ...given, train: given.train }, onEvent, { openFill })
}

async function read(
  job: TrainJob & DataSources,
  onEvent: OnEvent,
  { resumed, openFill }: { resumed?: Resumed; openFill?: OpenFill | undefined },
): Promise<ReadyRun> {
  const own = ownNames(job.settings ?? {}).values
  const reading = parseSettings(own)
  // A run that goes on has all from its own checkpoint: the earlier run may be gone.
  const earlier = resumed || job.resumeFrom === undefined ? undefined : openEarlierRun(job.resumeFrom)
  const known = resumed?.tasks ?? earlier?.tasks ?? []
  const loaded = loadAll(
    job,
    { ...reading, reading: readingOf(reading), known: labelsAmong(known, job) },
    onEvent,
  )
  const source = resumed?.source ?? openPretrained(earlier?.folder ?? job.model, job.revision)
  if (reading.check && !resumed) tellFindings(loaded, source, reading, onEvent)
  const data = await augmentAll(loaded, reading, encoderChoice(job), openFill, onEvent)
  const asked = earlier ? parseSettings({ ...inheritedSettings(earlier.tasks, data), ...own }) : reading
  const settings = complete(asked, source, data)
  const tasks = tasksOf(data, source, settings, asked.head)
  const sets = tasks.map((task, i) => encodeTask(task, data[i]!))
  const fingerprint = fingerprintOf(tasks, sets, settings)
  if (resumed) requireSame(fingerprint, resumed.saved.state.fingerprints, job.out)
  const memory = resumed
    ? (resumed.saved.state.memory as unknown as MemoryPlan)
    : planMemory({ data, source, tasks, sets, settings }, onEvent)
  return { job, data, source, tasks, sets, settings, memory, fingerprint, earlier, resumed }
}

/** Looks through the data as they will be read; a model that goes on has seen its data. */
function tellFindings(
  data: readonly LoadedData[],
  { config, tokenizer }: Pretrained,
  { maxLength }: Settings,
  onEvent: OnEvent,
): void {
  const window = windowOf(maxLength, config.max_position_embeddings)
  for (const { name, train, dev, test } of data) {
    const report = checkData({ train, dev, test }, { tokenizer, maxLength: window, listed: PLACES_TOLD })
    onEvent({ event: 'check', task: name, report })
  }
}

/** The labels that a task of a job had before. */
function labelsAmong(known: readonly EarlierTask[], { train }: DataSources) {
  const count = namesOf(train)?.length ?? 1
  return (task: Pick<EarlierTask, 'name' | 'kind'>) => matching(known, task, count)?.labels ?? []
}

/** Chooses how the run fits; one that does not is told to the coach, who knows what to change. @throws E_MEMORY_LIMIT */
function planMemory(
  read: Pick<ReadyRun, 'data' | 'source' | 'tasks' | 'sets' | 'settings'>,
  onEvent: OnEvent,
): MemoryPlan {
  const { source, tasks, sets, settings } = read
  const facts = memoryFactsOf(source, tasks, sets, settings)
  const limit = memoryBudget(settings.memoryLimit)
  try {
    return chooseMemoryPlan(facts, limit)
  } catch (error) {
    const { steps } = scheduleOf(
      sets.map(({ examples }) => examples.length),
      settings,
    )
    const parameters = facts.declarations.reduce((sum, { shape }) => sum + sizeOf(shape), 0)
    onEvent({ event: 'coach', findings: refusalFindings(factsOf(read, { parameters, steps }), facts, limit) })
    throw error
  }
}

/** What the memory of a run depends on. */
function memoryFactsOf(
  source: Pretrained,
  tasks: readonly NamedTask[],
  sets: readonly EncodedTask[],
  settings: CompleteSettings,
): MemoryFacts {
  const { config } = source
  const lengthsOf = (examples: readonly Example[]) => examples.map(({ tokenIds }) => tokenIds.length)
  const passed = sets.flatMap(({ dev, test }) => [dev, ...(test ? [test] : [])])
  const heads = tasks.flatMap(({ task, prefix }) => headParameters(config, task.head, prefix))
  return {
    baseBytes: process.memoryUsage.rss(),
    config,
    declarations: [...encoderParameters(config), ...heads],
    isTrainable: (name) => isTrainable(name, settings, config.num_hidden_layers),
    tasks: tasks.length,
    reads: tasks.some(({ task }) => task.head.kind === 'token') ? 'token' : 'sequence',
    classes: Math.max(...tasks.map(({ task }) => task.head.classes)),
    lengths: sets.flatMap(({ examples }) => lengthsOf(examples)),
    passLengths: passed.flatMap(({ encodings }) => encodings.flatMap(({ examples }) => lengthsOf(examples))),
    batchSize: settings.batchSize,
    copies: settings.rDrop > 0 ? 2 : 1,
    dropout: dropoutOf(source, settings),
    activations: settings.activations,
    optimizerState: settings.optimizerState,
    ema: settings.ema > 0,
    recompute: settings.recompute,
  }
}
