import { join } from 'node:path'
import { exportModel } from '../../src/export/index.ts'
import { fit as train } from '../../src/train/index.ts'
import { temporaryFolder } from './temporary.ts'
import { TINY_SETTINGS, writeTiny } from './tiny.ts'

/** What a tiny run learns: places (`ner`), reviews (`cls`), or both. */
export type TinyData = 'ner' | 'cls' | 'both'

/** Trains a tiny model on tiny data and returns its run folder; dev and training data are the same file. */
export async function trainTiny(settings: object = {}, data: TinyData = 'ner'): Promise<string> {
  const folder = temporaryFolder()
  const { bio, tsv, model } = writeTiny(folder)
  const source = { ner: bio, cls: tsv, both: { ner: bio, cls: tsv } }[data]
  const out = join(folder, 'run')
  // A head that is named belongs to tags; classes have one kind.
  const { head: _, ...rest } = TINY_SETTINGS
  await train(
    { train: source, dev: source, model, out, settings: { ...rest, epochs: 8, ...settings } },
    () => {},
    { isInterrupted: () => false },
  )
  return out
}

/** Exports a run to ONNX and returns the folder. */
export async function exportTiny(run: string): Promise<string> {
  const { folder } = await exportModel({ run, to: 'onnx', out: join(temporaryFolder(), 'out'), threads: 1 })
  return folder
}
