import { join } from 'node:path'
import { VERSION } from '../base/version.ts'
import { SETTING_NAMES } from '../config/index.ts'
import type { OpenFill } from './augmented.ts'
import type { DataSource, DataSources, LoadedData, NamedSource } from './dataset.ts'
import { measuredDigests } from './digests.ts'
import type { CompleteSettings } from './prepare.ts'
import type { EncoderChoice, Pretrained } from './pretrained.ts'

/** What to train. */
export interface TrainJob extends Partial<DataSources>, EncoderChoice {
  /** The run folder to make; must be empty or absent, unless the run in it is resumed. */
  readonly out: string
  readonly settings?: Readonly<Record<string, unknown>>
  /** Goes on with the interrupted run in `out`; data and settings are those of its config.yaml. */
  readonly resume?: boolean
  /** A run whose model is trained on, heads included; it takes the place of `model`. */
  readonly resumeFrom?: string
}

/** Asked between two steps. */
export interface Control {
  /** Whether the run is to stop here, whole. */
  isInterrupted(): boolean
  /** Opens a model that guesses blanks, for augmentation by it; it stands above this folder. */
  readonly openFill?: OpenFill
}

/** Everything that is needed to repeat a run, for config.yaml. */
export function configOf(
  job: TrainJob,
  data: readonly LoadedData[],
  { name, folder }: Pretrained,
  settings: CompleteSettings,
): object {
  const { train, dev, test } = job
  const known = SETTING_NAMES.map((key) => [key, settings[key] ?? null])
  return {
    hantune: VERSION,
    tasks: Object.fromEntries(
      data.map((own) => [own.name, { kind: own.task, labels: own.labels, digests: measuredDigests(own) }]),
    ),
    data: { train: nameOf(train), dev: nameOf(dev), test: nameOf(test) },
    model: {
      name,
      folder: join(folder),
      ...(job.revision !== undefined && { revision: job.revision }),
    },
    ...(job.resumeFrom !== undefined && { resumeFrom: job.resumeFrom }),
    settings: Object.fromEntries(known),
  }
}

function nameOf(source: NamedSource | undefined): unknown {
  if (source === undefined) return null
  if (typeof source === 'string') return source
  if (Array.isArray(source)) return `(${source.length} records in memory)`
  return Object.fromEntries(Object.entries(source).map(([task, own]) => [task, nameOf(own as DataSource)]))
}
