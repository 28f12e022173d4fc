import { join } from 'node:path'
import { type ConfigFile, readConfigFile, requireData } from '../config/index.ts'
import type { TaskKind } from '../tasks/index.ts'
import type { EarlierTask } from './continue.ts'
import type { DataSources } from './dataset.ts'
import type { TrainJob } from './job.ts'
import { readModelTasks } from './model-folder.ts'
import { openPretrained, type Pretrained } from './pretrained.ts'
import { RunFolder } from './run-folder.ts'
import { readTrainingState, type SavedTraining } from './state.ts'

/** An interrupted run, opened. */
export interface Resumed {
  readonly folder: RunFolder
  readonly saved: SavedTraining
  /** Its last checkpoint, as the encoder to start from. */
  readonly source: Pretrained
  /** What that checkpoint's heads tell apart. */
  readonly tasks: readonly EarlierTask[]
}

/**
 * Opens an interrupted run: data, model and settings come from its config.yaml, weights and all else from its last
 * checkpoint. Data that were given in memory must be given again.
 *
 * @param read goes on with the completed job; if it fails, the run's folder is released
 * @throws E_RUN_NO_STATE, E_RUN_FINISHED, E_RUN_LOCKED and the errors of the configuration and the state
 */
export async function resumeRun<T>(
  given: TrainJob,
  read: (job: TrainJob & DataSources, resumed: Resumed) => Promise<T>,
): Promise<T> {
  const { run: folder } = RunFolder.open(given.out)
  let saved: SavedTraining | undefined
  try {
    const job = jobOfRun(given)
    saved = readTrainingState(folder.last)
    const source = { ...openPretrained(folder.last), name: job.model ?? given.out }
    const tasks = readModelTasks(folder.last)
    return await read({ ...job, resume: true }, { folder, saved, source, tasks })
  } catch (error) {
    saved?.tensors.close()
    folder.release()
    throw error
  }
}

/** The job of a run, as its config.yaml says, to train anew with it. @throws as `readConfigFile`, E_CONFIG_MEMORY */
export function jobOfRun(given: TrainJob): TrainJob & DataSources {
  const { data, task, model, revision, resumeFrom, settings } = configOf(given)
  return {
    ...(data as DataSources),
    ...(task !== undefined && { task: task as TaskKind }),
    ...(model !== undefined && { model }),
    ...(revision !== undefined && { revision }),
    ...(resumeFrom !== undefined && { resumeFrom }),
    out: given.out,
    settings,
  }
}

/** Its configuration, with the data that were given again in place of those that it had in memory. */
function configOf(given: TrainJob): ConfigFile {
  const config = readConfigFile(join(given.out, 'config.yaml'))
  const own = inMemory(given)
  requireData(config, Object.keys(own))
  return { ...config, data: { ...config.data, ...(own as object) } }
}

/** Data in memory stand in no configuration. */
function inMemory({ train, dev, test }: TrainJob): Partial<TrainJob> {
  const own = { train, dev, test }
  return Object.fromEntries(Object.entries(own).filter(([, source]) => typeof source === 'object'))
}
