import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sizeOf } from '../../src/base/dtypes.ts'
import { RandomStream } from '../../src/base/random.ts'
import { type BertConfig, encoderParameters, readBertConfig } from '../../src/models/index.ts'
import { type TensorToWrite, writeSafetensors } from '../../src/safetensors/index.ts'

/** Weights for every parameter of an encoder, always the same. */
export function encoderTensors(config: BertConfig): TensorToWrite[] {
  return encoderParameters(config).map(({ name, shape, initial }) => {
    const random = new RandomStream(3, name)
    const draw = () => (initial === 'ones' ? 1 : 0) + 0.2 * random.normal()
    return { name, shape, data: Float32Array.from({ length: sizeOf(shape) }, draw) }
  })
}

/** Gives a model folder without weights (`random.json`) real ones, changed as a test wants them. */
export function writeWeights(
  folder: string,
  change: (tensors: TensorToWrite[]) => readonly TensorToWrite[] = (tensors) => tensors,
): void {
  const config = readBertConfig(join(folder, 'config.json'))
  writeSafetensors(join(folder, 'model.safetensors'), change(encoderTensors(config)))
  rmSync(join(folder, 'random.json'), { force: true })
}

/** Changes fields of a JSON file. */
export function patchJson(path: string, change: object): void {
  const json = JSON.parse(readFileSync(path, 'utf8'))
  writeFileSync(path, JSON.stringify({ ...json, ...change }))
}
