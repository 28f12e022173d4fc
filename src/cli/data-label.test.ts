import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hantune, jsonLines } from '../../test/support/cli.ts'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { TINY_SETTINGS, writeTiny } from '../../test/support/tiny.ts'
import { HanTuneError } from '../base/errors.ts'
import { readDataset, type TaggedText } from '../data/index.ts'
import { dataLabelCommand } from './commands/data-label.ts'
import type { Output } from './output.ts'
import { newProgram } from './program.ts'

const cwd = temporaryFolder()
const { bio, model } = writeTiny(cwd)
const write = (name: string, content: string) => writeFileSync(join(cwd, name), content)
const read = (name: string) => readFileSync(join(cwd, name), 'utf8')
const label = (args: string, language: 'zh' | 'en' = 'en') =>
  hantune(['data', 'label', ...args.split(' ')], { cwd, language })

write('words.txt', '北京\tLOC\n苏州\tLOC\n张三\tPER\n')
write('texts.txt', '😀我在北京工作\n\n明天到苏州，再回北京\n今天下雨\n')
const LABELLED = [
  {
    text: '😀我在北京工作',
    entities: [{ start: 4, end: 6, label: 'LOC', text: '北京' }],
    source: 'rule',
  },
  {
    text: '明天到苏州，再回北京',
    entities: [
      { start: 3, end: 5, label: 'LOC', text: '苏州' },
      { start: 8, end: 10, label: 'LOC', text: '北京' },
    ],
    source: 'rule',
  },
  { text: '今天下雨', entities: [], source: 'rule' },
]

test('into a file that train reads: spans with their text, marked as given by rules', async () => {
  const { code, stdout, stderr } = await label('texts.txt --lexicon words.txt --out weak.jsonl')
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'texts.txt: skipped 1 blank lines\n' })
  expect(stdout).toMatch(
    /^3 mentions found in 3 texts .*\n1 text .*without entities\n.*\nLOC +3\nPER +0\n.*weak\.jsonl\n$/,
  )
  expect(jsonLines(read('weak.jsonl'))).toEqual(LABELLED)
  const { task, records } = readDataset(join(cwd, 'weak.jsonl'))
  expect(task).toBe('ner')
  expect((records as readonly TaggedText[]).map(({ entities }) => entities.length)).toEqual([1, 2, 0])
})

test('without a file they are shown, in either language; as events for scripts', async () => {
  const [shown, events] = await Promise.all([
    label('texts.txt --lexicon words.txt', 'zh'),
    label('texts.txt --lexicon words.txt --json'),
  ])
  expect(shown.stdout).toMatch(/^第 1 行 .*北京.*\n第 3 行 [\s\S]*3 条文本里标出 3 个实体/)
  const lines = jsonLines(events.stdout)
  expect(lines[0]).toMatchObject({ event: 'notes', notes: [{ code: expect.any(String) }] })
  expect(lines.slice(1, 4)).toMatchObject(
    LABELLED.map(({ text }) => ({ event: 'record', text, origin: { others: { source: 'rule' } } })),
  )
  expect(lines.slice(4)).toEqual([
    {
      ...{ event: 'labelled', source: 'texts.txt', lexicon: 'words.txt' },
      ...{ records: 3, entities: 3, empty: 1, byType: { LOC: 3, PER: 0 } },
    },
  ])
})

test('tables and JSONL keep their ids; what stood beside the texts is told', async () => {
  write('texts.csv', 'id,text,city\na7,"我在北京,工作",x\n')
  write('texts.jsonl', '{"id":"b","text":"回北京","entities":[]}\n')
  const [table, json] = await Promise.all([
    label('texts.csv --lexicon words.txt --out table.jsonl'),
    label('texts.jsonl --lexicon words.txt --out json.jsonl'),
  ])
  expect(table.stderr).toContain('columns not used: city')
  expect(json.stderr).toContain('fields not used: entities')
  expect(jsonLines(read('table.jsonl'))).toMatchObject([{ id: 'a7', entities: [{ start: 2, end: 4 }] }])
  expect(jsonLines(read('json.jsonl'))).toMatchObject([{ id: 'b', entities: [{ start: 1, end: 3 }] }])
})

test('what is wrong is told, and no file is harmed', async () => {
  write('pairs.jsonl', '{"sentence1":"北京","sentence2":"苏州"}\n')
  write('kept.jsonl', '我的')
  write('bad.txt', '北京 LOC\n')
  write('nothing.txt', '天\n')
  const codeOf = async (args: string) => {
    const paths = args.replace(/(?<= |^)\w+\.\w+/g, (name) => join(cwd, name))
    const { signal } = new AbortController()
    // Nobody is spoken to before the fault is found.
    const output = { json: false, note: () => {}, event: () => {} } as unknown as Output
    const context = { output, signal, endsInOrder: () => signal, endsAtOnce: () => {} }
    const program = newProgram('about', '0', [dataLabelCommand(context)])
    try {
      await program.parseAsync(['label', ...paths.split(' ')], { from: 'user' })
    } catch (error) {
      return error instanceof HanTuneError ? error.code : error
    }
    return undefined
  }
  expect(
    await Promise.all([
      codeOf('texts.txt --out new.jsonl'),
      codeOf('texts.txt --lexicon words.txt --overwrite'),
      codeOf('texts.txt --lexicon words.txt --out kept.jsonl'),
      codeOf('texts.txt --lexicon words.txt --out texts.txt --overwrite'),
      codeOf('texts.txt --lexicon words.txt --out words.txt --overwrite'),
      codeOf('texts.txt --lexicon bad.txt --out new.jsonl'),
      codeOf('absent.txt --lexicon words.txt --out new.jsonl'),
      codeOf('pairs.jsonl --lexicon words.txt --out new.jsonl'),
      codeOf(`${bio} --lexicon words.txt --out new.jsonl`),
    ]),
  ).toEqual([
    'E_CLI_OPTION_MISSING',
    'E_CLI_OPTION_MISSING',
    'E_CLI_FILE_EXISTS',
    'E_CHECK_OUT_SOURCE',
    'E_CHECK_OUT_SOURCE',
    'E_RULES_LINE',
    'E_DATA_NOT_FOUND',
    'E_LABEL_PAIR',
    'E_LABEL_COLUMNS',
  ])
  expect([read('kept.jsonl'), read('words.txt').slice(0, 2), existsSync(join(cwd, 'new.jsonl'))]).toEqual([
    '我的',
    '北京',
    false,
  ])
  const nothing = await label('nothing.txt --lexicon words.txt --out kept.jsonl --overwrite')
  expect(nothing).toMatchObject({ code: 0, stderr: expect.stringMatching(/words\.txt: .*found nothing/) })
})

test('the way through: rules, weak labels, training', async () => {
  const records = readDataset(bio).records as readonly TaggedText[]
  write('raw.txt', records.map(({ text }) => `${text}\n`).join(''))
  expect(await label('raw.txt --lexicon words.txt --out raw.jsonl')).toMatchObject({ code: 0, stderr: '' })
  const { batchSize, learningRate } = TINY_SETTINGS
  const settings = `--epochs 1 --batch-size ${batchSize} --lr ${learningRate} --threads 1`
  const args = ['train', 'raw.jsonl', '--dev', bio, '--model', model, '--out', 'run', ...settings.split(' ')]
  const { code, stdout } = await hantune([...args, '--json'], { cwd })
  expect(code).toBe(0)
  expect(jsonLines(stdout)[0]).toMatchObject({
    role: 'train',
    format: 'jsonl-spans',
    records: records.length,
  })
})
