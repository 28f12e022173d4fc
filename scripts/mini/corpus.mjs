// Makes the corpus of hantune-mini from raw texts: statutes, technical prose, classical poetry, everyday sentences.
// Lines that the vocabulary mostly lacks (traditional characters) are left out, the small sources are repeated so that
// statutes do not drown them: technical prose twice and sentences four times, or as often as told.
// Usage: node scripts/mini/corpus.mjs RAW_FOLDER OUT_FOLDER [PROSE_TIMES SENTENCES_TIMES]
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const [raw, out, proseTimes = '2', sentencesTimes = '4'] = process.argv.slice(2)
if (!raw || !out)
  throw new Error('usage: node scripts/mini/corpus.mjs RAW_FOLDER OUT_FOLDER [PROSE_TIMES SENTENCES_TIMES]')
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const vocabulary = new Set(readFileSync(join(root, 'assets/hantune-mini/vocab.txt'), 'utf8').split('\n'))

/** The share of a line's Chinese characters that the vocabulary has. */
function known(line) {
  const characters = line.match(/\p{Script=Han}/gu) ?? []
  return characters.length === 0
    ? 0
    : characters.filter((one) => vocabulary.has(one)).length / characters.length
}

const lines = (file) => readFileSync(join(raw, file), 'utf8').split('\n')
const good = (line) => known(line) >= 0.95
const paragraphs = (file) => lines(file).filter((line) => line.trim() === '' || good(line))
/** Sentences in groups: a window of unrelated sentences teaches little about what stands beside what. */
const sentences = lines('raw_tatoeba_zh/cmn.txt')
  .map((line) => line.split('\t')[1] ?? '')
  .filter(good)
const poems = lines('raw_poetry/poetry.txt').filter(good)

const repeat = (text, times) => Array.from({ length: times }, () => text).join('\n\n')
const parts = {
  'laws.txt': paragraphs('raw_laws/laws.dedup.txt').join('\n'),
  'docs.txt': repeat(paragraphs('raw_docs_zh/docs_zh.txt').join('\n'), Number(proseTimes)),
  'poems.txt': poems.join('\n'),
  'sentences.txt': Array.from({ length: Number(sentencesTimes) }, () => sentences.join('\n')).join('\n'),
}
mkdirSync(out, { recursive: true })
for (const [name, text] of Object.entries(parts)) {
  writeFileSync(join(out, name), `${text}\n`)
  console.log(name, text.length, 'characters')
}
