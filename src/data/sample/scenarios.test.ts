import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { errorOf, testFolder } from '../_testing.ts'
import { labelsOf, readDataset, type TaggedText, writeScenario } from '../index.ts'
import { EQUIPMENT_FAULTS } from './_equipment-grammar.ts'

const { folder } = testFolder()
const PARTS = ['train', 'dev', 'test']
const linesOf = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, string>)

test('hospital: the bundled sample is the scenario with seed 1', () => {
  const { records, unseen } = writeScenario('hospital', join(folder, 'hospital'))
  expect(records).toEqual({ train: 1200, dev: 200, test: 200 })
  for (const part of PARTS) {
    const committed = join(import.meta.dirname, '../../../assets/sample/ner', `${part}.bio`)
    expect(readFileSync(join(folder, 'hospital', `${part}.bio`), 'utf8')).toBe(
      readFileSync(committed, 'utf8'),
    )
  }
  for (const label of ['DIS', 'DRU']) {
    const { mentions, unseen: absent } = unseen!.test.byType[label]!
    expect(absent / mentions).toBeGreaterThan(0.35)
  }
  expect(readFileSync(join(folder, 'hospital/README.md'), 'utf8')).toMatch(/Synthetic.*合成数据.*\| DIS \|/s)
})

test('aml: a thousand notes, both tasks, offsets true, nothing in two parts', () => {
  const written = writeScenario('aml', join(folder, 'aml'), { seed: 3 })
  expect(written.records).toEqual({ train: 750, dev: 125, test: 125 })
  const texts = new Set<string>()
  for (const part of PARTS) {
    const ner = readDataset(join(folder, 'aml/ner', `${part}.jsonl`), { task: 'ner' })
    const cls = readDataset(join(folder, 'aml/cls', `${part}.jsonl`), { task: 'cls' })
    expect(labelsOf(ner.records)).toEqual(['ACC', 'AMT', 'CHN', 'CPT', 'DAT', 'ORG', 'PER'])
    expect(labelsOf(cls.records)).toEqual(['normal', 'suspicious'])
    expect(cls.records.map(({ text }) => text)).toEqual(ner.records.map(({ text }) => text))
    for (const { text, entities } of ner.records as TaggedText[]) {
      texts.add(text)
      const account = entities.find(({ label }) => label === 'ACC')!
      expect(text.slice(account.start, account.end)).toMatch(/^(尾号)?[\d*-]+$/)
    }
  }
  expect(texts.size).toBe(1000)
  const { mentions, unseen } = written.unseen!.test.byType.PER!
  expect(unseen / mentions).toBeGreaterThan(0.5)
})

test('aml: neither the flow nor the holder nor the claim decides, the three together do', () => {
  writeScenario('aml', join(folder, 'many'), { records: 8000, seed: 4 })
  const reasons = linesOf(join(folder, 'many/reasons.jsonl'))
  const share = (of: (reason: Record<string, string>) => string) => {
    const counts = new Map<string, [suspicious: number, all: number]>()
    for (const reason of reasons) {
      const own = counts.get(of(reason)) ?? [0, 0]
      counts.set(of(reason), [own[0] + (reason.label === 'suspicious' ? 1 : 0), own[1] + 1])
    }
    return [...counts.values()].map(([suspicious, all]) => suspicious / all)
  }
  for (const field of ['flow', 'profile', 'claim'])
    for (const part of share((reason) => reason[field]!)) {
      expect(part).toBeGreaterThan(0.3)
      expect(part).toBeLessThan(0.5)
    }
  for (const part of share(({ flow, profile, claim }) => `${flow} ${profile} ${claim}`))
    expect([0, 1]).toContain(part)
})

test('aml: no one to four characters decide the class', () => {
  writeScenario('aml', join(folder, 'grams'), { records: 4000, seed: 5 })
  const notes = linesOf(join(folder, 'grams/cls/train.jsonl'))
  const grams = new Map<string, [suspicious: number, all: number]>()
  for (const { text, label } of notes) {
    const own = new Set<string>()
    for (let length = 1; length <= 4; length++)
      for (let at = 0; at + length <= text!.length; at++) own.add(text!.slice(at, at + length))
    for (const gram of own) {
      const counts = grams.get(gram) ?? [0, 0]
      counts[0] += label === 'suspicious' ? 1 : 0
      counts[1]++
      grams.set(gram, counts)
    }
  }
  const suspicious = notes.filter(({ label }) => label === 'suspicious').length
  // How often the best rule “suspicious if and only if it stands there” is right.
  let best = 0
  for (const [hits, all] of grams.values())
    best = Math.max(best, (hits + (notes.length - suspicious - (all - hits))) / notes.length)
  expect(best).toBeGreaterThan(0.5)
  expect(best).toBeLessThan(0.72)
})

test('faults: more than 200 classes in three levels, all of them in train, words held out', () => {
  expect(EQUIPMENT_FAULTS.length).toBeGreaterThanOrEqual(200)
  expect(new Set(EQUIPMENT_FAULTS.map(({ label }) => label)).size).toBe(EQUIPMENT_FAULTS.length)
  for (const { label, findings } of EQUIPMENT_FAULTS) {
    expect(label.split('/')).toHaveLength(3)
    expect(findings.length).toBeGreaterThanOrEqual(6)
    for (const finding of findings) expect(finding).toContain('<X>')
  }
  writeScenario('faults', join(folder, 'faults'), { records: 2000 })
  const [train, , held] = PARTS.map((part) => readDataset(join(folder, 'faults', `${part}.jsonl`)).records)
  expect(labelsOf(train!)).toHaveLength(EQUIPMENT_FAULTS.length)
  const known = new Set(train!.map(({ text }) => text))
  expect(held!.filter(({ text }) => known.has(text))).toEqual([])
  const seen = train!.map(({ text }) => text).join('\n')
  const names = EQUIPMENT_FAULTS.flatMap(({ part }) => part.names)
  const unseen = names.filter((name) => !seen.includes(name))
  expect(unseen.filter((name) => held!.some(({ text }) => text.includes(name))).length).toBeGreaterThan(10)
})

test('the same seed gives the same bytes, another seed others; too few records are refused', () => {
  const read = (name: string, seed: number) => {
    writeScenario('faults', join(folder, name), { records: 600, seed, overwrite: true })
    return readFileSync(join(folder, name, 'train.jsonl'), 'utf8')
  }
  expect(read('a', 5)).toBe(read('b', 5))
  expect(read('a', 5)).not.toBe(read('c', 6))
  for (const records of [0, 50, 1.5, 200_000])
    expect(errorOf(() => writeScenario('faults', join(folder, 'none'), { records })).code).toBe(
      'E_SCENARIO_RECORDS',
    )
})
