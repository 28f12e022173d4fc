import { join } from 'node:path'
import { defineErrors, HanTuneError } from '../base/errors.ts'
import { quote } from '../base/quote.ts'
import { type EngineOptions, Parameters } from '../engine/index.ts'
import { encoderParameters, loadFolder, maskedModelParameters } from '../models/index.ts'
import type { Tokenizer } from '../tokenize/index.ts'
import { type EncoderChoice, fetchEncoder, openPretrained } from '../train/index.ts'
import { MlmModel, readRow } from './model.ts'
import { checkSamples, readSamples } from './samples.ts'

const fail = defineErrors({
  E_FILL_NO_MASK: {
    zh: { what: '文本 {text} 里没有 {mask}{near}', fix: '在要填空的地方写 {mask}，例如 今天天{mask}真好' },
    en: {
      what: 'the text {text} holds no {mask}{near}',
      fix: 'write {mask} where something is to be guessed',
    },
  },
  E_FILL_LONG: {
    zh: {
      what: '文本 {text} 有 {tokens} 个词元，模型最多读 {limit} 个',
      fix: '缩短文本，只留下要填空处的上下文',
    },
    en: {
      what: 'the text {text} has {tokens} tokens, and the model reads {limit} at most',
      fix: 'shorten it to what stands around the blank',
    },
  },
  E_FILL_HEAD: {
    zh: {
      what: '模型 {model} 没有掩码语言模型的头：{reason}',
      fix: '换用保留预训练头的模型，或用 hantune pretrain --init 训练一个',
    },
    en: {
      what: 'the model {model} has no head of masked-language modelling: {reason}',
      fix: 'take a checkpoint with its pre-training head, or train one with hantune pretrain --init',
    },
  },
})

/** What stands in a text in place of the mask, written otherwise. */
function nearly(text: string, mask: string): string {
  const bare = mask.replace(/[^\p{L}]/gu, '')
  const found = new RegExp(`[[【［<]\\s*${bare}\\s*[\\]】］>]`, 'iu').exec(text)?.[0]
  return found === undefined ? '' : ` (≈ ${found})`
}

/** A guess for a blank. */
export interface Candidate {
  /** A piece as in the vocabulary, `##` dropped. */
  readonly token: string
  /** Its probability. */
  readonly score: number
}

/** A blank of a text: UTF-16 code units `[start, end)`, with the likeliest guesses first. */
export interface FilledBlank {
  readonly start: number
  readonly end: number
  readonly candidates: readonly Candidate[]
}

export interface FilledText {
  readonly text: string
  readonly blanks: readonly FilledBlank[]
  /** The text with the best guess in every blank. */
  readonly filled: string
}

/** A model that guesses what stands behind [MASK]. */
export class FillMask {
  readonly #model: MlmModel
  readonly #tokenizer: Tokenizer

  private constructor(model: MlmModel, tokenizer: Tokenizer) {
    this.#model = model
    this.#tokenizer = tokenizer
  }

  /**
   * Loads an encoder with its pre-training head, and checks that it still guesses what it did when it was saved.
   *
   * @throws E_FILL_HEAD, E_SAMPLES_DIFFER and the errors of models
   */
  static async load(choice: EncoderChoice, engine: EngineOptions): Promise<FillMask> {
    await fetchEncoder(choice, () => {})
    const { name, folder, config, tokenizer, pretrained } = openPretrained(choice.model, choice.revision)
    const declarations = maskedModelParameters(config)
    const parameters = new Parameters(declarations, () => false)
    if (!pretrained) throw fail('E_FILL_HEAD', { model: name, reason: 'random.json' })
    try {
      loadFolder(folder, parameters, declarations)
    } catch (error) {
      if (!(error instanceof HanTuneError) || error.code !== 'E_WEIGHTS_MISMATCH') throw error
      // Where the encoder itself cannot be read, its head is not what is missing.
      const encoder = encoderParameters(config)
      loadFolder(folder, new Parameters(encoder, () => false), encoder)
      throw fail('E_FILL_HEAD', { model: name, reason: error.what() }, error.place, error)
    }
    const mlm = await MlmModel.create(config, parameters, engine)
    try {
      await checkSamples(mlm, readSamples(folder), join(folder, 'samples.json'))
    } catch (error) {
      await mlm.release()
      throw error
    }
    return new FillMask(mlm, tokenizer)
  }

  /** How a blank is written. */
  get mask(): string {
    return this.#tokenizer.parts.specialNames.mask
  }

  /**
   * Guesses for every [MASK] of every text; several blanks of a text are guessed each by itself.
   *
   * @param count of guesses for each
   * @throws E_FILL_NO_MASK, E_FILL_LONG
   */
  async fill(texts: readonly string[], count = 5): Promise<FilledText[]> {
    const filled: FilledText[] = []
    for (const text of texts) filled.push(await this.#fill(text, count))
    return filled
  }

  async #fill(text: string, count: number): Promise<FilledText> {
    const { special, parts } = this.#tokenizer
    const tokens = this.#tokenizer.tokenize(text)
    const blanks = tokens.flatMap(({ id }, at) => (id === special.mask ? [at] : []))
    const mask = parts.specialNames.mask
    if (blanks.length === 0)
      throw fail('E_FILL_NO_MASK', { text: quote(text), mask, near: nearly(text, mask) })
    const limit = this.#model.config.max_position_embeddings
    if (tokens.length + 2 > limit)
      throw fail('E_FILL_LONG', { text: quote(text), tokens: tokens.length + 2, limit })
    const ids = Int32Array.from([special.cls, ...tokens.map(({ id }) => id), special.sep])
    const positions = Int32Array.from(blanks, (at) => at + 1)
    const logits = await this.#model.logits([{ ids, positions }])
    const size = this.#model.config.vocab_size
    const found = blanks.map((at, row) => ({
      start: tokens[at]!.start,
      end: tokens[at]!.end,
      candidates: this.#best(logits.subarray(row * size, (row + 1) * size), count),
    }))
    let [shown, from] = ['', 0]
    for (const { start, end, candidates } of found) {
      shown += text.slice(from, start) + candidates[0]!.token
      from = end
    }
    return { text, blanks: found, filled: shown + text.slice(from) }
  }

  #best(logits: Float32Array, count: number): Candidate[] {
    const known = Math.min(logits.length, this.#tokenizer.vocabSize)
    const { best, sum } = readRow(logits)
    const order = Array.from({ length: known }, (_, id) => id).sort((a, b) => logits[b]! - logits[a]!)
    return order.slice(0, count).map((id) => ({
      token: this.#tokenizer.pieceOf(id).replace(/^##/, ''),
      score: Math.exp(logits[id]! - logits[best]!) / sum,
    }))
  }

  async release(): Promise<void> {
    await this.#model.release()
  }
}
