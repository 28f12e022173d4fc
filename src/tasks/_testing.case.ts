import { BERT_NAMES, Tokenizer, Vocabulary } from '../tokenize/index.ts'
import type { Encoding, Example } from './task.ts'

const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]']

/** A tokenizer of single characters and a few pieces. */
export const tinyTokenizer = (): Tokenizer =>
  tokenizerOf([
    ...SPECIAL,
    ...new Set('张三李四在北京上海南京市长江大桥工作了见面'),
    ...['new', 'york', 'un', '##known', '##s'],
  ])

/** A tokenizer of a whole vocabulary, special tokens included. */
export function tokenizerOf(pieces: readonly string[]): Tokenizer {
  return new Tokenizer({
    vocabulary: new Vocabulary(pieces),
    normalizer: { cleanText: true, handleChineseChars: true, stripAccents: null, lowercase: true },
    specialNames: BERT_NAMES,
    addedTokens: [],
    continuingPrefix: '##',
    maxWordCharacters: 100,
    modelMaxLength: undefined,
  })
}

/**
 * The logits of a model that has learned its targets: 9 for the gold class of each row, 0 for the others. Rows
 * without a target vote for the last class, so that a decoder that reads them shows.
 */
export function oneHot({ examples }: Encoding<Example>, classes: number): Float32Array[] {
  return examples.map(({ targets }) => {
    const logits = new Float32Array(targets.length * classes)
    for (const [row, target] of targets.entries())
      logits[row * classes + (target < 0 ? classes - 1 : target)] = 9
    return logits
  })
}

export const origin = (line = 7) => ({ file: 'data.bio', line })
