import { join } from 'node:path'
import { readConfigFile, requireData } from '../config/index.ts'
import type { DataSources } from './dataset.ts'
import type { TrainJob } from './job.ts'
import { openPretrained, type Pretrained } from './pretrained.ts'
import { RunFolder } from './run-folder.ts'
import { readTrainingState, type SavedTraining } from './state.ts'

/** An interrupted run, opened. */
export interface Resumed {
  readonly folder: RunFolder
  readonly saved: SavedTraining
  /** Its last checkpoint, as the encoder to start from. */
  readonly source: Pretrained
}

/**
 * Opens an interrupted run: data, model and settings come from its config.yaml, weights and all else from its last
 * checkpoint. Data that were given in memory must be given again.
 *
 * @param read goes on with the completed job; if it fails, the run's folder is released
 * @throws E_RUN_NO_STATE, E_RUN_FINISHED, E_RUN_LOCKED and the errors of the configuration and the state
 */
export function resumeRun<T>(given: TrainJob, read: (job: TrainJob & DataSources, resumed: Resumed) => T): T {
  const { run: folder } = RunFolder.open(given.out)
  let saved: SavedTraining | undefined
  try {
    const config = readConfigFile(join(given.out, 'config.yaml'))
    saved = readTrainingState(folder.last)
    const { model = given.out } = config
    const source = { ...openPretrained(folder.last), name: model }
    const own = inMemory(given)
    requireData(config, Object.keys(own))
    const data = { ...config.data, ...own }
    const job = { ...data, out: given.out, resume: true, settings: config.settings }
    return read(job as TrainJob & DataSources, { folder, saved, source })
  } catch (error) {
    saved?.close()
    folder.release()
    throw error
  }
}

/** Data in memory stand in no configuration. */
function inMemory({ train, dev, test }: TrainJob): Partial<TrainJob> {
  const own = { train, dev, test }
  return Object.fromEntries(Object.entries(own).filter(([, source]) => typeof source === 'object'))
}
