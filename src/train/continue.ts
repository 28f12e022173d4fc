import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { WeightFile } from '../base/weights.ts'
import type { Parameters } from '../engine/index.ts'
import { openWeights } from '../models/index.ts'
import type { NamedTask, TaskDescription, TaskKind } from '../tasks/index.ts'
import { modelFolderOf, readModelTasks } from './model-folder.ts'

/** A task of an earlier run, as its model folder describes it. */
export interface EarlierTask {
  readonly name: string
  readonly kind: TaskKind
  readonly description: Pick<TaskDescription, 'decoder' | 'granularity' | 'maxLength'>
  readonly prefix: string
  readonly labels: readonly string[]
  readonly classes: readonly string[]
}

/** A finished run whose model is trained on. */
export interface EarlierRun {
  readonly run: string
  /** The model's folder in it. */
  readonly folder: string
  readonly tasks: readonly EarlierTask[]
}

/** @throws E_RUN_ABSENT, E_RUN_DESCRIPTION */
export function openEarlierRun(run: string): EarlierRun {
  const folder = modelFolderOf(run)
  return { run, folder, tasks: readModelTasks(folder) }
}

/** The configuration of an earlier run, from which its dev data is known; undefined for a bare model folder. */
export function configOfEarlier({ run }: EarlierRun): string | undefined {
  const file = join(run, 'config.yaml')
  return existsSync(file) ? file : undefined
}

/** What became of the labels of a head that was trained before. */
export interface KeptLabels {
  readonly kept: readonly string[]
  readonly fresh: readonly string[]
  /** Labels of the earlier run that the new data has not: their rows stay, but nothing keeps them fresh. */
  readonly absent: readonly string[]
}

/**
 * Gives new heads what an earlier run's heads had learned: the rows of the classes that both have, and everything
 * that does not depend on classes. The rest of the new heads stays as it was initialised.
 *
 * @returns the parameters of which nothing stayed as it was initialised
 */
export function keepHeads(
  { folder, tasks: earlier }: EarlierRun,
  tasks: readonly NamedTask[],
  parameters: Parameters,
): ReadonlySet<string> {
  const kept = new Set<string>()
  const file = openWeights(folder)
  try {
    for (const { name, prefix, task } of tasks) {
      const old = matching(earlier, { name, kind: task.kind }, tasks.length)
      if (!old) continue
      const rows = task.classes.map((className) => old.classes.indexOf(className))
      for (const parameter of parameters) {
        if (!parameter.name.startsWith(prefix)) continue
        const own = parameter.name.slice(prefix.length)
        if (!IS_HEAD.test(own) || !file.tensors.has(old.prefix + own)) continue
        copyClasses(file, old.prefix + own, parameter, rows)
        if (own.startsWith('bert.pooler.') || rows.every((row) => row >= 0)) kept.add(parameter.name)
      }
    }
  } finally {
    file.close()
  }
  return kept
}

const IS_HEAD = /^(classifier|crf|bert\.pooler)\./

/** The earlier task of that kind and name; a model of one task has the one of the other, whatever its name. */
export function matching(
  earlier: readonly EarlierTask[],
  { name, kind }: Pick<EarlierTask, 'name' | 'kind'>,
  count: number,
): EarlierTask | undefined {
  const alike = earlier.filter((task) => task.kind === kind)
  const named = alike.find((task) => task.name === name)
  return named ?? (count === 1 && earlier.length === 1 ? alike[0] : undefined)
}

/**
 * How an earlier model reads and decides, as settings: a model that is trained on stays what it is unless it is asked
 * to change. Its tasks are those of the new data that it had before.
 */
export function inheritedSettings(
  earlier: readonly EarlierTask[],
  data: readonly { readonly name: string; readonly task: TaskKind }[],
): Readonly<Record<string, unknown>> {
  const had = data.flatMap(({ name, task: kind }) => matching(earlier, { name, kind }, data.length) ?? [])
  if (had.length === 0) return {}
  const tagging = had.find(({ kind }) => kind === 'ner')?.description
  return {
    maxLength: had[0]!.description.maxLength,
    ...(tagging && { head: tagging.decoder, granularity: tagging.granularity }),
  }
}

/** @param rows for each new class its number among the old ones, or −1 */
function copyClasses(
  file: WeightFile,
  source: string,
  target: { readonly name: string; readonly shape: readonly number[]; readonly value: Float32Array },
  rows: readonly number[],
): void {
  const { shape } = file.tensors.get(source)!
  const old = new Float32Array(shape.reduce((size, dim) => size * dim, 1))
  file.readFloat32(source, old)
  if (target.name.includes('bert.pooler.')) {
    target.value.set(old)
    return
  }
  const isSquare = target.name.endsWith('crf.transitions')
  const width = old.length / shape[0]!
  for (const [row, from] of rows.entries()) {
    if (from < 0) continue
    if (!isSquare) target.value.set(old.subarray(from * width, (from + 1) * width), row * width)
    else
      for (const [column, other] of rows.entries())
        if (other >= 0) target.value[row * rows.length + column] = old[from * width + other]!
  }
}
