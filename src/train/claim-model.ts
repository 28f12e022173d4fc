import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { defineErrors } from '../base/errors.ts'
import type { SavedModel, SavedTask } from '../tasks/index.ts'
import { FolderLock } from './lock.ts'
import { modelFolderOf, readDescription, runFolderOf } from './model-folder.ts'
import { modelStamp } from './model-stamp.ts'

const fail = defineErrors({
  E_RUN_EXPORTED: {
    zh: {
      what: '这是导出的模型，它的说明和校验都按导出时的样子写成',
      fix: '改训练目录里的模型，再重新导出',
    },
    en: {
      what: 'this model was exported: what was written beside it holds for the model as it was',
      fix: 'change the model of the run, and export it again',
    },
  },
  E_RUN_CHANGED: {
    zh: { what: '评测之后模型被别的程序改动过', fix: '重新执行这条命令' },
    en: {
      what: 'another program changed the model since it was evaluated',
      fix: 'run the command again',
    },
  },
})

/** A saved model that is about to be changed where it stands; nobody else writes until it is released. */
export interface ClaimedModel {
  /** As it was named. */
  readonly path: string
  /** Where it really lies: a link stays, and what it leads to is changed, under the lock of its run. */
  readonly folder: string
  readonly tasks: readonly SavedTask[]
  readonly digests: SavedModel['digests']
  release(): void
}

/**
 * @param run a run folder (its `best` is taken), or a model folder
 * @param stamp what the model must be still, of `modelStamp`
 * @throws E_RUN_EXPORTED, E_RUN_CHANGED, E_RUN_ABSENT, E_RUN_DESCRIPTION, E_RUN_LOCKED
 */
export function claimModel(run: string, stamp?: string): ClaimedModel {
  const path = modelFolderOf(run)
  const folder = realpathSync(path)
  // A run that trains still would replace the model; a folder elsewhere has no one else who writes.
  const above = runFolderOf(folder)
  const lock = above === undefined ? undefined : FolderLock.acquire(above)
  const release = () => lock?.release()
  try {
    const { tasks, graph, digests } = readDescription(folder)
    if (graph !== undefined || existsSync(join(folder, 'export.json')))
      throw fail('E_RUN_EXPORTED', {}, { file: folder })
    if (stamp !== undefined && stamp !== modelStamp(folder)) throw fail('E_RUN_CHANGED', {}, { file: folder })
    return { path, folder, tasks, digests, release }
  } catch (error) {
    release()
    throw error
  }
}
