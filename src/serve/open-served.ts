import { createHash } from 'node:crypto'
import { createReadStream, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { TaskFacts } from '../api/index.ts'
import type { TaskInput } from '../tasks/index.ts'
import { loadModel, type ModelPrediction, predictTexts } from '../train/index.ts'

/** A saved model that predicts. */
export interface Served {
  readonly folder: string
  /** SHA-256 of description and weights, in hexadecimal. */
  readonly hash: string
  /** The version of HanTune that saved it. */
  readonly version: string
  /** The numbers that it computes with. */
  readonly precision: string
  readonly tasks: readonly TaskFacts[]
  predict(texts: readonly TaskInput[], options: { readonly scores: boolean }): Promise<ModelPrediction[]>
  release(): Promise<void>
}

/**
 * Loads a saved model for the service and checks that it predicts what it predicted when it was saved.
 *
 * @param path a run folder, or a model folder
 * @throws as `loadModel`
 */
export async function openServed(path: string, { threads }: { readonly threads: number }): Promise<Served> {
  const { folder, model } = await loadModel(path, { device: 'cpu', threads })
  const { version } = JSON.parse(readFileSync(join(folder, 'hantune.json'), 'utf8')) as { version: string }
  const tasks = model.parts.tasks.map(({ name, description: { kind, labels, maxLength } }) => ({
    name,
    kind,
    labels,
    maxLength,
  }))
  return {
    folder,
    hash: await hashOf(folder),
    version,
    precision: 'float32',
    tasks,
    predict: (texts, { scores }) => predictTexts(model, texts, undefined, scores),
    release: () => model.release(),
  }
}

/** Of hantune.json and the files of weights, in the order of their names. */
async function hashOf(folder: string): Promise<string> {
  const hash = createHash('sha256')
  const names = readdirSync(folder).filter((name) => name === 'hantune.json' || name.endsWith('.safetensors'))
  for (const name of names.sort()) await pipeline(createReadStream(join(folder, name)), hash, { end: false })
  return hash.digest('hex')
}
