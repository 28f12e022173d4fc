// Writes assets/hantune-mini: the embedded encoder's configuration and its own vocabulary, and says that its
// weights are random. The vocabulary is made from character sets, not taken from another model: the 6,763 Chinese
// characters of GB 2312 (both levels, through the platform's decoder), ASCII, punctuation and symbols of Chinese
// texts, Greek letters, units, and continuation pieces of Latin letters and digits.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'assets/hantune-mini')

function gb2312(firstRow, lastRow) {
  const decoder = new TextDecoder('gb18030')
  const found = []
  for (let row = firstRow; row <= lastRow; row++) {
    for (let cell = 1; cell <= 94; cell++) {
      const character = decoder.decode(Uint8Array.of(0xa0 + row, 0xa0 + cell))
      // Cells that GB 2312 leaves empty come out as private use or replacement characters.
      if ([...character].length === 1 && !/[\p{Co}\p{Cn}\ufffd]/u.test(character)) found.push(character)
    }
  }
  return found
}

const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i))
const ascii = range(0x21, 0x7e).filter((character) => !/[A-Z]/.test(character))
const alphanumeric = ascii.filter((character) => /[a-z0-9]/.test(character))
const twoDigits = Array.from({ length: 100 }, (_, i) => String(i).padStart(2, '0'))

const vocabulary = [
  ...['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'],
  ...ascii,
  ...alphanumeric.map((character) => `##${character}`),
  ...twoDigits,
  ...twoDigits.map((digits) => `##${digits}`),
  ...gb2312(1, 9),
  ...gb2312(16, 87),
  // In common use since, outside GB 2312.
  ...'囧镕祎喆淼垚犇骉翀昇堃玥瑀锟氪钚锝嗪酞铊羟羧脒苷萜嘌呤嘧啶巯胍肽喹噁',
]
const unique = [...new Set(vocabulary)].filter((piece) => !/\s/.test(piece))

mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'vocab.txt'), `${unique.join('\n')}\n`)
writeFileSync(
  join(folder, 'tokenizer_config.json'),
  `${JSON.stringify({ do_lower_case: true, tokenizer_class: 'BertTokenizer', model_max_length: 512 }, null, 2)}\n`,
)
const config = {
  architectures: ['BertModel'],
  model_type: 'bert',
  vocab_size: unique.length,
  hidden_size: 256,
  num_hidden_layers: 4,
  num_attention_heads: 4,
  intermediate_size: 1024,
  max_position_embeddings: 512,
  type_vocab_size: 2,
  hidden_act: 'gelu',
  layer_norm_eps: 1e-12,
  hidden_dropout_prob: 0.1,
  attention_probs_dropout_prob: 0.1,
  initializer_range: 0.02,
  pad_token_id: 0,
}
writeFileSync(join(folder, 'config.json'), `${JSON.stringify(config, null, 2)}\n`)
writeFileSync(
  join(folder, 'random.json'),
  `${JSON.stringify({ weights: 'random', why: 'not pre-trained yet: every run draws its weights from the seed' }, null, 2)}\n`,
)
console.log(`${unique.length} pieces`)
