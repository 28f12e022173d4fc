import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { RandomStream } from '../../base/random.ts'
import { testFolder } from '../_testing.ts'
import { readDataset } from '../read.ts'
import type { AnyRecord } from '../records.ts'
import { PART_NAMES } from './assign.ts'
import { LineIndex } from './line-index.ts'
import { type SplitFileOptions, splitFile } from './split-file.ts'
import { splitParts } from './split-parts.ts'

const { folder, file } = testFolder()
let outs = 0
const newOut = () => join(folder, `out-${outs++}`)

const random = new RandomStream(1, 'split-file')
const CHARACTERS = [...'天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜']
const texts = Array.from(
  { length: 60 },
  (_, i) =>
    // Every sixth is nearly the one before it.
    Array.from({ length: 50 }, () => random.pick(CHARACTERS)).join('') + i,
).map((text, i, all) => (i % 6 === 5 ? `${all[i - 1]}。` : text))
const label = (i: number) => ['正面', '负面', '中立'][i % 3]!

const jsonl = texts.map((text, i) => JSON.stringify({ id: i, text, label: label(i), patient: i % 25 }))
const bio = texts.map((text, i) =>
  [...text].map((character, at) => `${character}\t${at === 3 ? `B-${'ABC'[i % 3]}` : 'O'}`).join('\n'),
)
const SOURCES = {
  jsonl: `\uFEFF${jsonl.join('\r\n')}\n\n`,
  tsv: `label\ttext\tid\n${texts.map((text, i) => `${label(i)}\t${text}\t${i}`).join('\n')}`,
  csv: `text,label\n${texts.map((text, i) => `"${text.slice(0, 9)}\n\n${text.slice(9)},""好""",${label(i)}`).join('\n')}\n`,
  bio: `-DOCSTART- O\n\n${bio.join('\n \n')}\n\n\n-DOCSTART- O\n`,
}
const OPTIONS: SplitFileOptions = { ratio: [6, 2, 2], seed: 4 }

const plain = (records: readonly AnyRecord[]) =>
  records.map(({ origin: { id }, ...rest }) => ({ id, ...rest }))

describe.each(Object.entries(SOURCES))('%s', (ending, content) => {
  test('the parts hold the records that splitting in memory gives, in the format of the source', async () => {
    const source = file(content)
    const out = newOut()
    const { files, report, task } = await splitFile(source, out, OPTIONS)
    const dataset = readDataset(source)
    const expected = splitParts<AnyRecord>(dataset.records, OPTIONS)
    expect(report).toEqual(expected.report)
    expect(report.records).toBe(60)
    expect(report.kept.equalTexts).toEqual({ groups: 10, records: 20, largest: 2 })
    expect(task).toBe(dataset.task)
    for (const name of PART_NAMES) {
      expect(files[name]).toBe(join(out, `${name}.${ending}`))
      const part = readDataset(files[name]!)
      expect(part.format).toBe(dataset.format)
      expect(plain(part.records)).toEqual(plain(expected.parts[name]))
    }
    expect(readdirSync(out).sort()).toEqual([
      `dev.${ending}`,
      'split.json',
      `test.${ending}`,
      `train.${ending}`,
    ])
    const written = JSON.parse(readFileSync(join(out, 'split.json'), 'utf8'))
    expect(written).toMatchObject({ source, task, records: 60, seed: 4, kept: report.kept })
  })
})

test('a carriage return in a cell of CSV keeps equal texts together', async () => {
  const rows = texts.slice(0, 12).map((text, i) => `${text},${label(i)}`)
  const source = file(`text,label\n"含\r回车",正面\n${rows.flatMap((row) => [row, row]).join('\n')}\n\n`)
  const { files } = await splitFile(source, newOut(), { ratio: [1, 1], seed: 4 })
  const [train, dev] = [files.train!, files.dev!].map((path) => readDataset(path, { forTraining: false }))
  const own = new Set(train!.records.map((record) => record.text))
  expect(train!.records.length + dev!.records.length).toBe(25)
  expect(dev!.records.filter(({ text }) => own.has(text))).toEqual([])
})

test.each([
  ['csv', ','],
  ['tsv', '\t'],
])('rows that are left out stand in no part: %s', async (ending, separator) => {
  const rows = texts.map((text, i) => `${text}${separator}${label(i)}`)
  const bare = ending === 'csv' ? `"无标签\n二"${separator}` : `无标签二${separator}`
  const all = [
    `text${separator}label`,
    `无标签一${separator}`,
    bare,
    ...rows.slice(0, 9),
    bare,
    ...rows.slice(9),
    bare,
  ]
  const reading = { skipUnlabelled: true }
  const { files, notes } = await splitFile(file(`${all.join('\n')}\n`), newOut(), { ...OPTIONS, reading })
  expect(notes).toContainEqual(expect.objectContaining({ code: 'skippedUnlabelled', count: 4 }))
  const lines = PART_NAMES.flatMap((name) => readFileSync(files[name]!, 'utf8').trimEnd().split('\n'))
  const head = `text${separator}label`
  expect(lines.sort()).toEqual([head, head, head, ...rows].sort())
  expect(Object.values(files).every((path) => path.endsWith(`.${ending}`))).toBe(true)
})

