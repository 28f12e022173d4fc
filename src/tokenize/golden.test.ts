import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readAddedToken } from './_added-json.ts'
import { JsonFile } from './_json.ts'
import { BERT_NAMES } from './_parts.ts'
import { readVocabTxt } from './_vocab-txt.ts'
import { Tokenizer } from './tokenizer.ts'
import { Vocabulary } from './vocabulary.ts'

/** See bench/golden/tokenizer.py, which writes these files with Hugging Face's library. */
interface Golden {
  readonly vocabulary?: string[]
  readonly texts: string[]
  readonly runs: readonly {
    readonly title: string
    readonly normalizer: Record<string, boolean | null>
    readonly added: readonly object[]
    readonly results: readonly [ids: number[], starts: number[], ends: number[]][]
  }[]
}

const CHINESE = '../shared/data/tok_vocab/bert-base-chinese.vocab.txt'

function check(file: string, vocabulary: (golden: Golden) => Vocabulary): void {
  const text = readFileSync(`test/golden/tokenizer/${file}`, 'utf8')
  const golden = JSON.parse(text) as Golden
  const json = new JsonFile(file, text)
  test.each(golden.runs)('$title', ({ normalizer, added, results }) => {
    const tokenizer = new Tokenizer({
      vocabulary: vocabulary(golden),
      normalizer: {
        cleanText: normalizer.clean_text!,
        handleChineseChars: normalizer.handle_chinese_chars!,
        stripAccents: normalizer.strip_accents!,
        lowercase: normalizer.lowercase!,
      },
      specialNames: BERT_NAMES,
      addedTokens: added.map((token) => readAddedToken(json, token, 'added')),
      continuingPrefix: '##',
      maxWordCharacters: 100,
      modelMaxLength: undefined,
    })
    expect(results.length).toBe(golden.texts.length)
    for (const [i, [ids, starts, ends]] of results.entries()) {
      const tokens = tokenizer.tokenize(golden.texts[i]!)
      expect(
        { ids: tokens.map((t) => t.id), starts: tokens.map((t) => t.start), ends: tokens.map((t) => t.end) },
        JSON.stringify(golden.texts[i]),
      ).toEqual({ ids, starts, ends })
    }
  })
}

describe("ids and offsets are those of Hugging Face's tokenizers", () => {
  describe('with a small vocabulary and added tokens of every kind', () => {
    check('own-vocabulary.json', (golden) => new Vocabulary(golden.vocabulary!))
  })

  describe.skipIf(!existsSync(CHINESE))(`with bert-base-chinese (skipped without ${CHINESE})`, () => {
    check('bert-base-chinese.json', () => readVocabTxt(CHINESE, readFileSync(CHINESE, 'utf8')))
  })
})
