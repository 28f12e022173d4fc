import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HanTuneError } from '../base/errors.ts'
import { placeKey } from './_faults.ts'
import { testFolder } from './_testing.ts'
import { readDataset, readSound } from './read.ts'
import { readerChanges } from './reader-changes.ts'

const { file, folder } = testFolder()

/**
 * A way to write records, each with a text that no other has: sound, or broken in one of some ways. `write` gives the path of
 * the file that holds them.
 */
interface Way {
  readonly sound: (text: string) => string
  readonly broken: readonly ((text: string) => string)[]
  readonly write: (records: readonly string[]) => string
}

const begun = (at: number) => (at === 0 ? 'B-X' : 'O')
const json = (value: unknown, space?: number) => JSON.stringify(value, null, space)
const entity = { start: 0, end: 1, label: 'X' }
const spans: Pick<Way, 'sound' | 'broken'> = {
  sound: (text) => json({ text, entities: [entity] }),
  broken: [
    (text) => json({ text, entities: [entity, { ...entity, end: 99 }] }),
    (text) => json({ text, entities: [{ ...entity, text: '错' }] }),
    (text) => json({ text }),
    (text) => json({ text: [text], entities: [] }),
    () => json({ text: ' ', entities: [] }),
    (text) => `{"text":${json(text)},"text":${json(text)},"entities":[]}`,
    (text) => json([text]),
    () => 'null',
  ],
}
const tokens: Pick<Way, 'sound' | 'broken'> = {
  // With a B- each, so that a few stray I- do not make the file IOB1.
  sound: (text) => json({ tokens: [...text], ner_tags: [...text].map((_, at) => begun(at)) }),
  broken: [
    (text) => json({ tokens: [...text], ner_tags: ['O'] }),
    (text) => json({ tokens: [...text], ner_tags: [...text].map(() => 'X-Y') }),
    (text) => json({ tokens: [...text], ner_tags: [...text].map((_, i) => (i === 1 ? 'I-X' : 'O')) }),
    () => json({ tokens: [], ner_tags: [] }),
    () => json(1),
  ],
}
const task = (text: unknown, value: unknown, type = 'labels') =>
  json({ id: 7, data: { text }, annotations: [{ result: [{ type, from_name: 'l', value }] }] })
const range = { start: 0, end: 1, labels: ['X'] }
const choices = (text: unknown, names: unknown) => task(text, { choices: names }, 'choices')
const rows = (records: readonly string[]) => file(`[${records.join(', ')}]`)
const pretty = (records: readonly string[]) =>
  file(`[\n${records.map((record) => record.replaceAll('{', '{\n')).join(',')}\n]`)

const tagged = (text: string, tag: (at: number) => string) =>
  [...text].map((token, at) => `${token} ${tag(at)}`).join('\n')
const tagLine = (text: string, tag: (at: number) => string) =>
  `${[...text].join(' ')}\t${[...text].map((_, at) => tag(at)).join(' ')}`

let documents = 0
const WAYS: Readonly<Record<string, Way>> = {
  'an array on one line': { ...spans, write: rows },
  'an array of many lines': { ...spans, write: pretty },
  JSONL: { ...spans, write: (records) => file(records.join('\n')) },
  'lists of tokens': { ...tokens, write: rows },
  'Label Studio, ranges': {
    sound: (text) => task(text, range),
    broken: [
      (text) => task(text, { ...range, end: 99 }),
      (text) => task(text, { ...range, text: '错' }),
      (text) => task(text, { ...range, start: 'a' }),
      () => task('', range),
      (text) => json({ id: 7, data: { text } }),
      (text) => json({ id: 7, data: { text }, annotations: [{ result: 'x' }] }),
    ],
    write: rows,
  },
  'Label Studio, choices': {
    sound: (text) => choices(text, ['x']),
    broken: [
      (text) => choices(text, [1]),
      (text) => choices(text, []),
      (text) => json({ id: 7, data: { text }, annotations: [{ result: [] }] }),
      () => choices(3, ['x']),
    ],
    write: rows,
  },
  'columns of tags': {
    sound: (text) => tagged(text, begun),
    broken: [
      (text) => tagged(text, (at) => (at === 2 ? 'I-X' : 'O')),
      (text) => tagged(text, (at) => (at === 0 ? 'Q-X' : 'O')),
      (text) => tagged(text, () => 'Q'),
      (text) => `${tagged(text, begun)}\n坏`,
      (text) => `坏\n${tagged(text, begun)}`,
      () => '坏',
      (text) => tagged(text, () => 'B-X Y'),
    ],
    write: (records) => file(records.join('\n\n')),
  },
  'a sentence a line': {
    sound: (text) => tagLine(text, begun),
    broken: [
      (text) => `${tagLine(text, begun)} O`,
      (text) => tagLine(text, (at) => (at === 1 ? 'I-X' : 'O')),
      (text) => tagLine(text, () => 'Q-X'),
      () => '坏',
    ],
    write: (records) => file(records.join('\n')),
  },
  'documents of brat': {
    sound: (text) => `${text}\0T1\tX 0 1\t${text[0]}\n`,
    broken: [
      (text) => `${text}\0T1\tX 0 99\t${text}\n`,
      (text) => `${text}\0T1\tX 0 1\t错\nT2\tX 0 1\t错\n`,
      (text) => `${text}\0T1\tX 0 1;2 3\t${text[0]} ${text[2]}\n`,
      (text) => `${text}\0?\n`,
      (text) => text,
    ],
    write(records) {
      const path = join(folder, `brat-${documents++}`)
      mkdirSync(path)
      records.forEach((record, i) => {
        const [text, annotations] = record.split('\0')
        const name = join(path, String(i).padStart(4, '0'))
        writeFileSync(`${name}.txt`, text!)
        if (annotations !== undefined) writeFileSync(`${name}.ann`, annotations)
      })
      return path
    },
  },
}

