import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readDataset } from '../data/index.ts'
import { oneHot, tokenizerOf } from './_testing.case.ts'
import { TokenClassification } from './token-classification.ts'

/** Real data, which is no part of the project: the tests skip where it is absent. */
const DATA = join(import.meta.dirname, '../../../shared/data')
const VOCABULARY = join(DATA, 'tok_vocab/bert-base-chinese.vocab.txt')
const FILES = [
  ['ner_peopledaily/example.dev', 128],
  ['ner_peopledaily/example.dev', 16],
  ['ner_resume/dev.char.bmes', 64],
] as const

test.for(FILES)(
  'every gold entity of %s comes back in windows of %i tokens',
  ([name, maxLength], { skip }) => {
    const file = join(DATA, name)
    if (!existsSync(file) || !existsSync(VOCABULARY)) return skip(`${name} or the vocabulary is not here`)
    const { records } = readDataset(file, { task: 'ner' })
    const labels = [
      ...new Set(records.flatMap((r) => ('entities' in r ? r.entities.map((e) => e.label) : []))),
    ]
    const tokenizer = tokenizerOf(readFileSync(VOCABULARY, 'utf8').trimEnd().split('\n'))
    const task = new TokenClassification(tokenizer, labels, { granularity: 'character', maxLength })
    const tagged = records.flatMap((record) => ('entities' in record ? [record] : []))
    const encodings = tagged.map((record) => task.encode(record))
    const outputs = encodings.map((encoding) => task.decode(encoding, oneHot(encoding, task.classes.length)))
    expect(encodings.reduce((sum, { unlearnable }) => sum + unlearnable, 0)).toBe(0)
    expect(task.score(tagged, outputs)).toMatchObject({ precision: 1, recall: 1, f1: 1 })
  },
)
