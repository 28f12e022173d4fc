// Compares word segmenters: characters a second, how often both ends of a gold entity fall on word boundaries, and
// what their words look like. Packages other than HanTune's own are taken from the node_modules of --modules.
//   node bench/segmenters.mjs [--data ../shared/data] [--modules .] [--characters 1000000]
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    modules: { type: 'string', default: '.' },
    characters: { type: 'string', default: '1000000' },
  },
})
const limit = Number(values.characters)
const require = createRequire(join(resolve(values.modules), 'package.json'))
const read = (name) => readFileSync(join(values.data, name), 'utf8')

/** Each gives the words of a text, in order, nothing left out. */
function candidates() {
  const found = {}
  const intl = new Intl.Segmenter('zh', { granularity: 'word' })
  found[`Intl.Segmenter (ICU ${process.versions.icu})`] = (text) =>
    Array.from(intl.segment(text), ({ segment }) => segment)
  const attempt = (name, make) => {
    try {
      Object.assign(found, make())
    } catch (error) {
      console.error(`${name} left out: ${error.message.split('\n')[0]}`)
    }
  }
  attempt('@node-rs/jieba', () => {
    const { Jieba } = require('@node-rs/jieba')
    const jieba = Jieba.withDict(require('@node-rs/jieba/dict').dict)
    return {
      '@node-rs/jieba, HMM': (text) => jieba.cut(text, true),
      '@node-rs/jieba, dictionary alone': (text) => jieba.cut(text, false),
    }
  })
  attempt('jieba-wasm', () => {
    const { cut } = require('jieba-wasm')
    return { 'jieba-wasm, HMM': (text) => cut(text, true) }
  })
  return found
}

/** Sentences with gold entities as `[start, end)`, of a file of one character and one tag a line (BIO or BMES). */
function tagged(name) {
  const sentences = []
  for (const block of read(name).split(/\n\s*\n/)) {
    let text = ''
    const spans = []
    for (const line of block.split('\n')) {
      const [, character, tag] = /^(\S)\d?[ \t](\S+)$/u.exec(line.trimEnd()) ?? []
      if (character === undefined) continue
      const start = text.length
      text += character
      if (/^[BS]-/.test(tag)) spans.push([start, text.length])
      else if (/^[IME]-/.test(tag) && spans.length) spans.at(-1)[1] = text.length
    }
    if (text) sentences.push({ text, spans })
  }
  return sentences
}

function cluener(name) {
  return read(name)
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const { text, label } = JSON.parse(line)
      const spans = Object.values(label).flatMap((names) => Object.values(names).flat())
      return { text, spans: spans.map(([start, last]) => [start, last + 1]) }
    })
}

const plain = (lines) => {
  let left = limit
  const taken = []
  for (const text of lines) {
    if (left <= 0) break
    if (text) taken.push({ text, spans: [] })
    left -= text.length
  }
  return taken
}

const sources = {
  'People’s Daily test': () => tagged('ner_peopledaily/example.test'),
  'Weibo train': () => tagged('ner_weibo/weiboNER_2nd_conll.train'),
  'Resume test': () => tagged('ner_resume/test.char.bmes'),
  'CLUENER dev': () => cluener('ner_cluener/dev.json'),
  statutes: () => plain(read('raw_laws/laws.dedup.txt').split('\n')),
  Tatoeba: () =>
    plain(
      read('raw_tatoeba_zh/cmn.txt')
        .split('\n')
        .map((line) => line.split('\t')[1] ?? ''),
    ),
}

const HAN = /\p{Script=Han}/u
console.log(
  '| text | segmenter | million characters a second | entities on boundaries | words of one character | mean length |',
)
console.log('|---|---|---|---|---|---|')
for (const [source, load] of Object.entries(sources)) {
  if (!existsSync(values.data)) throw new Error(`no such folder: ${values.data}`)
  const sentences = load()
  for (const [name, words] of Object.entries(candidates())) {
    for (const { text } of sentences.slice(0, 50)) words(text)
    const start = performance.now()
    const all = sentences.map(({ text }) => words(text))
    const seconds = (performance.now() - start) / 1000
    const counts = { characters: 0, entities: 0, whole: 0, words: 0, single: 0, length: 0 }
    for (const [i, { text, spans }] of sentences.entries()) {
      const bounds = new Set([0])
      let at = 0
      for (const word of all[i]) {
        at += word.length
        bounds.add(at)
        if (!HAN.test(word)) continue
        counts.words++
        counts.length += [...word].length
        if ([...word].length === 1) counts.single++
      }
      if (at !== text.length) throw new Error(`${name} lost a part of: ${text}`)
      counts.characters += text.length
      counts.entities += spans.length
      for (const [from, to] of spans) if (bounds.has(from) && bounds.has(to)) counts.whole++
    }
    const percent = (part, whole) => (whole ? `${((100 * part) / whole).toFixed(1)} %` : '–')
    const rate = (counts.characters / seconds / 1e6).toFixed(2)
    console.log(
      `| ${source} | ${name} | ${rate} | ${percent(counts.whole, counts.entities)} | ${percent(counts.single, counts.words)} | ${(counts.length / counts.words).toFixed(2)} |`,
    )
  }
}