test('document marks part the records of column files without blank lines', async () => {
  const { files } = await splitFile(file(`${bio.join('\n-DOCSTART- O\n')}\n`), newOut(), OPTIONS)
  const blocks = PART_NAMES.flatMap((name) => readFileSync(files[name]!, 'utf8').split('\n\n')).filter(
    Boolean,
  )
  expect(blocks.sort()).toEqual([...bio].sort())
})

test('JSONL lines are copied as they are; other fields stay', async () => {
  const { files } = await splitFile(file(SOURCES.jsonl), newOut(), OPTIONS)
  const lines = PART_NAMES.flatMap((name) => readFileSync(files[name]!, 'utf8').split('\n')).filter(Boolean)
  expect(lines.sort()).toEqual([...jsonl].sort())
})

test.each([
  ['one a line', (rows: readonly object[]) => `[${rows.map((row) => JSON.stringify(row)).join(',\n')}]`],
  ['over several lines', (rows: readonly object[]) => JSON.stringify(rows, null, 2)],
  ['all on one line', (rows: readonly object[]) => JSON.stringify(rows)],
])('the elements of a JSON array, %s, become lines of JSONL', async (_, write) => {
  const rows = jsonl.map((line) => JSON.parse(line) as { text: string })
  const { files } = await splitFile(file(write(rows)), newOut(), OPTIONS)
  const found = PART_NAMES.flatMap((name) => readFileSync(files[name]!, 'utf8').split('\n'))
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { text: string })
  expect(found.map(({ text }) => text).sort()).toEqual(rows.map(({ text }) => text).sort())
  if (write(rows).includes('\n')) expect(found).toEqual(expect.arrayContaining(rows))
})

