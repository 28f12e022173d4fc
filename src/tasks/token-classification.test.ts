import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { oneHot, origin, tinyTokenizer } from './_testing.case.ts'
import { checkMaxLength, TokenClassification } from './token-classification.ts'

type Granularity = 'character' | 'piece'
const tokenizer = tinyTokenizer()
const LABELS = ['LOC', 'PER']
const task = (granularity: Granularity = 'character', maxLength = 64) =>
  new TokenClassification(tokenizer, LABELS, { granularity, maxLength })

/** Entities of a text in which `[LABEL:…]` marks them. */
function marked(source: string) {
  const entities: { start: number; end: number; label: string }[] = []
  let text = ''
  for (const part of source.split(/(\[[A-Z]+:[^\]]*\])/)) {
    const mark = /^\[([A-Z]+):([^\]]*)\]$/.exec(part)
    const content = mark ? mark[2]! : part
    if (mark) entities.push({ start: text.length, end: text.length + content.length, label: mark[1]! })
    text += content
  }
  return { text, entities, origin: origin() }
}

/** What a perfect model would give for a record. */
function perfect(record: ReturnType<typeof marked>, used = task()) {
  const encoding = used.encode(record)
  const output = used.decode(encoding, oneHot(encoding, used.classes.length))
  return {
    encoding,
    output,
    entities: output.entities.map(({ start, end, label }) => ({ start, end, label })),
  }
}

test('classes are O, then B and I of each label', () => {
  expect(task().classes).toEqual(['O', 'B-LOC', 'I-LOC', 'B-PER', 'I-PER'])
  expect(task().head).toEqual({ kind: 'token', classes: 5 })
})

test('an example has [CLS] and [SEP] without targets around its tokens', () => {
  const [example] = task().encode(marked('[PER:张三]在[LOC:北京]')).examples
  const id = (piece: string) => tokenizer.idOf(piece)!
  expect([...example!.tokenIds]).toEqual(['[CLS]', ...'张三在北京', '[SEP]'].map(id))
  expect([...example!.targets]).toEqual([-1, 3, 4, 0, 1, 2, -1])
})

describe('gold entities come back from perfect predictions', () => {
  test.each([
    ['plain', '[PER:张三]在[LOC:北京]见面了'],
    ['neighbours of one label', '[LOC:北京][LOC:上海]'],
    ['neighbours of two labels', '[PER:张三][LOC:北京]'],
    ['one character', '在[LOC:京]了'],
    ['the whole text', '[LOC:南京市长江大桥]'],
    ['emoji before and inside', '😀在[LOC:北😀京]了👨‍👩‍👧'],
    ['astral Chinese characters', '[PER:𠮷三]在𠮷[LOC:𠀀京]'],
    ['spaces inside', '在[LOC:北 京　市]了'],
    ['spaces around', '  [PER:张三]  在 [LOC:北京] '],
    ['unknown characters', '[PER:龘龘]在[LOC:靐]'],
    ['line breaks', '张三\n[LOC:北京]\r\n在'],
    ['no entity', '张三在北京'],
    ['Latin words', '在[LOC:new york]见面'],
  ])('%s', (_, source) => {
    for (const granularity of ['character', 'piece'] as const) {
      const record = marked(source)
      const { output, entities, encoding } = perfect(record, task(granularity))
      expect(entities).toEqual(record.entities)
      expect(encoding.unlearnable).toBe(0)
      for (const { text, start, end, score } of output.entities) {
        expect(text).toBe(record.text.slice(start, end))
        expect(score).toBeGreaterThan(0.99)
        expect(score).toBeLessThanOrEqual(1)
      }
    }
  })

  test('any text, any entities, windows of any size', () => {
    const piece = fc.constantFrom('张', '三', '北', '😀', '𠮷', ' ', '龘', 'new', '，')
    const stretch = fc.tuple(
      fc.constantFrom('', 'LOC', 'PER'),
      fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join('')),
    )
    fc.assert(
      fc.property(
        fc.array(stretch, { maxLength: 30 }),
        fc.integer({ min: 8, max: 40 }),
        (stretches, maxLength) => {
          const source = stretches.map(([label, text]) => (label ? `[${label}:${text}]` : text)).join('')
          const record = marked(source)
          const { entities, encoding } = perfect(record, task('character', maxLength))
          // White space has no token: it can be inside an entity, but not at its edge.
          const possible = record.entities.filter(
            ({ start, end }) => record.text.slice(start, end).trim().length === end - start,
          )
          for (const entity of possible) expect(entities).toContainEqual(entity)
          expect(encoding.unlearnable).toBe(record.entities.length - possible.length)
          for (const { tokenIds } of encoding.examples) expect(tokenIds.length).toBeLessThanOrEqual(maxLength)
        },
      ),
    )
  })
})

