// Writes the vocabulary of assets/hantune-mini; its weights are made by pre-training (scripts/mini). A vocabulary that
// changes needs new weights. It is made from character sets, not taken from another model: the 6,763 Chinese
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
  `${JSON.stringify({ do_lower_case: true, tokenizer_class: 'BertTokenizer', model_max_length: 256 }, null, 2)}\n`,
)
console.log(`${unique.length} pieces`)
