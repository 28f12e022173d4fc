import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HanTuneError } from '../base/errors.ts'
import { errorOf, testFolder } from './_testing.ts'
import { type Dataset, type ReadOptions, readDataset } from './index.ts'

const { file, folder } = testFolder()
let folders = 0

function bratFolder(text: string | Uint8Array, annotations: string | Uint8Array): string {
  const path = join(folder, `brat-${folders++}`)
  mkdirSync(path)
  writeFileSync(join(path, '1.txt'), text)
  writeFileSync(join(path, '1.ann'), annotations)
  return path
}

const about = { annotation_id: 1, annotator: 1, lead_time: 2 }
const result = (value: object, type: string) => ({ from_name: 'a', to_name: 'text', type, value })
const studioSpan = result({ start: 0, end: 2, text: '张三', labels: ['PER'] }, 'labels')

/** Whole exports of every kind. */
const EXPORTS: Readonly<Record<string, string>> = {
  iob1: '张 I-PER\n三 I-PER\n李 B-PER\n\n王 I-PER\n\n赵 I-LOC\n在 O\n',
  conll: '-DOCSTART- -X- O O\n\nEU NNP B-NP B-ORG\nlamb NN I-NP O\n\n# id 5\nPeter NNP B-NP B-PER\n',
  suffix: '张\tPER-B\n三\tPER-I\n在\tO\n京\tLOC-B\n',
  jsonl:
    '{"id":1,"text":"👍张三","entities":[{"begin":1,"end":2,"type":"PER","word":"张三"}]}\n{"text":"无","entities":[]}\n',
  doccano:
    '{"id":1,"text":"张三","label":[[0,2,"PER"]],"Comments":[]}\n{"id":2,"text":"无","label":[]}\n{"id":3,"text":"👍三","entities":[{"id":1,"label":"X","start_offset":1,"end_offset":2}],"relations":[{}]}\n',
  studio: JSON.stringify(
    [
      {
        id: 1,
        data: { text: '张三' },
        annotations: [
          { was_cancelled: true, result: [] },
          { ground_truth: true, result: [studioSpan] },
        ],
      },
      { id: 2, data: { text: '无' }, annotations: [{ result: [] }] },
    ],
    null,
    2,
  ),
  choices: JSON.stringify(
    ['好', '坏'].map((choice, id) => ({
      id,
      data: { x: `很${choice}` },
      annotations: [{ result: [result({ choices: [choice] }, 'choices')] }],
    })),
  ),
  min: JSON.stringify([
    { id: 1, text: '张三', t: [{ start: 0, end: 2, text: '张三', labels: ['PER'] }], ...about },
    { id: 2, text: '无', ...about },
  ]),
  minChoices: JSON.stringify([
    { id: 1, text: '好', s: 'a', ...about },
    { id: 2, text: '坏', s: { choices: ['b', 'c'] }, ...about },
  ]),
}
const ANNOTATIONS = 'T1\tPER 0 2\t张三\nT2\tLOC 3 5;6 7\t北京 。\nR1\tin Arg1:T1 Arg2:T2\n#1\tNote T1\tx\n'
const TEXT = '张三在北京。\n\n👍李四\n'

const options = fc.record<ReadOptions>(
  {
    repairTags: fc.boolean(),
    offsets: fc.constantFrom('utf16', 'codepoint'),
    tokenColumn: fc.integer({ min: -1, max: 4 }),
    tagColumn: fc.integer({ min: -1, max: 4 }),
    discontinuous: fc.constantFrom('skip', 'refuse'),
    task: fc.constantFrom('ner', 'cls', 'multi'),
    forTraining: fc.constant(false),
  },
  { requiredKeys: [] },
)

interface Mutation {
  readonly at: number
  readonly length: number
  readonly put: Uint8Array
}

const mutation = fc.record<Mutation>({
  at: fc.nat(1000),
  length: fc.constantFrom(0, 1, 1, 2, 5, 1000),
  put: fc.oneof(
    fc.constantFrom('', '"', '{', '}', '[', ']', ',', ':', '\\', '\n', '\r\n', '\t', ' ', '-1', '9', 'null', '1e400', '[]', '{}', 'O', 'B-', '-I', '_', '𠮷', ';', '__proto__').map((part) => Buffer.from(part)),
    fc.uint8Array({ maxLength: 3 }),
  ),
}) // biome-ignore format: pieces of exports

/** Puts a few changes into bytes; positions wrap around. */
function mutated(content: string, mutations: readonly Mutation[]): Buffer {
  return mutations.reduce((bytes, { at, length, put }) => {
    const start = at % (bytes.length + 1)
    return Buffer.concat([bytes.subarray(0, start), put, bytes.subarray(start + length)])
  }, Buffer.from(content))
}

/** Reads, or checks that the refusal is one of ours and whole in both languages. */
function readOrRefusal(path: string, asked: ReadOptions): Dataset | HanTuneError {
  try {
    return readDataset(path, asked)
  } catch (error) {
    if (!(error instanceof HanTuneError)) throw error
    expect(error.code).toMatch(/^E_DATA_/)
    for (const language of ['zh', 'en'] as const) expect(error.render(language)).not.toContain('undefined')
    return error
  }
}

/** Spans lie in their text, in order, and cut no character; labels and texts are not blank. */
function expectSound(read: Dataset | HanTuneError): void {
  if (read instanceof HanTuneError) return
  for (const record of read.records) {
    expect(record.text.trim()).not.toBe('')
    expect(record.origin.line).toBeGreaterThan(0)
    if (!('entities' in record)) continue
    record.entities.forEach(({ start, end, label }, i) => {
      expect(0 <= start && start < end && end <= record.text.length).toBe(true)
      expect(start).toBeGreaterThanOrEqual(record.entities[i - 1]?.start ?? 0)
      expect(label.trim()).not.toBe('')
    })
  }
}

