import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseSettings, readConfigFile, readingOf } from '../config/index.ts'
import type { TextRecord } from '../tasks/index.ts'
import { type DataSources, loadAll, type NamedSource } from './dataset.ts'
import type { OnEvent } from './events.ts'

/**
 * The dev sets on which a run chose its best model, by task: the files of its config.yaml, or the part of the
 * training data that was set aside. Undefined where the run's data were given in memory, or its files are gone.
 *
 * @param run a run folder, or a model folder in one
 * @throws the errors of the configuration and the readers
 */
export function devDataOf(run: string, onEvent: OnEvent): Map<string, readonly TextRecord[]> | undefined {
  const path = [run, dirname(run)].map((folder) => join(folder, 'config.yaml')).find(existsSync)
  if (path === undefined) return undefined
  const { data, inMemory, settings } = readConfigFile(path)
  const { train, dev } = data as Partial<DataSources>
  if (train === undefined || inMemory.some((role) => role === 'train' || role === 'dev')) return undefined
  const files = [train, dev].flatMap(filesOf)
  if (!files.every(existsSync)) return undefined
  const parsed = parseSettings(settings)
  const sources = { train, ...(dev !== undefined && { dev }) }
  const loaded = loadAll(sources, { ...parsed, reading: readingOf(parsed) }, onEvent)
  return new Map(loaded.map((task) => [task.name, task.dev]))
}

function filesOf(source: NamedSource | undefined): string[] {
  if (source === undefined) return []
  return typeof source === 'string' ? [source] : (Object.values(source) as string[])
}
