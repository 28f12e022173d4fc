// How well encoders guess masked tokens of texts that no part of their corpus has: the real sets that fine-tuning is
// measured on, which pre-training never reads.
//   node bench/mlm-loss.mjs --data SETS [--model FOLDER …] [--sets peopledaily …] [--window 256,64] [--tokens 32768]
// Single tokens are masked, 25 %; models of one vocabulary see the same windows and masks.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { RandomStream } from '../dist/base/random.js'
import { Masker, segmentTokens } from '../dist/masking/index.js'
import { MlmModel } from '../dist/pretrain/model.js'
import { openSaved, savedParameters } from '../dist/pretrain/start.js'
import { TokenFile, TokenWriter } from '../dist/pretrain/token-file.js'
import { Windows } from '../dist/pretrain/windows.js'
import { LIFT_SETS } from './lift/sets.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    model: { type: 'string', multiple: true, default: [join(root, 'assets/hantune-mini')] },
    sets: { type: 'string', default: Object.keys(LIFT_SETS).join(',') },
    window: { type: 'string', default: '256,64' },
    tokens: { type: 'string', default: '32768' },
    threads: { type: 'string', default: '2' },
  },
})
const folder = mkdtempSync(join(tmpdir(), 'hantune-mlm-'))

/** The test texts of a set as tokens on disk. */
function tokensOf(set, tokenizer) {
  const path = join(folder, set)
  const writer = new TokenWriter(path)
  for (const { text } of LIFT_SETS[set].read(options.data).test) {
    const { ids, wordStarts } = segmentTokens(text, tokenizer, undefined)
    for (const [i, id] of ids.entries()) writer.write(id, wordStarts[i] === 1)
    writer.write(tokenizer.special.sep, true)
  }
  writer.commit()
  return new TokenFile(path)
}

try {
  for (const name of options.model) {
    const start = openSaved(name, {})
    const { tokenizer } = start
    const engine = { device: 'cpu', threads: Number(options.threads) }
    const model = await MlmModel.create(start.config, savedParameters(start, name), engine)
    const masker = new Masker({ masking: 'char', share: 0.25, tokenizer })
    for (const set of options.sets.split(',')) {
      const tokens = tokensOf(set, tokenizer)
      for (const length of options.window.split(',').map(Number)) {
        const random = new RandomStream(1, 'masks ', set)
        const windows = new Windows(tokens, tokenizer.special, length, 1)
        const all = windows.spread(Math.round(Number(options.tokens) / length))
        const { loss, accuracy } = await model.score(all.map((window) => masker.mask(window, random)))
        console.log(
          name,
          set,
          `${all.length} × ${length}`,
          loss.toFixed(2),
          `${(100 * accuracy).toFixed(1)} %`,
        )
      }
      tokens.close()
    }
    await model.release()
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
