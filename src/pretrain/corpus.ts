import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { defineErrors } from '../base/errors.ts'
import { writeFileAtomic } from '../base/files.ts'
import { type Segmenter, segmentTokens } from '../masking/index.ts'
import type { Tokenizer } from '../tokenize/index.ts'
import { corpusError } from './corpus-files.ts'
import { linesOf } from './corpus-lines.ts'
import { DocumentWriter } from './document-writer.ts'
import type { CorpusFacts, OnPretrainEvent } from './events.ts'
import { TokenFile } from './token-file.ts'

const fail = defineErrors({
  E_CORPUS_CHANGED: {
    zh: {
      what: '语料或分词方式与开始训练时不同',
      fix: '续训要用同样的语料文件；语料变了就换一个 --out 重新开始（可用 --init 接着已有权重）',
    },
    en: {
      what: 'the corpus, or how it becomes tokens, is not what the run began with',
      fix: 'resume with the same files; for another corpus start a new run (from these weights with --init)',
    },
  },
  E_CORPUS_SMALL: {
    zh: {
      what: '语料太小：训练部分 {train} 个词元、留出部分 {dev} 个，一个窗口就要 {window} 个',
      fix: '加入更多文本，或减小 sequenceLength；文档之间空一行，至少要有几十篇开头不同的文档',
    },
    en: {
      what: 'the corpus is too small: {train} tokens to train on and {dev} held out, and one window takes {window}',
      fix: 'add text or shorten sequenceLength; there should be some dozens of documents that begin differently, a blank line between two',
    },
  },
})

export interface CorpusSource {
  readonly files: readonly string[]
  readonly tokenizer: Tokenizer
  /** Absent where words do not matter. */
  readonly segmenter: Segmenter | undefined
  readonly devShare: number
  /** What else the tokens depend on, as a text. */
  readonly recipe: string
  /** Tokens of a window. */
  readonly windowTokens: number
}

/** A corpus as tokens on disk, cut into what is trained on and what is held out. */
export interface Corpus extends CorpusFacts {
  readonly train: TokenFile
  readonly dev: TokenFile
  /** Tells contents and recipe apart from others. */
  readonly fingerprint: string
  close(): void
}

const facts = z.strictObject({
  fingerprint: z.string(),
  files: z.array(z.string()),
  documents: z.number(),
  characters: z.number(),
  tokens: z.number(),
  devTokens: z.number(),
  unknown: z.number(),
})

/**
 * Turns texts into tokens on disk, once: a folder that holds them already is taken as it is. Documents stand apart by
 * a blank line; in a file without any, each line is a document. Each ends with [SEP].
 *
 * @param folder where the tokens go
 * @param isInterrupted asked now and then; a corpus that was cut short leaves nothing
 * @returns undefined if it was interrupted
 * @throws E_CORPUS_ABSENT, E_CORPUS_READ, E_CORPUS_ENCODING, E_CORPUS_BINARY, E_CORPUS_SMALL, E_CORPUS_CHANGED, E_FILE_WRITE
 */
export async function openCorpus(
  folder: string,
  source: CorpusSource,
  onEvent: OnPretrainEvent,
  isInterrupted: () => boolean,
): Promise<Corpus | undefined> {
  const fingerprint = await fingerprintOf(source)
  const description = join(folder, 'corpus.json')
  if (!existsSync(description)) {
    const made = await tokenize(folder, source, onEvent, isInterrupted)
    if (!made) return undefined
    writeFileAtomic(description, `${JSON.stringify({ fingerprint, ...made }, null, 2)}\n`)
  }
  const { fingerprint: found, ...known } = facts.parse(JSON.parse(readFileSync(description, 'utf8')))
  if (found !== fingerprint) throw fail('E_CORPUS_CHANGED', {}, { file: folder })
  const [train, dev] = [new TokenFile(join(folder, 'train.bin')), new TokenFile(join(folder, 'dev.bin'))]
  const close = () => {
    train.close()
    dev.close()
  }
  const window = source.windowTokens
  if (train.length < window || dev.length < window) {
    close()
    throw fail('E_CORPUS_SMALL', { train: train.length, dev: dev.length, window })
  }
  return { ...known, train, dev, fingerprint, close }
}

async function tokenize(
  folder: string,
  source: CorpusSource,
  onEvent: OnPretrainEvent,
  isInterrupted: () => boolean,
): Promise<CorpusFacts | undefined> {
  const { files, tokenizer, segmenter } = source
  const allBytes = files.reduce((sum, file) => sum + statSync(file).size, 0)
  const writer = new DocumentWriter(folder, source)
  const counts = { characters: 0, unknown: 0 }
  let [before, told] = [0, performance.now()]
  try {
    for (const file of files) {
      const endsByLine = !(await hasBlankLine(file))
      let bytes = 0
      for await (const line of linesOf(file)) {
        bytes = line.bytes
        const text = line.text.trim()
        if (text === '' && line.starts && line.ends) {
          writer.end()
          continue
        }
        const { ids, wordStarts } = segmentTokens(text, tokenizer, segmenter)
        for (const [i, id] of ids.entries()) {
          writer.write(id, wordStarts[i] === 1)
          if (id === tokenizer.special.unk) counts.unknown++
        }
        counts.characters += text.length
        if (endsByLine && line.ends) writer.end()
        const isDue = performance.now() - told >= 500
        if (isDue) {
          told = performance.now()
          onEvent({ event: 'corpus-progress', file, bytes: before + bytes, allBytes })
        }
        if (!isDue && line.ends) continue
        // Lets messages in: without it nobody could interrupt.
        await new Promise(setImmediate)
        if (!isInterrupted()) continue
        writer.discard()
        return undefined
      }
      writer.end()
      before += bytes
    }
  } catch (error) {
    writer.discard()
    throw error
  }
  writer.commit()
  return { files, ...counts, ...writer.counts }
}

async function hasBlankLine(file: string): Promise<boolean> {
  for await (const { text, starts, ends } of linesOf(file))
    if (starts && ends && text.trim() === '') return true
  return false
}

/** SHA-256 over the files' contents and what else the tokens depend on. */
async function fingerprintOf({ files, tokenizer, recipe, devShare }: CorpusSource): Promise<string> {
  const hash = createHash('sha256')
  hash.update(JSON.stringify({ recipe, devShare, vocabulary: tokenizer.parts.vocabulary.pieces }))
  for (const file of files)
    try {
      hash.update(`\0${statSync(file).size}:`)
      for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }))
        hash.update(chunk as Buffer)
    } catch (error) {
      throw corpusError(error, file)
    }
  return hash.digest('hex')
}