/** So many sound records at the start show the format; up to twelve others follow. */
const FIRST = 13

describe.each(Object.entries(WAYS))('%s', (name, { sound, broken, write }) => {
  test('records in are records out, the sound ones, and records reported', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2 * broken.length), { minLength: 1, maxLength: 12 }), (dice) => {
        // The format is plain from the first records on; each text is its own.
        const kinds = [...Array<number>(FIRST).fill(broken.length), ...dice]
        const texts = kinds.map((_, i) => `甲乙丙${String.fromCodePoint(0x4e00 + i)}`)
        const path = write(kinds.map((kind, i) => (broken[kind] ?? sound)(texts[i]!)))
        const { dataset, faults } = readSound(path, { forTraining: false })
        expect(dataset.records.map(({ text }) => text)).toEqual(
          texts.filter((_, i) => kinds[i]! >= broken.length),
        )
        const reported = new Set(faults.map(({ record }) => placeKey(record)))
        expect(dataset.records.length + reported.size).toBe(kinds.length)
        expect(dataset.records.some(({ origin }) => reported.has(placeKey(origin)))).toBe(false)
        const logged = readerChanges(path, { forTraining: false }, dataset.records as never, faults)
        expect(logged.filter(({ kind }) => kind === 'faulty-record').length).toBe(
          new Set(faults.map(({ place }) => placeKey(place))).size,
        )
      }),
      { numRuns: 25 },
    )
  })

  // Files of brat are damaged one by one above; what joins or parts lines of them is another document.
  test.skipIf(name === 'documents of brat')(
    'one is damaged anywhere: the others are there, or the file is refused',
    () => {
      const records = Array.from({ length: 12 }, (_, i) => sound(`甲乙丙${String.fromCodePoint(0x4e00 + i)}`))
      const change = fc.record({
        at: fc.nat(),
        length: fc.nat(3),
        by: fc.constantFrom('', ' ', '"', '{', '}', ',', '\n', '\t', 'O', '99'),
      })
      fc.assert(
        fc.property(fc.nat(11), change, (which, { at, length, by }) => {
          const changed = records[which]!
          const from = at % changed.length
          const damaged = changed.slice(0, from) + by + changed.slice(from + length)
          const path = write(records.map((record, i) => (i === which ? damaged : record)))
          let read: ReturnType<typeof readSound>
          try {
            read = readSound(path, { forTraining: false })
          } catch (error) {
            if (error instanceof HanTuneError) return
            throw error
          }
          const { dataset, faults } = read
          const texts = dataset.records.map(({ text }) => text)
          if (faults.length === 0) expect(dataset).toEqual(readDataset(path, { forTraining: false }))
          else expect(() => readDataset(path, { forTraining: false })).toThrowError(HanTuneError)
          for (const i of records.keys())
            if (i !== which)
              expect(
                texts.filter((text) => text.includes(`丙${String.fromCodePoint(0x4e00 + i)}`)),
              ).toHaveLength(1)
        }),
        { numRuns: 60 },
      )
    },
  )
})
