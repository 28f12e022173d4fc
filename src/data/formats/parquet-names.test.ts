import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Faults } from '../_faults.ts'
import { Notes } from '../_notes.ts'
import { errorOf, testFolder } from '../_testing.ts'
import { readDataset } from '../index.ts'
import { tableFormat } from './_table.ts'

const golden = join(import.meta.dirname, '../../../test/golden/tables/none.parquet')
const { file } = testFolder()

describe('names of Parquet columns that tell nothing are no record', () => {
  const read = (rows: readonly (readonly string[])[], options = {}) => {
    const [names, ...body] = rows.map((cells, line) => ({ cells, line }))
    const notes = new Notes()
    const faults = new Faults()
    const reading = { file: 'f.parquet', sample: [], options, notes, faults, lines: () => [] }
    const table = { separator: 'cells', rows: [names!, ...body] } as const
    const never = () => false
    const result = tableFormat('parquet', never, () => table).read(reading)
    faults.throwIfAny()
    return result
  }
  const two = [
    ['utterance', 'emotion'],
    ['很好的酒店', 'pos'],
    ['差', 'neg'],
    ['一般般', 'neg'],
    ['好', 'pos'],
  ]
  const records = two.slice(1).map(([text, label], i) => ({
    text,
    label,
    origin: { file: 'f.parquet', line: i + 1 },
  }))

  test('of two columns, guessed or asked for by number', () => {
    const { reason, records: guessed } = read(two)
    expect(guessed).toEqual(records)
    expect(reason).toMatch(/emotion/)
    for (const options of [{ textColumn: 1, labelColumn: 2 }, { textColumn: '1' }])
      expect(read(two, options).records).toEqual(records)
  })

  test('of three, two texts and their label', () => {
    const three = two.map(([text, label], i) => [i === 0 ? 'a' : `店里${text}`, `${text}没有`, label!])
    expect(read(three)).toMatchObject({
      task: 'pair',
      records: records.map(({ text, ...rest }) => ({ ...rest, text: `店里${text}`, pair: `${text}没有` })),
    })
  })

  test('that cannot be guessed are asked for, and texts without classes refused', () => {
    const four = two.map((cells) => [...cells, ...cells])
    for (const options of [{}, { textColumn: 1 }]) {
      const error = errorOf(() => read(four, options))
      expect(error).toMatchObject({ code: 'E_DATA_COLUMN_NEEDED', place: { file: 'f.parquet' } })
      expect(error.values.names).toBe('utterance, emotion, utterance, emotion')
      expect(error.place.line).toBeUndefined()
    }
    const texts = Array.from({ length: 60 }, (_, i) => [`sentence ${i}`, `句子 ${i}`])
    expect(errorOf(() => read([['a', 'b'], ...texts])).code).toBe('E_DATA_FORMAT')
  })

  test('in a file', () => {
    const content = readFileSync(golden).toString('latin1')
    const named = Buffer.from(content.replaceAll('label', 'lobel').replaceAll('text', 'toxt'), 'latin1')
    expect(errorOf(() => readDataset(file(named)))).toMatchObject({
      code: 'E_DATA_COLUMN_NEEDED',
      place: expect.not.objectContaining({ line: expect.anything() }),
    })
  })
})
