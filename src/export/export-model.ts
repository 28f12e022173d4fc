import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { isFree, writeFileAtomic } from '../base/files.ts'
import { StagedFolder } from '../base/staged-folder.ts'
import { VERSION } from '../base/version.ts'
import {
  drawInSteps,
  fusedModel,
  openInference,
  openRunner,
  sourceOf,
  weightGroups,
} from '../inference/index.ts'
import { checkModelBytes } from '../onnx/index.ts'
import type { PredictingModel, TextRecord } from '../tasks/index.ts'
import {
  devDataOf,
  loadModel,
  type ModelParts,
  modelFolderOf,
  modelNameOf,
  readDescription,
  readRecords,
  saveModel,
  type TaskModel,
} from '../train/index.ts'
import {
  checkDrops,
  compareSamples,
  type DevSets,
  dropsOf,
  FLOAT_TOLERANCE,
  type Merit,
  predictSamples,
  scoreOn,
  settledSamples,
  worstOf,
} from './_compare.ts'
import { fail } from './_errors.ts'
import { type ChosenGraph, choosePrecision } from './choose-precision.ts'
import { modelCard } from './model-card.ts'
import {
  DEFAULT_MAX_DROP,
  type ExportEvent,
  type ExportOptions,
  type ExportReport,
  isFewBits,
} from './options.ts'
import { requireTritonName } from './triton.ts'
import { saveReadable, writeGraphFolder } from './write-folder.ts'

/**
 * Writes a trained model for other programs, opens what was written and compares it with the trained model: on the
 * samples that were stored with it, and on a dev set. A model that is too far off leaves nothing behind. ONNX Runtime
 * blocks the thread that calls it.
 *
 * @throws E_EXPORT_EXISTS, E_EXPORT_OUT, E_EXPORT_AGAIN, E_EXPORT_QUANTIZE, E_EXPORT_NAME, E_EXPORT_DEV, E_EXPORT_DEV_TASK,
 *   E_EXPORT_SAMPLES, E_EXPORT_DROP, E_ONNX_SIZE,
 *   the errors of the model folder and of the readers, E_FILE_WRITE, and the signal's reason
 */
export async function exportModel(options: ExportOptions): Promise<ExportReport> {
  const { run, to, quantize, threads, signal, onEvent = () => {} } = options
  const name = modelNameOf(run)
  const out = options.out ?? join('exports', [name, to, ...(quantize ? [quantize] : [])].join('-'))
  if (to === 'safetensors' && quantize) throw fail('E_EXPORT_QUANTIZE', { to })
  if (out.trim() === '') throw fail('E_EXPORT_OUT', {})
  if (to === 'triton') requireTritonName(run, name)
  if (!isFree(out)) throw fail('E_EXPORT_EXISTS', {}, { file: out })
  const folder = modelFolderOf(run)
  const saved = readDescription(folder)
  if (saved.graph) throw fail('E_EXPORT_AGAIN', {}, { file: run })
  const tell = (event: ExportEvent) => {
    signal?.throwIfAborted()
    onEvent(event)
  }
  // Signals and messages come in between two turns of the event loop.
  const pause = async () => {
    await setImmediate()
    signal?.throwIfAborted()
  }
  const staged = new StagedFolder(out)
  const { stage } = staged
  let model: TaskModel | undefined
  try {
    model = (await loadModel(folder, { device: 'cpu', threads })).model
    if (to !== 'safetensors') checkModelBytes(leastBytes(model.parts, quantize))
    const work = new Work(options, model, { name, tell, pause })
    const report = await work.run(stage)
    const whole = { ...report, folder: out }
    writeFileAtomic(join(stage, 'README.md'), modelCard(whole, model.parts, name))
    const { folder: _, ...rest } = whole
    writeFileAtomic(join(stage, 'export.json'), `${JSON.stringify(rest, null, 2)}\n`)
    await pause()
    // What came to stand there meanwhile is somebody's.
    if (!staged.place()) throw fail('E_EXPORT_EXISTS', {}, { file: out })
    return whole
  } finally {
    staged.discard()
    await model?.release()
  }
}

interface Told {
  readonly name: string
  readonly tell: (event: ExportEvent) => void
  /** Between pieces of work that block the thread. @throws the signal's reason */
  readonly pause: () => Promise<void>
}

/** What the weights take in a graph at least: half precision is kept for matrices only. */
const leastBytes = ({ parameters }: ModelParts, quantize: ExportOptions['quantize']): number =>
  parameters.count * (quantize === 'fp16' ? 2 : 4)

/** One export, from the trained model to a folder that was compared with it. */
class Work {
  readonly #options: ExportOptions
  readonly #model: TaskModel
  readonly #name: string
  readonly #tell: Told['tell']
  readonly #pause: Told['pause']
  readonly #maxDrop: number

  constructor(options: ExportOptions, model: TaskModel, { name, tell, pause }: Told) {
    this.#options = options
    this.#model = model
    this.#name = name
    this.#tell = tell
    this.#pause = pause
    this.#maxDrop = options.maxDrop ?? DEFAULT_MAX_DROP
  }

