import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { SPECIAL, tokenizerOf, VECTORS, VOCABULARIES } from './_testing.case.ts'
import { readVocabTxt } from './_vocab-txt.ts'
import type { Tokenizer } from './tokenizer.ts'

interface Case {
  readonly text: string
  readonly text_pair?: string
  readonly tokens: string[]
  readonly ids: number[]
}
type Cases = Readonly<Record<string, Case>>

const OURS = `${VECTORS}/bert_base_chinese_vocab_vectors.json`
const OTHERS = `${VECTORS}/bert_tokenizer_vectors.json`
const CHINESE = `${VOCABULARIES}/bert-base-chinese.vocab.txt`

/** How the tokenizers whose vocabularies we lack normalise. */
const LOWERCASE: Readonly<Record<string, boolean>> = {
  'Xenova/bert-base-uncased': true,
  'Xenova/bert-base-cased': false,
  'Xenova/bert-base-multilingual-cased-ner-hrl': false,
  'Xenova/bert-base-multilingual-uncased-sentiment': true,
  'Xenova/bge-small-zh-v1.5': false,
  'Xenova/bge-base-zh-v1.5': true,
  'Xenova/indobert-base-p1': true,
  'Xenova/spanbert-large-cased': true,
  'Xenova/UMLSBert_ENG': true,
  'Xenova/SapBERT-from-PubMedBERT-fulltext': true,
  'Xenova/rubert-base-cased': false,
  'Xenova/kobert': false,
  'Xenova/scibert_scivocab_uncased': true,
  'Xenova/LaBSE': false,
  'Xenova/ernie-gram-zh': true,
  'google-bert/bert-base-cased': false,
  'onnx-community/language_detection-ONNX': true,
}

const NOT_BERT: Readonly<Record<string, string>> = {
  'Xenova/paraphrase-multilingual-MiniLM-L12-v2': 'SentencePiece Unigram',
  'Xenova/multilingual-e5-small': 'SentencePiece Unigram',
  'Xenova/herbert-large-cased': 'BPE with </w>',
}

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'))
const texts = ({ text, text_pair }: Case) => (text_pair === undefined ? [text] : [text, text_pair])
const normalizer = (lowercase: boolean) => ({
  normalizer: { cleanText: true, handleChineseChars: true, stripAccents: null, lowercase },
})

function expectVector(tokenizer: Tokenizer, vector: Case): void {
  const parts = texts(vector).map((text) => tokenizer.tokenize(text))
  expect(parts.flat().map((token) => token.piece)).toEqual(vector.tokens)
  const { cls, sep } = tokenizer.special
  expect([cls, ...parts.flatMap((part) => [...part.map((token) => token.id), sep])]).toEqual(vector.ids)
}

const ready = existsSync(OURS) && existsSync(OTHERS) && existsSync(CHINESE)

describe.skipIf(!ready)(`published vectors (skipped without ${VECTORS} and ${VOCABULARIES})`, () => {
  const ours: [string, { do_lower_case: boolean; cases: Cases }][] = ready ? Object.entries(read(OURS)) : []
  const others: [string, Cases][] = ready ? Object.entries(read(OTHERS)) : []

  describe.each(ours)('tokens and ids with the vocabulary of bert-base-chinese: %s', (_, entry) => {
    const vocabulary = readVocabTxt(CHINESE, readFileSync(CHINESE, 'utf8'))
    const tokenizer = tokenizerOf([], { vocabulary, addedTokens: [], ...normalizer(entry.do_lower_case) })
    test.each(Object.entries(entry.cases))('%s', (_, vector) => expectVector(tokenizer, vector))
  })

  const bert = others.filter(([name]) => name in LOWERCASE)
  describe.each(bert)(
    'normalisation, splitting and longest match over the pieces seen: %s',
    (name, cases) => {
      const { pieces, dense } = piecesSeen(cases)
      const tokenizer = tokenizerOf(pieces, normalizer(LOWERCASE[name]!))
      test.each(Object.entries(cases))('%s', (_, vector) => expectVector(tokenizer, dense(vector)))
    },
  )

  describe('tokenizers that are not BERT WordPiece', () => {
    const rest = others.filter(([name]) => !(name in LOWERCASE))
    test.skip.each(rest.map(([name]) => [name, NOT_BERT[name]]))('%s: %s', () => {})
    test('are the ones we know of, each with its reason', () => {
      expect(rest.map(([name]) => name).sort()).toEqual(Object.keys(NOT_BERT).sort())
    })
  })
})

/**
 * The pieces that a tokenizer's vectors show, for its vocabulary is not here. Ids are given anew: that equal
 * ids meant equal pieces is checked while doing so.
 */
function piecesSeen(cases: Cases): { pieces: string[]; dense: (vector: Case) => Case } {
  const idOf = new Map<string, number>()
  const pieceOf = new Map<number, string>()
  const see = (piece: string, id: number) => {
    expect([idOf.get(piece) ?? id, pieceOf.get(id) ?? piece]).toEqual([id, piece])
    idOf.set(piece, id)
    pieceOf.set(id, piece)
  }
  const all = Object.values(cases)
  for (const vector of all) {
    const separator = vector.ids.at(-1)!
    const ids = vector.ids.slice(1).filter((id) => id !== separator)
    see('[CLS]', vector.ids[0]!)
    see('[SEP]', separator)
    for (const [i, piece] of vector.tokens.entries()) see(piece, ids[i]!)
  }
  const pieces = [...idOf.keys()].filter((piece) => !SPECIAL.includes(piece))
  const order = [...SPECIAL, ...pieces]
  const dense = (vector: Case) => ({
    ...vector,
    ids: vector.ids.map((id) => order.indexOf(pieceOf.get(id)!)),
  })
  return { pieces, dense }
}
