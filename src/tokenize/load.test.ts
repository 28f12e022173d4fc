import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { HanTuneError } from '../base/errors.ts'
import { folderOf, SPECIAL, VOCABULARIES } from './_testing.case.ts'
import { loadTokenizer } from './load.ts'

const pieces = [...SPECIAL, '中', 'a', 'A', 'é', 'e', '##a']
const vocabTxt = `${pieces.join('\n')}\n`

type Json = Record<string, unknown>
function tokenizerJson({ model = {}, normalizer = {}, ...rest }: Record<string, Json | unknown> = {}): Json {
  return {
    version: '1.0',
    added_tokens: [],
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
      ...(normalizer as Json),
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: null,
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(pieces.map((piece, id) => [piece, id])),
      ...(model as Json),
    },
    ...rest,
  }
}

const load = (files: Parameters<typeof folderOf>[0]) => loadTokenizer(folderOf(files))
const piecesOf = (files: Parameters<typeof folderOf>[0], text: string) =>
  load(files)
    .tokenize(text)
    .map((token) => token.piece)

function errorOf(files: Parameters<typeof folderOf>[0]): HanTuneError {
  try {
    load(files)
  } catch (error) {
    if (error instanceof HanTuneError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('vocab.txt', () => {
  test('alone is lower-cased, as in Hugging Face', () => {
    expect(piecesOf({ 'vocab.txt': vocabTxt }, 'Aé中[SEP]')).toEqual(['[UNK]', '中', '[SEP]'])
    expect(piecesOf({ 'vocab.txt': vocabTxt }, 'AA é')).toEqual(['a', '##a', 'e'])
  })

  test('may have CRLF, a byte order mark and no last line break', () => {
    const windows = `\ufeff${pieces.join('\r\n')}`
    const tokenizer = load({ 'vocab.txt': windows })
    expect(tokenizer.vocabSize).toBe(pieces.length)
    expect(tokenizer.special.pad).toBe(0)
    expect(tokenizer.idOf('##a')).toBe(pieces.length - 1)
  })

  test('follows tokenizer_config.json', () => {
    const config = { do_lower_case: false, tokenize_chinese_chars: false, model_max_length: 128 }
    const tokenizer = load({ 'vocab.txt': vocabTxt, 'tokenizer_config.json': config })
    expect(tokenizer.tokenize('A é A中').map((token) => token.piece)).toEqual(['A', 'é', '[UNK]'])
    expect(tokenizer.parts.modelMaxLength).toBe(128)
    const stripped = { do_lower_case: false, strip_accents: true }
    expect(piecesOf({ 'vocab.txt': vocabTxt, 'tokenizer_config.json': stripped }, 'A é')).toEqual(['A', 'e'])
  })

  test('takes the names of special tokens from either file', () => {
    const renamed = { 'vocab.txt': vocabTxt.replace('[SEP]', '</s>').replace('[CLS]', '<s>') }
    const names = { sep_token: { content: '</s>', lstrip: false }, cls_token: '<s>' }
    expect(load({ ...renamed, 'special_tokens_map.json': names }).special.sep).toBe(3)
    expect(load({ ...renamed, 'tokenizer_config.json': names }).special.cls).toBe(2)
    expect(errorOf(renamed).code).toBe('E_TOKENIZER_SPECIAL')
    const other = { sep_token: 'a' }
    const both = { ...renamed, 'tokenizer_config.json': other, 'special_tokens_map.json': names }
    expect(errorOf(both).code).toBe('E_TOKENIZER_DISAGREE')
  })

  test.each([
    ['a line that stands twice', `${vocabTxt}中\n`, 'E_TOKENIZER_DUPLICATE', 12],
    ['an empty line', vocabTxt.replace('中\n', '\n'), 'E_TOKENIZER_PIECE', 6],
    ['an empty line at the end', `${vocabTxt}\n`, 'E_TOKENIZER_PIECE', 12],
    ['ids beside the pieces', vocabTxt.replace('中\n', '中\t5\n'), 'E_TOKENIZER_PIECE', 6],
  ])('with %s is refused with its line', (_, text, code, line) => {
    const error = errorOf({ 'vocab.txt': text })
    expect([error.code, error.place.line]).toEqual([code, line])
    expect(error.place.file).toMatch(/vocab\.txt$/)
  })

  test('that is not UTF-8 is refused', () => {
    const folder = folderOf({ 'vocab.txt': '' })
    // 0xd6 0xd0 is 中 in GBK.
    expect(() => {
      const bytes = Buffer.concat([Buffer.from('[PAD]\n'), Buffer.from([0xd6, 0xd0, 0x0a])])
      loadTokenizer(folderOf({ 'vocab.txt': bytes }))
    }).toThrow('E_TOKENIZER_READ')
    expect(() => loadTokenizer(folder)).toThrow('E_TOKENIZER_SPECIAL')
  })

  test('of a model that is not cut as BERT is refused', () => {
    const config = { tokenizer_class: 'BertJapaneseTokenizer' }
    const error = errorOf({ 'vocab.txt': vocabTxt, 'tokenizer_config.json': config })
    expect(error.code).toBe('E_TOKENIZER_KIND')
    expect(error.message).toContain('BertJapaneseTokenizer')
    const basic = { do_basic_tokenize: false }
    expect(errorOf({ 'vocab.txt': vocabTxt, 'tokenizer_config.json': basic }).code).toBe('E_TOKENIZER_KIND')
  })

  test('of a model whose tokenizer.json is gone says so', () => {
    const config = { tokenizer_class: 'PreTrainedTokenizerFast' }
    expect(errorOf({ 'vocab.txt': vocabTxt, 'tokenizer_config.json': config }).code).toBe('E_TOKENIZER_FAST')
  })

  test('with tokens kept elsewhere is refused, unless the configuration describes them', () => {
    const more = { 'vocab.txt': vocabTxt, 'added_tokens.json': { '[E1]': 11 } }
    expect(errorOf(more).code).toBe('E_TOKENIZER_KIND')
    const config = { added_tokens_decoder: { '11': { content: '[E1]', special: true } } }
    const tokenizer = load({ ...more, 'tokenizer_config.json': config })
    expect(tokenizer.tokenize('a[E1]').map((token) => token.id)).toEqual([6, 11])
    expect(tokenizer.vocabSize).toBe(12)
    const lost = { additional_special_tokens: ['[E2]'] }
    expect(errorOf({ 'vocab.txt': vocabTxt, 'tokenizer_config.json': lost }).code).toBe('E_TOKENIZER_SPECIAL')
  })
})

describe('tokenizer.json', () => {
  test('is read with its settings', () => {
    const json = tokenizerJson({ normalizer: { lowercase: false }, model: { max_input_chars_per_word: 2 } })
    expect(piecesOf({ 'tokenizer.json': json }, 'A é Aaa [SEP]')).toEqual(['A', 'é', '[UNK]', '[SEP]'])
  })

  test('may lack the type of the model, as early versions wrote it', () => {
    const json = tokenizerJson({ model: { type: undefined } })
    expect(load({ 'tokenizer.json': json }).vocabSize).toBe(pieces.length)
  })

  test('may add tokens after the vocabulary', () => {
    const added = { id: 11, content: '[E1]', special: true, normalized: false }
    const json = tokenizerJson({ added_tokens: [added] })
    const tokenizer = load({ 'tokenizer.json': json, 'vocab.txt': vocabTxt })
    expect([tokenizer.vocabSize, tokenizer.idOf('[E1]'), tokenizer.pieceOf(11)]).toEqual([12, 11, '[E1]'])
    expect(load({ 'tokenizer.json': json, 'vocab.txt': `${vocabTxt}[E1]\n` }).vocabSize).toBe(12)
    const far = tokenizerJson({ added_tokens: [{ ...added, id: 13 }] })
    expect(errorOf({ 'tokenizer.json': far }).code).toBe('E_TOKENIZER_ADDED')
    const twice = tokenizerJson({ added_tokens: [added, { ...added, id: 12 }] })
    expect(errorOf({ 'tokenizer.json': twice }).code).toBe('E_TOKENIZER_DUPLICATE')
  })

  test.each([
    ['Unigram', { model: { type: 'Unigram', vocab: [['a', -1]] } }],
    ['BPE', { model: { type: 'BPE', merges: [] } }],
    [
      'Sequence[NFKC, Lowercase]',
      { normalizer: { type: 'Sequence', normalizers: [{ type: 'NFKC' }, { type: 'Lowercase' }] } },
    ],
    ['ByteLevel', { pre_tokenizer: { type: 'ByteLevel' } }],
    ['null', { pre_tokenizer: null }],
    [
      '<s> A </s>',
      {
        post_processor: {
          type: 'TemplateProcessing',
          single: [
            { SpecialToken: { id: '<s>' } },
            { Sequence: { id: 'A' } },
            { SpecialToken: { id: '</s>' } },
          ],
        },
      },
    ],
    ['RobertaProcessing', { post_processor: { type: 'RobertaProcessing' } }],
  ])('of another kind is refused, naming %s', (found, parts) => {
    const error = errorOf({ 'tokenizer.json': tokenizerJson(parts) })
    expect(error.code).toBe('E_TOKENIZER_KIND')
    expect(error.values.found).toBe(found)
  })

  test('with a hole in its ids is refused with the line', () => {
    const vocab = { ...(tokenizerJson().model as { vocab: Record<string, number> }).vocab, '##a': 12 }
    const error = errorOf({ 'tokenizer.json': tokenizerJson({ model: { vocab } }) })
    expect(error.code).toBe('E_TOKENIZER_HOLE')
    expect(error.values).toMatchObject({ piece: '"##a"', id: 12, missing: 10, last: 10 })
    expect(error.place.line).toBeGreaterThan(20)
    const shared = errorOf({ 'tokenizer.json': tokenizerJson({ model: { vocab: { ...vocab, '##a': 5 } } }) })
    expect(shared.values).toMatchObject({ missing: 10 })
  })

  test.each([
    ['not JSON', '{"model":', 'E_TOKENIZER_JSON'],
    ['not an object', '[]', 'E_TOKENIZER_FIELD'],
    ['without a model', '{}', 'E_TOKENIZER_FIELD'],
    [
      'with an id that is no number',
      tokenizerJson({ model: { vocab: { '[PAD]': '0' } } }),
      'E_TOKENIZER_FIELD',
    ],
    [
      'with a setting of another type',
      tokenizerJson({ normalizer: { lowercase: 'yes' } }),
      'E_TOKENIZER_FIELD',
    ],
    [
      'without [SEP]',
      tokenizerJson({ model: { vocab: { '[PAD]': 0, '[UNK]': 1, '[CLS]': 2 } } }),
      'E_TOKENIZER_SPECIAL',
    ],
  ])('%s is refused', (_, json, code) => {
    expect(errorOf({ 'tokenizer.json': json }).code).toBe(code)
  })
})

describe('files that contradict each other are refused', () => {
  const json = tokenizerJson()

  test.each([
    ['do_lower_case', { do_lower_case: false }],
    ['tokenize_chinese_chars', { tokenize_chinese_chars: false }],
    ['strip_accents', { strip_accents: false }],
    ['unk_token', { unk_token: '中' }],
  ])('%s', (field, config) => {
    const error = errorOf({ 'tokenizer.json': json, 'tokenizer_config.json': config })
    expect([error.code, error.values.field]).toEqual(['E_TOKENIZER_DISAGREE', field])
  })

  test('settings that say the same pass', () => {
    const config = {
      do_lower_case: true,
      strip_accents: true,
      tokenize_chinese_chars: true,
      unk_token: '[UNK]',
    }
    expect(load({ 'tokenizer.json': json, 'tokenizer_config.json': config }).vocabSize).toBe(11)
  })

  test.each([
    ['another piece', vocabTxt.replace('中', '文'), 6],
    ['a piece less', vocabTxt.replace('##a\n', ''), 11],
    ['a piece more', `${vocabTxt}文\n`, 12],
  ])('vocab.txt with %s', (_, text, line) => {
    const error = errorOf({ 'tokenizer.json': json, 'vocab.txt': text })
    expect([error.code, error.place.line]).toEqual(['E_TOKENIZER_DISAGREE', line])
  })
})

test('a folder without either file is named', () => {
  expect(errorOf({ 'config.json': {} }).code).toBe('E_TOKENIZER_MISSING')
})

describe.skipIf(!existsSync(VOCABULARIES))(`real files (skipped without ${VOCABULARIES})`, () => {
  const real = (name: string) => readFileSync(join(VOCABULARIES, name), 'utf8')

  test.each([
    ['bert-base-chinese', 'bert-base-chinese.tokenizer.json', 'bert-base-chinese.vocab.CRLF.txt', '[UNK]'],
    ['MacBERT', 'macbert_tokenizer.json', 'macbert_vocab.txt', 'nba'],
  ])('%s: tokenizer.json and vocab.txt', (_, json, vocab, piece) => {
    const tokenizer = load({ 'tokenizer.json': real(json), 'vocab.txt': real(vocab) })
    expect(tokenizer.vocabSize).toBe(21128)
    expect(tokenizer.special).toEqual({ pad: 0, unk: 100, cls: 101, sep: 102, mask: 103 })
    expect(tokenizer.tokenize('NBA球星').map((token) => token.piece)).toEqual([piece, '球', '星'])
  })
})