  async run(stage: string): Promise<ExportReport> {
    const { to, quantize } = this.#options
    const sets = this.#devSets()
    const before = await this.#score('trained', this.#model, sets)
    const stored = readDescription(modelFolderOf(this.#options.run)).tasks.map(({ samples }) => samples)
    const trained = await predictSamples(this.#model, stored)
    await this.#pause()
    let groups: ExportReport['groups'] = []
    let opened: { readonly model: PredictingModel; release(): Promise<void> }
    if (to === 'safetensors') {
      saveModel(stage, this.#parts, trained)
      saveReadable(stage, this.#parts)
      const { model } = await loadModel(stage, { device: 'cpu', threads: this.#options.threads })
      opened = { model, release: () => model.release() }
    } else {
      const chosen = await this.#graph(sets, before, trained)
      groups = chosen.groups
      writeGraphFolder(stage, to, this.#parts, {
        ...chosen,
        precision: quantize ?? 'fp32',
        samples: await this.#samplesOf(chosen, trained),
        name: this.#name,
      })
      opened = await openInference(stage, { threads: this.#options.threads })
    }
    try {
      await this.#pause()
      const found = await predictSamples(opened.model, trained)
      const samples = compareSamples(trained, found, this.#strictness(sets))
      const after = await this.#score('exported', opened.model, sets)
      const scores = dropsOf(before, after, this.#model, sets)
      checkDrops(scores, this.#maxDrop)
      const precision = quantize ?? 'fp32'
      return {
        folder: stage,
        version: VERSION,
        to,
        precision,
        files: filesOf(stage),
        samples,
        scores,
        unscored: this.#parts.tasks.map(({ name }) => name).filter((_, at) => sets[at] === undefined),
        groups,
      }
    } finally {
      await opened.release()
    }
  }

  get #parts(): ModelParts {
    return this.#model.parts
  }

  /** The same numbers must say the same; rounded ones must in every task that no scores judge. */
  #strictness(sets: DevSets) {
    const { quantize } = this.#options
    const mayDiffer = (task: number) => quantize !== undefined && sets[task] !== undefined
    if (isFewBits(quantize)) return { mayDiffer }
    return { tolerance: FLOAT_TOLERANCE * (quantize ? 10 : 1), mayDiffer }
  }

  async #graph(
    sets: DevSets,
    before: readonly Merit[],
    trained: Awaited<ReturnType<typeof predictSamples>>,
  ): Promise<ChosenGraph> {
    const { quantize, threads } = this.#options
    if (!isFewBits(quantize)) {
      const all = weightGroups(this.#parts.config).length
      let done = 0
      const pause = async () => {
        await this.#pause()
        this.#tell({ event: 'drawing', done: ++done, all })
      }
      const graph = await drawInSteps(sourceOf(this.#parts), () => quantize ?? 'fp32', pause)
      return { graph, kept: [], groups: [] }
    }
    const encodings = this.#parts.tasks.map(({ task }, at) =>
      sets[at]
        ? sets[at].map((record) => task.encode(record))
        : trained[at]!.map(({ prediction }) => task.encodeText(prediction)),
    )
    return choosePrecision(this.#parts, {
      quantize,
      threads,
      encodings,
      onEvent: this.#tell,
      pause: this.#pause,
      judge: async (model) => {
        const drops = dropsOf(before, await this.#score('exported', model, sets), model, sets)
        const drop = worstOf(drops)?.drop
        // Scores judge the others.
        const unscored = trained.map((own, task) => (sets[task] ? [] : own))
        const found = await predictSamples(model, unscored)
        const { count, same } = compareSamples(unscored, found, { mayDiffer: () => true })
        return { isGood: same === count && (drop === undefined || drop <= this.#maxDrop), drop }
      },
    })
  }

  /** What a graph says of samples: what it must say again when it is opened. */
  async #samplesOf({ graph }: ChosenGraph, trained: Awaited<ReturnType<typeof predictSamples>>) {
    const { quantize, threads } = this.#options
    const model = fusedModel(await openRunner(graph, threads), this.#parts)
    try {
      const found = await predictSamples(model, trained)
      if (!isFewBits(quantize)) return found
      // Texts that are read together share the scales of their activations: those that stay are read by themselves.
      return await predictSamples(model, settledSamples(trained, found))
    } finally {
      await model.release()
    }
  }

  #score(which: 'trained' | 'exported', model: PredictingModel, sets: DevSets): Promise<Merit[]> {
    return scoreOn(model, sets, (done, all) => this.#tell({ event: 'scoring', model: which, done, all }))
  }

  /** The records to score on, by task. @throws the readers' errors */
  #devSets(): DevSets {
    const { dev, run, reading = {} } = this.#options
    const { tasks } = this.#parts
    const onData = (event: unknown) => this.#tell(event as ExportEvent)
    if (dev === undefined) {
      const found = devDataOf(run, onData)
      return tasks.map(({ name }) => some(found?.get(name)))
    }
    const byTask = typeof dev === 'string' && tasks.length === 1 ? { [tasks[0]!.name]: dev } : dev
    const known = tasks.map(({ name }) => name)
    if (typeof byTask === 'string') throw fail('E_EXPORT_DEV_TASK', { file: byTask, known: known.join(', ') })
    const odd = Object.keys(byTask).find((name) => !known.includes(name))
    if (odd !== undefined) throw fail('E_EXPORT_DEV', { name: odd, known: known.join(', ') })
    return tasks.map(({ name, task }) => {
      const source = byTask[name]
      return source === undefined
        ? undefined
        : some(readRecords('dev', source, { task: task.kind, ...reading }, onData))
    })
  }
}

const some = (records: readonly TextRecord[] | undefined): readonly TextRecord[] | undefined =>
  records && records.length > 0 ? records : undefined

function filesOf(folder: string): { name: string; bytes: number }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .map((path) => ({
      name: path.slice(folder.length + 1).replaceAll('\\', '/'),
      bytes: statSync(path).size,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}
