// Makes assets/hantune-mini of a pre-trained model: weights in half precision, configuration, tokenizer, and samples of
// what it guesses with those weights. Usage: node scripts/mini/ship.mjs RUN_FOLDER/model
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openSafetensors, writeSafetensors } from '../../dist/safetensors/index.js'
import { toHalf } from './half.mjs'

const [from] = process.argv.slice(2)
if (!from) throw new Error('usage: node scripts/mini/ship.mjs RUN_FOLDER/model')
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const to = join(root, 'assets/hantune-mini')

const file = openSafetensors(join(from, 'model.safetensors'))
const tensors = [...file.tensors].map(([name, { shape }]) => {
  const values = new Float32Array(shape.reduce((size, dim) => size * dim, 1))
  file.readFloat32(name, values)
  return { name, shape, data: toHalf(values), dtype: 'F16' }
})
file.close()
writeSafetensors(join(to, 'model.safetensors'), tensors)
rmSync(join(to, 'random.json'), { force: true })
const config = JSON.parse(readFileSync(join(from, 'config.json'), 'utf8'))
writeFileSync(join(to, 'config.json'), `${JSON.stringify({ ...config, torch_dtype: 'float16' }, null, 2)}\n`)
for (const name of ['vocab.txt', 'tokenizer_config.json', 'samples.json'])
  copyFileSync(join(from, name), join(to, name))
const { step, tokensSeen, seconds, last } = JSON.parse(readFileSync(join(from, 'pretraining.json'), 'utf8'))
console.log({ step, tokensSeen, hours: seconds / 3600, last })
