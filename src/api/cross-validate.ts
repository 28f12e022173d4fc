import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineErrors, HanTuneError, placedAt } from '../base/errors.ts'
import { RandomStream } from '../base/random.ts'
import type { Opinion } from '../check/index.ts'
import type { SettingsInput } from '../config/index.ts'
import { type AnyRecord, recordLabels, recordPlace, taskOfRecord } from '../data/index.ts'
import type { TrainEvent } from '../train/index.ts'
import { MTLConfig } from './config.ts'
import { MultiTaskLearning } from './multi-task-learning.ts'
import { openPredictor } from './predictor.ts'
import type { RecordInput } from './records.ts'

const fail = defineErrors({
  E_FOLDS_COUNT: {
    zh: {
      what: '{texts} 种不同文本不能分成 {folds} 折',
      fix: '折数取 2 到不同文本数之间的整数，通常 5',
    },
    en: {
      what: '{texts} distinct texts cannot be dealt out to {folds} folds',
      fix: 'choose a whole number of folds from 2 to the number of distinct texts; 5 is usual',
    },
  },
})

/** How models are trained that judge the records they have not seen. */
export interface CrossValidation {
  /** The encoder; left out: the embedded one. */
  readonly model?: string | undefined
  readonly revision?: string
  readonly offline?: boolean
  /** 5 where it is left out. */
  readonly folds?: number | undefined
  /** Settings of each training; its seed deals out the folds, too. */
  readonly settings?: SettingsInput
  readonly signal?: AbortSignal | undefined
  /** Hears each training; folds count from 1. */
  readonly onEvent?: (fold: number, event: TrainEvent) => void
}

/**
 * What models say about records that they have not seen: the records are dealt out to folds, and those of each fold
 * are judged by a model trained on the others. Records of equal text share a fold. The models are thrown away.
 *
 * @param records of one task
 * @returns an opinion for each record, in their order
 * @throws E_FOLDS_COUNT, and what training throws
 */
export async function crossPredict(
  records: readonly AnyRecord[],
  { model, folds = 5, settings = {}, signal, onEvent = () => {}, ...choice }: CrossValidation = {},
): Promise<Opinion[]> {
  const task = records[0] ? taskOfRecord(records[0]) : 'cls'
  const foldOf = dealOut(records, folds, settings.seed ?? 0)
  const opinions: Opinion[] = []
  const folder = mkdtempSync(join(tmpdir(), 'hantune-folds-'))
  try {
    const config = await MTLConfig.fromPretrained(model, choice)
    config.taskList = [task]
    for (let fold = 0; fold < folds; fold++) {
      const out = join(folder, `fold-${fold + 1}`)
      const learnt = records.filter((_, at) => foldOf[at] !== fold)
      const job = { trainData: learnt as RecordInput[], out, signal }
      await new MultiTaskLearning(config)
        .fit({ ...settings, ...job, onEvent: (event) => onEvent(fold + 1, event) })
        .catch((error: unknown) => {
          throw atOrigin(error, learnt)
        })
      const held = [...records.keys()].filter((at) => foldOf[at] === fold)
      const predictor = await openPredictor(out, { signal })
      try {
        const inputs = held.map((at) => records[at]!)
        const predictions = await predictor.predict(inputs, undefined, { scores: true })
        for (const [i, at] of held.entries()) opinions[at] = predictions[i] as unknown as Opinion
      } finally {
        await predictor.close()
      }
      rmSync(out, { recursive: true, force: true })
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return opinions
}

/** An error about a record in memory, with the place that the record came from. */
function atOrigin(error: unknown, records: readonly AnyRecord[]): unknown {
  if (!(error instanceof HanTuneError) || error.place.file !== 'trainData') return error
  const record = records[(error.place.line ?? 0) - 1]
  return record ? placedAt(error, { ...error.place, ...recordPlace(record.origin) }) : error
}

/**
 * The fold of each record, from 0. Equal texts stay together, and each label is spread over the folds.
 *
 * @throws E_FOLDS_COUNT
 */
export function dealOut(records: readonly AnyRecord[], folds: number, seed: number): Int32Array {
  const groups = new Map<string, number[]>()
  for (const [at, { text }] of records.entries()) {
    const group = groups.get(text)
    if (group) group.push(at)
    else groups.set(text, [at])
  }
  if (!(Number.isInteger(folds) && folds >= 2 && folds <= groups.size))
    throw fail('E_FOLDS_COUNT', { folds, texts: groups.size })
  const labelsOf = (group: readonly number[]) =>
    [...new Set(recordLabels(records[group[0]!]!))].sort().join('\0')
  const dealt = new RandomStream(seed, 'folds')
    .shuffle([...groups.values()])
    .map((group) => ({ group, labels: labelsOf(group) }))
    .sort((a, b) => (a.labels < b.labels ? -1 : a.labels > b.labels ? 1 : 0))
  const foldOf = new Int32Array(records.length)
  for (const [i, { group }] of dealt.entries()) for (const at of group) foldOf[at] = i % folds
  return foldOf
}
