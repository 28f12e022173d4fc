import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HanTuneError } from '../base/errors.ts'
import { errorOf, testFolder } from './_testing.ts'
import { formatBio, type ReadOptions, readDataset, readTexts, type Span, type TaggedText } from './index.ts'

const { file } = testFolder()
const origin = { file: 'f', line: 1 }

/** Texts that a column file can hold, with white space, Latin, digits, astral characters and U+FEFF among them. */
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '张',
        '三',
        'a',
        'B',
        '7',
        ' ',
        '\t',
        '\u3000',
        '\uFEFF',
        '𠮷',
        '0',
        '-',
        '\u2028',
        'é',
      ),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter((c) => !/[\n\r\0]/.test(c)),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((characters) => characters.join(''))
  .filter((joined) => joined.trim() !== '')

/** A text whose characters are dealt out to entities and gaps. */
const tagged = fc
  .tuple(text, fc.array(fc.nat(5), { minLength: 12, maxLength: 12 }))
  .map(([joined, dice]): TaggedText => {
    const entities: Span[] = []
    let at = 0
    ;[...joined].forEach((character, i) => {
      const end = at + character.length
      const last = entities.at(-1)
      const die = dice[i % 12]!
      if (die === 0 || die === 1) entities.push({ start: at, end, label: die ? 'PER' : 'x.y-z' })
      else if (die < 4 && last?.end === at) entities[entities.length - 1] = { ...last, end }
      at = end
    })
    return { text: joined, entities, origin }
  })

test('BIO: written and read back, texts and entities are the same', () => {
  fc.assert(
    fc.property(fc.array(tagged, { minLength: 1, maxLength: 5 }), (records) => {
      const plain = ({ text, entities }: TaggedText) => ({ text, entities })
      const read = readDataset(file(formatBio(records)), { forTraining: false })
      expect((read.records as TaggedText[]).map(plain)).toEqual(records.map(plain))
    }),
    { numRuns: 300 },
  )
})

test('BIO: what cannot be held is refused, not changed', () => {
  const entity = (start: number, end: number, label = 'X') => ({ start, end, label })
  for (const [broken, entities] of [
    [' ', []],
    ['a\nb', []],
    ['a\0', []],
    ['a\uD800', []],
  ] as const)
    expect(errorOf(() => formatBio([{ text: broken, entities, origin }])).code).toBe('E_DATA_NOT_BIO_TEXT')
  for (const entities of [
    [entity(0, 2), entity(1, 3)],
    [entity(0, 9)],
    [entity(2, 2)],
    [entity(0, 1), entity(4, 5)],
    [entity(0, 1, ' x')],
    [entity(0, 1, '')],
  ])
    expect(errorOf(() => formatBio([{ text: 'abc𠮷', entities, origin }])).code).toBe('E_DATA_NOT_BIO_SPAN')
})

const fragments = fc.constantFrom(
  '张\tB-PER\n', '三 I-PER\n', '。\tO\n', '\n', '\r\n', 'text\tlabel\n', 'label,text\n', '{"text":"a","label":"b"}\n',
  '{"text":"ab","label":["x","y"]}\n', '{"sentence1":"a","sentence2":"b","label":"-"}\n', 'sentence1;sentence2;label\n', '一二三\t四五六\t1\n',
  'text,甲,乙\n', '文字,1,0\n', 'text|label\n', ';', '|', '-', '\x50\x4b\x03\x04xl/', 'PAR1',
  '{"text":"ab","entities":[[0,1,"X"]]}\n', '{"text":"ab","label":{"n":{"a":[[0,0]]}}}\n', '"', ',', '\t', ' ', '科0\tO\n', '\uFEFF', '{', '[[',
) // biome-ignore format: pieces of files
const anyFile = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc
    .array(fc.oneof(fragments, fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 20 })
    .map((parts) => Buffer.from(parts.join(''))),
)

const column = fc.constantFrom<string | number>('text', 'label', '甲', 1, 2, '3', 0, -1)
/** Most reads are without options: they would only say that a file has no such column. */
const anyOptions: fc.Arbitrary<ReadOptions> = fc.oneof(
  fc.record({ repairTags: fc.boolean() }),
  fc.record(
    {
      skipUnlabelled: fc.boolean(),
      textColumn: column,
      labelColumn: column,
      pairColumn: column,
      idColumn: column,
      labelSeparator: fc.constantFrom('|', ',', ''),
      task: fc.constantFrom('ner', 'cls', 'multi', 'pair'),
      sheet: fc.constantFrom<string | number>(1, '甲'),
    },
    { requiredKeys: [] },
  ),
)

test('any bytes are read or refused with a HanTuneError, never anything else', () => {
  fc.assert(
    fc.property(anyFile, anyOptions, (bytes, options) => {
      const path = file(bytes)
      for (const read of [() => readDataset(path, options), () => readTexts(path)]) {
        try {
          read()
        } catch (error) {
          if (!(error instanceof HanTuneError)) throw error
          expect(error.code).toMatch(/^E_DATA_/)
          for (const language of ['zh', 'en'] as const)
            expect(error.render(language)).not.toMatch(/\{\w+\}(?!")/)
        }
      }
    }),
    { numRuns: 500 },
  )
})

test('records in are records out and faults reported', () => {
  const row = fc.constantFrom('good', 'wide', 'blank', 'bare')
  const written = { good: '甲乙\t1', wide: '甲\t1\tx', blank: ' \t1', bare: '甲\t' }
  fc.assert(
    fc.property(fc.array(row, { maxLength: 30 }), (kinds) => {
      const rows = kinds.map((kind, i) => (kind === 'good' ? `文本${i}\t0` : written[kind]))
      const content = ['首行\t1', '次行\t0', '三行\t0', '四行\t1', ...rows].join('\n')
      const broken = kinds.filter((kind) => kind !== 'good').length
      if (broken === 0) expect(readDataset(file(content)).records).toHaveLength(4 + kinds.length)
      else expect(Number(errorOf(() => readDataset(file(content))).values.more ?? 0) + 1).toBe(broken)
    }),
  )
})

test('with records left out as asked, records in are records out, left out and reported', () => {
  const kinds = ['good', 'bare', 'gold', 'half', 'wide', 'none'] as const
  const cells = {
    good: '甲乙,丙丁,1',
    bare: '甲,乙,',
    gold: '甲,乙,-',
    half: '甲,,1',
    wide: '甲,乙,1,x',
    none: ',乙,0',
  }
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...kinds), { maxLength: 30 }),
      fc.boolean(),
      (rows, skipUnlabelled) => {
        const content = [
          'sentence1,sentence2,label',
          '首,次,1',
          '首,末,0',
          ...rows.map((kind) => cells[kind]),
        ].join('\n')
        const read = () => readDataset(file(content), { skipUnlabelled })
        const isUnlabelled = (kind: string) => kind === 'bare' || kind === 'gold'
        const skipped = skipUnlabelled ? rows.filter(isUnlabelled).length : 0
        const broken = rows.filter((kind) => kind !== 'good').length - skipped
        if (broken > 0) {
          expect(Number(errorOf(read).values.more ?? 0) + 1).toBe(broken)
          return
        }
        const { records, notes } = read()
        expect(records.length + skipped).toBe(2 + rows.length)
        expect(notes.find(({ code }) => code === 'skippedUnlabelled')?.count ?? 0).toBe(skipped)
      },
    ),
  )
})
