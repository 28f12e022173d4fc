import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const EMBEDDED = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'assets/hantune-mini')

/** A folder with an encoder's architecture and vocabulary, its weights left to chance. @param {string} model a folder */
export function withoutWeights(model) {
  const folder = mkdtempSync(join(tmpdir(), 'hantune-encoder-'))
  for (const name of ['config.json', 'vocab.txt', 'tokenizer_config.json'])
    cpSync(join(model, name), join(folder, name))
  writeFileSync(join(folder, 'random.json'), '{"weights":"random"}')
  return folder
}

/** A folder with an encoder of random weights and the embedded vocabulary. @param {string} shape `LAYERSxWIDTH` */
export function makeEncoder(shape) {
  const [layers, width] = shape.split('x').map(Number)
  if (!(layers > 0) || !(width % 32 === 0)) throw new Error(`--encoder ${shape}: write LAYERSxWIDTH, as 2x64`)
  const folder = withoutWeights(EMBEDDED)
  const file = join(folder, 'config.json')
  const config = {
    ...JSON.parse(readFileSync(file, 'utf8')),
    num_hidden_layers: layers,
    hidden_size: width,
    num_attention_heads: Math.max(1, width / 64),
    intermediate_size: 4 * width,
  }
  writeFileSync(file, JSON.stringify(config, null, 2))
  return folder
}

/** @param {string} folder of an encoder */
export function readShape(folder) {
  const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'))
  return { layers: config.num_hidden_layers, width: config.hidden_size }
}