test.each([
  [
    'an element that is left out on the line of a record',
    (rows: readonly string[]) => `[{"text": "", "label": "x"}, ${rows.join(',\n')}]`,
  ],
  [
    'an element too long for a line',
    (rows: readonly string[]) =>
      `[${[`{"note": "${'注'.repeat(4e5)}", ${rows[0]!.slice(1)}`, ...rows.slice(1)].join(',\n')}]`,
  ],
])('%s: the parts are written anew, and are read', async (name, write) => {
  const reading = { skipEmpty: true }
  const { files, notes } = await splitFile(file(write(jsonl)), newOut(), { ...OPTIONS, reading })
  expect(notes.some(({ code }) => code === 'longFields')).toBe(name === 'an element too long for a line')
  const found = PART_NAMES.flatMap((name): readonly AnyRecord[] => readDataset(files[name]!).records)
  const texts = jsonl.map((line) => (JSON.parse(line) as { text: string }).text)
  expect(found.map(({ text }) => text).sort()).toEqual(texts.sort())
})

test('lines of doccano keep what HanTune does not read', async () => {
  const rows = texts.map((text, i) => ({ id: i, text, label: [[0, 1, 'X']], Comments: [], ward: `w${i}` }))
  const lines = rows.map((row) => JSON.stringify(row))
  const { files, format } = await splitFile(file(lines.join('\n')), newOut(), OPTIONS)
  expect(format).toBe('doccano')
  const found = PART_NAMES.flatMap((name) => readFileSync(files[name]!, 'utf8').split('\n')).filter(Boolean)
  expect(found.sort()).toEqual(lines.sort())
})

test('a workbook is split into JSONL', async () => {
  const book = join(import.meta.dirname, '../../../test/golden/tables/classes.xlsx')
  const { files, format, report } = await splitFile(book, newOut(), { ...OPTIONS, ratio: [3, 1, 1] })
  expect([format, report.records]).toEqual(['xlsx', 5])
  const records = Object.values(files).flatMap(
    (path): readonly AnyRecord[] => readDataset(path, { forTraining: false }).records,
  )
  expect(records.map(({ text }) => text).sort()).toEqual(
    readDataset(book)
      .records.map(({ text }) => text)
      .sort(),
  )
})

describe('groups', () => {
  test.each([
    ['a field', SOURCES.jsonl, 'patient', (line: string) => JSON.parse(line).patient as unknown],
    [
      'a column',
      `text\tPatient\tlabel\n${texts.map((text, i) => `${text}\tp${i % 25}\t${label(i)}`).join('\n')}`,
      'patient',
      (line: string) => line.split('\t')[1],
    ],
  ])('of %s are never parted', async (_, content, groupBy, groupOf) => {
    const { files, report, notes } = await splitFile(file(content), newOut(), { ...OPTIONS, groupBy })
    expect(report.kept.groups).toEqual({ groups: 25, records: 60, largest: 3 })
    const parts = PART_NAMES.map((name) => {
      const lines = readFileSync(files[name]!, 'utf8')
        .split('\n')
        .filter((line) => /[{\d]/.test(line))
      return new Set(lines.map(groupOf))
    })
    expect(parts.reduce((sum, { size }) => sum + size, 0)).toBe(25)
    expect(notes.map(({ code }) => code)).not.toContain('ignoredFields')
  })

  test.each([
    ['a record without the field', `${jsonl[0]}\n{"text": "无", "label": "正面"}\n${jsonl[1]}`, 'patient', 2],
    [
      'a table without a header',
      SOURCES.tsv
        .split('\n')
        .slice(1)
        .map((line) => line.replace(/\t\d+$/, ''))
        .join('\n'),
      'text',
      1,
    ],
    ['a column file', SOURCES.bio, 'patient', 3],
  ])('%s is an error that names the record', async (_, content, groupBy, line) => {
    const source = file(content)
    await expect(splitFile(source, newOut(), { ...OPTIONS, groupBy })).rejects.toMatchObject({
      code: 'E_DATA_GROUP_MISSING',
      place: { file: source, line },
    })
  })

  test('a table without the column tells which it has', async () => {
    await expect(
      splitFile(file(SOURCES.tsv), newOut(), { ...OPTIONS, groupBy: 'lable' }),
    ).rejects.toMatchObject({
      code: 'E_DATA_COLUMN_UNKNOWN',
      values: { name: 'lable', near: expect.stringContaining('label') },
      place: { line: 1 },
    })
  })

  test('parts written anew keep the field under its name, so that they can be split again', async () => {
    const tasks = texts.map((text, i) => ({
      data: { text, patient_id: i % 25, ward: 'A' },
      annotations: [{ result: [{ value: { choices: [label(i)] } }] }],
    }))
    const options = { ...OPTIONS, groupBy: 'patient_id' }
    const { files, notes } = await splitFile(file(JSON.stringify(tasks)), newOut(), options)
    expect(notes).toEqual([])
    for (const line of readFileSync(files.dev!, 'utf8').trim().split('\n'))
      expect(JSON.parse(line)).toMatchObject({ ward: 'A' })
    const again = await splitFile(files.train!, newOut(), { ...options, ratio: [8, 1] })
    expect(again.report.kept.groups.groups).toBeLessThan(25)
  })
})

describe('the folder', () => {
  test('one that holds something is refused, or written over; parts of before that are gone are removed', async () => {
    const source = file(SOURCES.jsonl)
    const out = newOut()
    await splitFile(source, out, OPTIONS)
    await expect(splitFile(source, out, OPTIONS)).rejects.toMatchObject({ code: 'E_DATA_OUT_FULL' })
    writeFileSync(join(out, 'notes.txt'), 'mine')
    await splitFile(source, out, { ...OPTIONS, ratio: [9, 1], overwrite: true })
    expect(readdirSync(out).sort()).toEqual(['dev.jsonl', 'notes.txt', 'split.json', 'train.jsonl'])
  })

  test('the source itself is never written over', async () => {
    const out = newOut()
    mkdirSync(out)
    const source = join(out, 'train.jsonl')
    writeFileSync(source, SOURCES.jsonl)
    const split = splitFile(source, out, { ...OPTIONS, overwrite: true })
    await expect(split).rejects.toMatchObject({ code: 'E_DATA_OUT_SOURCE' })
    expect(readFileSync(source, 'utf8')).toBe(SOURCES.jsonl)
  })

  test('nor are parts written among the files of a folder that is the source', async () => {
    const folder = newOut()
    mkdirSync(folder)
    writeFileSync(join(folder, 'train.jsonl'), SOURCES.jsonl)
    for (const out of [folder, join(folder, 'parts')])
      await expect(splitFile(folder, out, { ...OPTIONS, overwrite: true })).rejects.toMatchObject({
        code: 'E_DATA_OUT_SOURCE',
      })
    expect(readdirSync(folder)).toEqual(['train.jsonl'])
  })

  test('a broken line, or an interruption, leaves no file behind', async () => {
    const out = newOut()
    const broken = splitFile(file(`${SOURCES.jsonl}{"text": 3}\n`), out, OPTIONS)
    await expect(broken).rejects.toMatchObject({ code: 'E_DATA_FIELD_TYPE', place: { line: 62 } })
    const stop = new AbortController()
    const onProgress = ({ phase }: { phase: string }) => phase === 'write' && stop.abort()
    const stopped = splitFile(file(SOURCES.jsonl), out, { ...OPTIONS, signal: stop.signal, onProgress })
    await expect(stopped).rejects.toThrow('aborted')
    expect(readdirSync(out)).toEqual([])
    await splitFile(file(SOURCES.jsonl), out, OPTIONS)
  })
})

test('lines are found again by their numbers', () => {
  const lines = ['一', '', 'b'.repeat(5_000_000), '四']
  const index = new LineIndex(file(`\uFEFF${lines.join('\r\n')}`))
  expect(lines.map((_, i) => index.lineAt(i + 1))).toEqual(lines)
  index.close()
})