describe('with a CRF', () => {
  const used = (maxLength = 64) =>
    new TokenClassification(tokenizer, LABELS, { granularity: 'character', maxLength, decoder: 'crf' })

  test('the head forbids what BIO forbids', () => {
    const { crf, ...rest } = used().head
    expect(rest).toEqual({ kind: 'token', classes: 5 })
    const names = used().classes
    const pairs = crf!.forbidden.map(([from, to]) => `${names[from]} ${names[to]}`)
    expect(pairs.sort()).toEqual(
      ['O I-LOC', 'B-PER I-LOC', 'I-PER I-LOC', 'O I-PER', 'B-LOC I-PER', 'I-LOC I-PER'].sort(),
    )
    expect(crf!.forbiddenStart.map((index) => names[index])).toEqual(['I-LOC', 'I-PER'])
    expect(task().head).not.toHaveProperty('crf')
  })

  test('the chain of a text is what its windows own, and the path gives the entities', () => {
    const record = marked(`${'在'.repeat(17)}[LOC:南京市长江大桥]${'了'.repeat(20)}`)
    const encoding = used(12).encode(record)
    expect(encoding.examples.length).toBeGreaterThan(3)
    const chain = used(12).emissions(encoding, oneHot(encoding, 5))
    expect(chain.length).toBe(record.text.length * 5)
    const classes = Int32Array.from({ length: chain.length / 5 }, (_, t) =>
      chain.subarray(t * 5, t * 5 + 5).indexOf(9),
    )
    const probabilities = Float32Array.from(classes, (_, t) => (t === 17 ? 0.5 : 1))
    const { entities } = used(12).decodeTags(encoding, { classes, probabilities })
    expect(entities).toEqual([{ label: 'LOC', text: '南京市长江大桥', start: 17, end: 24, score: 6.5 / 7 }])
  })

  test('a text without tokens has an empty chain', () => {
    const encoding = used().encodeText({ text: '' })
    expect(used().emissions(encoding, [new Float32Array(2 * 5)])).toHaveLength(0)
    const path = { classes: new Int32Array(), probabilities: new Float32Array() }
    expect(used().decodeTags(encoding, path)).toEqual({ text: '', entities: [] })
  })

  test('rows are not decoded by themselves', () => {
    const encoding = used().encodeText({ text: '张三' })
    expect(() => used().decode(encoding, oneHot(encoding, 5))).toThrow(TypeError)
  })
})

describe('long texts', () => {
  test('an entity across the edge of two windows comes back whole', () => {
    const used = task('character', 12)
    for (let before = 0; before < 40; before++) {
      const record = marked(`${'在'.repeat(before)}[LOC:南京市长江大桥]${'了'.repeat(40 - before)}`)
      const { encoding, entities } = perfect(record, used)
      expect(encoding.examples.length).toBeGreaterThan(3)
      expect(entities).toEqual(record.entities)
    }
  })

  test('a token has a target in the window that decides it only', () => {
    const record = marked(`${'在'.repeat(30)}[LOC:北京]`)
    const { examples } = task('character', 12).encode(record)
    const counted = examples.flatMap(({ targets }) => [...targets]).filter((target) => target >= 0)
    expect(counted).toHaveLength(record.text.length)
  })
})

describe('texts without tokens', () => {
  test.each(['', '  \n'])('%j gives one empty example', (text) => {
    const encoding = task().encodeText({ text })
    expect(encoding.examples.map(({ tokenIds }) => tokenIds.length)).toEqual([2])
    expect(task().decode(encoding, [new Float32Array(2 * 5)]).entities).toEqual([])
  })
})

describe('what no prediction can give is counted', () => {
  test.each<[string, Granularity, number]>([
    ['张三[LOC:  ]在', 'character', 1],
    ['张三[LOC: 北京]在', 'character', 1],
    ['[LOC:北京\n]', 'character', 1],
    ['[PER:unk]nowns在[LOC:北京]', 'piece', 1],
    ['[PER:unk]nowns在[LOC:北京]', 'character', 0],
    ['[PER:un]knowns在', 'piece', 0],
  ])('%j by %s: %i', (source, granularity, expected) => {
    expect(task(granularity).encode(marked(source)).unlearnable).toBe(expected)
  })
})

describe('faulty records are refused with their place', () => {
  const place = { file: 'data.bio', line: 7 }
  const record = (entities: { start: number; end: number; label: string }[]) => ({
    text: '张三在北京',
    entities,
    origin: { ...origin(), id: 'r9' },
  })

  test('overlapping entities', () => {
    const entities = [
      { start: 3, end: 5, label: 'LOC' },
      { start: 2, end: 4, label: 'PER' },
    ]
    expect(() => task().encode(record(entities))).toThrow(
      expect.objectContaining({
        code: 'E_TASK_OVERLAP',
        values: { first: '在北', second: '北京' },
        place: { ...place, record: 'r9', characters: [3, 5] },
      }),
    )
  })

  test('an unknown label', () => {
    expect(() => task().encode(record([{ start: 3, end: 5, label: 'ORG' }]))).toThrow(
      expect.objectContaining({
        code: 'E_TASK_UNKNOWN_LABEL',
        values: { label: 'ORG', labels: 'LOC, PER' },
        place: { ...place, record: 'r9', characters: [3, 5] },
      }),
    )
  })

  test.each([
    [4, 6],
    [-1, 2],
    [2, 2],
    [3, 1],
    [0, 1.5],
    [Number.NaN, 2],
  ])('a range [%f, %f)', (start, end) => {
    expect(() => task().encode(record([{ start, end, label: 'LOC' }]))).toThrow(
      expect.objectContaining({ code: 'E_TASK_RANGE', place: { ...place, record: 'r9' } }),
    )
  })
})

test('scores compare with the gold entities', () => {
  const records = [marked('[PER:张三]在[LOC:北京]'), marked('在[LOC:上海]')]
  const outputs = records.map((record) => perfect(record).output)
  expect(task().figureOfMerit(task().score(records, outputs))).toEqual({ name: 'f1', value: 1 })
  const half = [outputs[0]!, { text: records[1]!.text, entities: [] }]
  expect(task().score(records, half)).toMatchObject({ precision: 1, recall: 2 / 3 })
})

test.each([7, 65, 8.5, Number.NaN])('a maximum length of %f is refused', (length) => {
  expect(() => checkMaxLength(length, 64)).toThrow('E_TASK_WINDOW')
  expect(checkMaxLength(64, 64)).toBe(64)
})
