import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withSpecialTokens } from './_parts.ts'
import { folderOf, SPECIAL, tokenizerOf } from './_testing.case.ts'
import { loadTokenizer } from './load.ts'
import { saveTokenizer } from './save.ts'
import { Vocabulary } from './vocabulary.ts'

const vocabulary = new Vocabulary([...SPECIAL, '中', '文', 'a', '##b', '2016', '__proto__', '##\u2028'])
const marker = { singleWord: false, lstrip: false, rstrip: true, normalized: false, special: true }
const tokenizer = tokenizerOf([], {
  vocabulary,
  normalizer: { cleanText: true, handleChineseChars: true, stripAccents: true, lowercase: false },
  addedTokens: withSpecialTokens([{ ...marker, id: 12, content: '[E1]' }], SPECIAL, vocabulary),
  maxWordCharacters: 64,
})
const read = (folder: string, name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'))

test('what was saved loads to the same tokenizer', () => {
  const folder = folderOf({})
  saveTokenizer(tokenizer, folder, { modelMaxLength: 256 })
  const again = loadTokenizer(folder)
  expect(again.parts).toEqual({ ...tokenizer.parts, modelMaxLength: 256 })
  const text = '中文ab 2016[E1] é__proto__'
  expect(again.tokenize(text)).toEqual(tokenizer.tokenize(text))
  saveTokenizer(again, folder)
  expect(loadTokenizer(folder).parts.modelMaxLength).toBe(256)
})

test('the files are those of Hugging Face', () => {
  const folder = folderOf({})
  saveTokenizer(tokenizer, folder)
  expect(readdirSync(folder).sort()).toEqual([
    'special_tokens_map.json',
    'tokenizer.json',
    'tokenizer_config.json',
    'vocab.txt',
  ])
  expect(readFileSync(join(folder, 'vocab.txt'), 'utf8')).toBe(`${vocabulary.pieces.join('\n')}\n`)
  expect(read(folder, 'tokenizer_config.json')).toMatchObject({
    tokenizer_class: 'BertTokenizer',
    do_lower_case: false,
    strip_accents: true,
    model_max_length: 512,
    model_input_names: ['input_ids', 'token_type_ids', 'attention_mask'],
    cls_token: '[CLS]',
  })
  expect(read(folder, 'special_tokens_map.json')).toEqual({
    unk_token: '[UNK]',
    sep_token: '[SEP]',
    pad_token: '[PAD]',
    cls_token: '[CLS]',
    mask_token: '[MASK]',
  })
  const { model } = read(folder, 'tokenizer.json')
  expect(model.vocab['2016']).toBe(9)
  expect(Object.keys(model.vocab)).toHaveLength(vocabulary.size)
})

test('the decoder closes up Chinese and keeps Latin words apart', () => {
  const folder = folderOf({})
  saveTokenizer(tokenizer, folder)
  const { pattern, content } = read(folder, 'tokenizer.json').decoder.decoders[2]
  const close = (text: string) => text.replaceAll(new RegExp(pattern.Regex, 'gu'), content)
  expect(close('北 京 ， 𠀀 𪚥 。 New York 在 2016 年')).toBe('北京，𠀀𪚥。 New York 在 2016 年')
})

test('a tokenizer for characters is read by whoever asks for one, and by nobody else', () => {
  const folder = folderOf({})
  saveTokenizer(tokenizer, folder, { granularity: 'character' })
  expect(read(folder, 'tokenizer.json').pre_tokenizer.pretokenizers[1].pattern).toEqual({ Regex: '.' })
  const loaded = () => loadTokenizer(folder, { characters: true }).parts
  expect(loaded()).toEqual({ ...tokenizer.parts, modelMaxLength: 512 })
  expect(() => loadTokenizer(folder)).toThrow('E_TOKENIZER_KIND')
  const path = join(folder, 'tokenizer_config.json')
  const { model_input_names: inputs, ...before } = read(folder, 'tokenizer_config.json')
  // transformers gives a PreTrainedTokenizerFast no token_type_ids unless they are named.
  expect(inputs).toEqual(['input_ids', 'token_type_ids', 'attention_mask'])
  // Folders of earlier versions do not say it.
  writeFileSync(path, JSON.stringify(before))
  expect(loaded()).toEqual({ ...tokenizer.parts, modelMaxLength: 512 })
})