describe('exports, as they are and changed', () => {
  test.each(Object.keys(EXPORTS))('%s', (name) => {
    const content = EXPORTS[name]!
    expect(readOrRefusal(file(content), {})).not.toBeInstanceOf(HanTuneError)
    fc.assert(
      fc.property(
        fc.array(mutation, { minLength: 1, maxLength: 3 }),
        options,
        fc.boolean(),
        (mutations, asked, isPacked) => {
          const bytes = mutated(content, mutations)
          expectSound(readOrRefusal(file(isPacked ? gzipSync(bytes) : bytes), asked))
        },
      ),
      { numRuns: 150 },
    )
  })

  test('brat', () => {
    const path = bratFolder(TEXT, ANNOTATIONS)
    expect(readOrRefusal(path, { discontinuous: 'skip' })).not.toBeInstanceOf(HanTuneError)
    const changes = fc.array(mutation, { maxLength: 3 })
    fc.assert(
      fc.property(changes, changes, options, (inText, inAnnotations, asked) => {
        expectSound(
          readOrRefusal(bratFolder(mutated(TEXT, inText), mutated(ANNOTATIONS, inAnnotations)), asked),
        )
      }),
      { numRuns: 150 },
    )
  })

  test('names of Object.prototype are no fields', () => {
    const odd = '{"text":"张三","entities":[{"start":0,"end":2,"label":"__proto__"}]}'
    expect(readDataset(file(odd)).records).toMatchObject([{ entities: [{ label: '__proto__' }] }])
  })
})

/** A record by what is wrong with it: `good`, `bad` (a fault) or `left` (left out with a note). */
type Kind = 'good' | 'bad' | 'left'
const kinds = fc.array(fc.constantFrom<Kind>('good', 'good', 'bad', 'left'), { maxLength: 25 })

/** How many records came out, were reported as faults, and were noted as left out. */
function account(path: string, leftOut: string): { out: number; faults: number; left: number } {
  try {
    const { records, notes } = readDataset(path, { forTraining: false })
    return { out: records.length, faults: 0, left: notes.find(({ code }) => code === leftOut)?.count ?? 0 }
  } catch (error) {
    if (!(error instanceof HanTuneError)) throw error
    return { out: 0, faults: Number(error.values.more ?? 0) + 1, left: 0 }
  }
}

describe('records in are records out, faults and notes', () => {
  const task = (kind: Kind, id: number) => ({
    id,
    data: { text: '张三在北京' },
    annotations: [
      {
        was_cancelled: kind === 'left',
        result: kind === 'bad' ? [{ ...studioSpan, value: { ...studioSpan.value, start: 1 } }] : [studioSpan],
      },
    ],
  })
  const spans = (end: number) => [{ start: 0, end, text: '张三', labels: ['PER'] }]
  const cases: Readonly<Record<string, [write: (list: readonly Kind[]) => string, leftOut: string]>> = {
    'Label Studio': [(list) => file(JSON.stringify(list.map(task), null, 1)), 'unannotatedTasks'],
    'JSON-MIN': [
      (list) =>
        file(
          JSON.stringify(
            list.map((kind, i) => ({
              id: kind === 'left' ? 0 : i,
              text: '张三在',
              x: spans(kind === 'bad' ? 3 : 2),
              ...about,
            })),
          ),
        ),
      'repeatedTasks',
    ],
    doccano: [
      (list) =>
        file(
          list
            .map((kind) =>
              kind === 'left'
                ? ' \n'
                : `${JSON.stringify({ text: '张三', label: [[0, kind === 'bad' ? 3 : 2, 'PER']] })}\n`,
            )
            .join(''),
        ),
      'blankLines',
    ],
    'JSONL with texts': [
      (list) =>
        file(
          list
            .map((kind) =>
              kind === 'left'
                ? '\n'
                : `${JSON.stringify({ text: '张三在', entities: [[0, kind === 'bad' ? 3 : 2, 'PER', '张三']] })}\n`,
            )
            .join(''),
        ),
      'blankLines',
    ],
    brat: [
      (list) => {
        // Each line has 3 characters, and an annotation that ends in the line, or not.
        const text = list.map((kind) => (kind === 'left' ? '  \n' : '张三\n')).join('')
        const lines = list.map((kind, i) =>
          kind === 'left' ? '' : `T${i}\tPER ${i * 3} ${i * 3 + 2}\t${kind === 'bad' ? '李四' : '张三'}\n`,
        )
        return bratFolder(text, lines.join(''))
      },
      'blankLines',
    ],
  }

  test.each(Object.keys(cases))('%s', (name) => {
    const [write, leftOut] = cases[name]!
    fc.assert(
      fc.property(kinds, (some) => {
        // Enough good records that the format and its convention are clear; the first is the one that others repeat.
        const list: Kind[] = [...Array<Kind>(some.length + 2).fill('good'), ...some]
        const count = (kind: Kind) => list.filter((one) => one === kind).length
        const { out, faults, left } = account(write(list), leftOut)
        if (count('bad') === 0) expect([out, left]).toEqual([count('good'), count('left')])
        else expect(faults).toBe(count('bad'))
      }),
      { numRuns: 60 },
    )
  })

  test('IOB1: one fault for each stray B-', () => {
    fc.assert(
      fc.property(fc.nat(4), (bad) => {
        const content = '张 I-PER\n\n'.repeat(100) + '李 B-PER\n\n'.repeat(bad)
        const path = file(content)
        if (bad === 0) expect(readDataset(path).records).toHaveLength(100)
        else expect(Number(errorOf(() => readDataset(path)).values.more ?? 0) + 1).toBe(bad)
      }),
    )
  })
})
