import { copyFileSync, linkSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import {
  existingFolder,
  isSystemError,
  removeFolderAtomic,
  writeFileAtomic,
  writeFolderAtomic,
} from '../base/files.ts'

const facts = z.object({ step: z.number(), epoch: z.number(), metric: z.string(), value: z.number() })

/** Whether a smaller value of a figure is the better one: so it is with losses. */
export const isSmallerBetter = (metric: string): boolean => /(^|\.)loss$/.test(metric)

/** What is known of a kept model; it stands beside the model in checkpoint.json. */
export type KeptModel = Readonly<z.output<typeof facts>>

export interface Ranking {
  /** Whether this is the best model so far; the others are ranked by their value. */
  readonly best: boolean
  /** So many models are kept. */
  readonly keep: number
}

/**
 * Keeps the best models of a run: `best/` is the best, whole at every instant; the next ones are
 * `checkpoints/step-000120/`, and checkpoints.json lists all in their order. A lower one goes when the new one is whole.
 * What the folders hold is the truth: checkpoints.json is for people and may lag behind after a kill.
 *
 * @throws E_FILE_WRITE
 */
export function keepModel(
  run: string,
  model: KeptModel,
  { best, keep }: Ranking,
  write: (folder: string) => void,
): void {
  const bestPath = join(run, 'best')
  const before = factsOf(bestPath)
  // Models of this step or later are from a run that was killed, and went further than what it is resumed from; a copy
  // of the best is from one that was killed, or whose disk was full, before the next best was whole.
  for (const { folder, step } of rankedModels(run)) {
    if (step >= model.step || step === before?.step) removeFolderAtomic(folder)
  }
  const fill = (folder: string) => {
    write(folder)
    writeFileAtomic(join(folder, 'checkpoint.json'), `${JSON.stringify(model)}\n`)
  }
  if (best) {
    if (keep > 1 && before && before.step < model.step) copyToRanked(run, bestPath, before)
    writeFolderAtomic(bestPath, fill)
  } else {
    const better = rankedModels(run).filter(({ value }) =>
      isSmallerBetter(model.metric) ? value <= model.value : value >= model.value,
    )
    if (better.length < keep - 1) writeFolderAtomic(rankedPath(run, model.step), fill)
  }
  for (const { folder } of rankedModels(run).slice(keep - 1)) removeFolderAtomic(folder)
  if (keep > 1) writeFileAtomic(join(run, 'checkpoints.json'), listOf(run))
}

/** Models below the best, the best of them first; of equal ones the earlier. */
function rankedModels(run: string): (KeptModel & { readonly folder: string })[] {
  const parent = join(run, 'checkpoints')
  if (existingFolder(parent) === undefined) return []
  return readdirSync(parent)
    .filter((name) => /^step-\d+$/.test(name))
    .flatMap((name) => {
      const folder = join(parent, name)
      const found = factsOf(folder)
      return found ? [{ ...found, folder }] : []
    })
    .sort((a, b) => (isSmallerBetter(a.metric) ? a.value - b.value : b.value - a.value) || a.step - b.step)
}

const rankedPath = (run: string, step: number): string =>
  join(run, 'checkpoints', `step-${String(step).padStart(6, '0')}`)

/** The best model also becomes a ranked one, by hard links where there are any: its files are never changed. */
function copyToRanked(run: string, best: string, { step }: KeptModel): void {
  const from = existingFolder(best)!
  writeFolderAtomic(rankedPath(run, step), (folder) => linkFiles(from, folder))
}

function linkFiles(from: string, to: string): void {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) {
      mkdirSync(target)
      linkFiles(source, target)
    } else linkOrCopy(source, target)
  }
}

function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target)
  } catch (error) {
    if (!isSystemError(error)) throw error
    copyFileSync(source, target)
  }
}

function listOf(run: string): string {
  const best = factsOf(join(run, 'best'))
  const rows = [
    ...(best ? [{ folder: 'best', ...best }] : []),
    ...rankedModels(run).map((model) => ({
      ...model,
      folder: `checkpoints/step-${String(model.step).padStart(6, '0')}`,
    })),
  ]
  return `${JSON.stringify(rows, null, 2)}\n`
}

/** What a model folder says of itself; undefined when it is no such folder. */
function factsOf(path: string): KeptModel | undefined {
  try {
    return facts.safeParse(
      JSON.parse(readFileSync(join(existingFolder(path) ?? path, 'checkpoint.json'), 'utf8')),
    ).data
  } catch (error) {
    if (isSystemError(error) || error instanceof SyntaxError) return undefined
    throw error
  }
}
