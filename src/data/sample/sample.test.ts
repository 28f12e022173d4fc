import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readDataset, type TaggedText, writeSample } from '../index.ts'
import { FAULT_CLASSES } from './_faults-grammar.ts'

const folder = mkdtempSync(join(tmpdir(), 'hantune-sample-'))
afterAll(() => rmSync(folder, { recursive: true }))
const names = ['train', 'dev', 'test'].flatMap((part) => [`ner/${part}.bio`, `cls/${part}.tsv`])

test('the committed sample is what the generator writes, byte for byte', () => {
  writeSample(join(folder, 'same'))
  const committed = join(import.meta.dirname, '../../../assets/sample')
  for (const name of names)
    expect(readFileSync(join(folder, 'same', name), 'utf8'), name).toBe(
      readFileSync(join(committed, name), 'utf8'),
    )
})

test('another seed gives other texts', () => {
  writeSample(join(folder, 'a'), 7)
  writeSample(join(folder, 'b'), 8)
  for (const name of names)
    expect(readFileSync(join(folder, 'a', name), 'utf8')).not.toBe(
      readFileSync(join(folder, 'b', name), 'utf8'),
    )
})

/** Reads one file of the sample with the seed 7. */
function read(name: string) {
  writeSample(join(folder, 'read'), 7)
  return readDataset(join(folder, 'read', name))
}

test('hospital notes: sizes, labels, and entities in dev that train never shows', () => {
  const parts = ['train', 'dev', 'test'].map((part) => {
    const dataset = read(`ner/${part}.bio`)
    expect(dataset).toMatchObject({ task: 'ner', format: 'bio', notes: [] })
    return dataset.records as readonly TaggedText[]
  })
  expect(parts.map((records) => records.length)).toEqual([1200, 200, 200])
  const [seen, dev, test] = parts.map((records) => records.flatMap(mentions)) as [
    string[],
    string[],
    string[],
  ]
  expect(new Set(seen.map((mention) => mention.slice(0, 3)))).toEqual(
    new Set(['BOD', 'DIS', 'DRU', 'SYM', 'TES']),
  )
  const known = new Set(seen)
  for (const mentionsOfPart of [dev, test]) {
    const unseen = mentionsOfPart.filter((mention) => !known.has(mention)).length / mentionsOfPart.length
    expect(unseen).toBeGreaterThan(0.35)
    expect(unseen).toBeLessThan(0.75)
  }
  // Strings of one type that stand inside a name of another: a dictionary cannot tell them apart.
  const named = (label: string) => seen.filter((name) => name.startsWith(label)).map((name) => name.slice(4))
  const bodies = [...new Set(named('BOD'))]
  const insideTests = named('TES').filter((name) => bodies.some((body) => name.startsWith(body)))
  expect(insideTests.length).toBeGreaterThan(20)
})

function mentions({ text, entities }: TaggedText): string[] {
  return entities.map(({ start, end, label }) => `${label} ${text.slice(start, end)}`)
}

test('fault lines: sizes, all classes in each part, no text twice', () => {
  const texts = new Set<string>()
  const sizes = ['train', 'dev', 'test'].map((part) => {
    const dataset = read(`cls/${part}.tsv`)
    if (dataset.task !== 'cls') throw new Error('not read as classes')
    for (const { text } of dataset.records) texts.add(text)
    expect(new Set(dataset.records.map(({ label }) => label)).size).toBe(FAULT_CLASSES.length)
    return dataset.records.length
  })
  expect(sizes).toEqual([1600, 300, 300])
  expect(texts.size).toBe(2200)
})
