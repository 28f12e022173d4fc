import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { defineErrors } from '../base/errors.ts'
import { type ConfigFile, parseSettings, readConfigFile, readingOf } from '../config/index.ts'
import type { TaskKind, TextRecord } from '../tasks/index.ts'
import { type DataSources, type LoadedData, loadAll, type NamedSource } from './dataset.ts'
import { recordsDigest } from './digests.ts'
import type { OnEvent } from './events.ts'

const fail = defineErrors({
  E_DEV_CHANGED: {
    zh: {
      what: '任务 {task} 的验证数据已不是训练当时用的那一份（{data}）',
      fix: '恢复原来的文件（相对路径从启动程序的目录算起）；导出时也可以用 --dev 给出验证数据',
    },
    en: {
      what: 'the dev data of the task {task} are no longer those that the run had ({data})',
      fix: 'restore the file (a relative path starts where the program was started); an export also takes dev data with --dev',
    },
  },
})

/**
 * The dev sets on which a run chose its best model, by task: the files of its config.yaml, or the part of the
 * training data that was set aside. Undefined where the run's data were given in memory, or its files are gone.
 *
 * @param run a run folder, or a model folder in one
 * @throws E_DEV_CHANGED, the errors of the configuration and the readers
 */
export function devDataOf(run: string, onEvent: OnEvent): Map<string, readonly TextRecord[]> | undefined {
  const path = [run, dirname(run)].map((folder) => join(folder, 'config.yaml')).find(existsSync)
  if (path === undefined) return undefined
  const config = readConfigFile(path)
  const { data, inMemory, task } = config
  const { train, dev } = data as Partial<DataSources>
  if (train === undefined || inMemory.some((role) => role === 'train' || role === 'dev')) return undefined
  const files = [train, dev].flatMap((source) => filesOf(source))
  if (!files.every(existsSync)) return undefined
  const sources = {
    train,
    ...(dev !== undefined && { dev }),
    ...(task !== undefined && { task: task as TaskKind }),
  }
  const loaded = loadMeasured(config, sources, onEvent)
  return new Map(loaded.map((own) => [own.name, own.dev]))
}

/**
 * The data of a run, read and split as they were, with the dev data that it was measured on. Runs of older versions
 * do not tell whether they are the same.
 *
 * @throws E_DEV_CHANGED, the errors of the settings and the readers
 */
export function loadMeasured(
  { file, settings, digests }: ConfigFile,
  sources: DataSources,
  onEvent: OnEvent,
): LoadedData[] {
  const parsed = parseSettings(settings)
  const { devShare, seed } = parsed
  const loaded = loadAll(sources, { devShare, seed, reading: readingOf(parsed) }, onEvent)
  for (const { name, dev } of loaded) {
    const digest = digests.get(name)?.dev
    if (digest === undefined || digest === recordsDigest(dev)) continue
    const data = String(filesOf(sources.dev ?? sources.train, name))
    throw fail('E_DEV_CHANGED', { task: name, data }, { file })
  }
  return loaded
}

/** @param task whose file alone is asked for */
function filesOf(source: NamedSource | undefined, task?: string): string[] {
  if (source === undefined) return []
  if (typeof source === 'string') return [source]
  const files = Object.entries(source as Readonly<Record<string, string>>)
  return files.filter(([name]) => task === undefined || name === task).map(([, file]) => file)
}
