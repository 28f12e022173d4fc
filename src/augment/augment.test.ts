import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HanTuneError } from '../base/errors.ts'
import type { LabelledText, MultiLabelText, TaggedText } from '../data/index.ts'
import { AUGMENT_METHODS, augment, type Fill, methodsFor } from './index.ts'

const text = fc.string({
  unit: fc.constantFrom('我', '们', '在', '城', '市', '里', '，', '。', 'a', ' ', '7', '\u{20BB7}'),
  minLength: 1,
  maxLength: 12,
})
const filled = text.filter((own) => own.trim() !== '')
const LABELS = ['LOC', 'PER'] as const

/** Records put together of gaps and entities. */
const tagged = fc
  .array(fc.array(fc.tuple(text, filled, fc.constantFrom(...LABELS)), { minLength: 1, maxLength: 3 }), {
    minLength: 1,
    maxLength: 8,
  })
  .map((all) =>
    all.map((parts, i): TaggedText => {
      let own = ''
      const entities = parts.map(([gap, name, label]) => {
        const start = own.length + gap.length
        own += gap + name
        return { start, end: start + name.length, label }
      })
      return { text: own, entities, origin: { file: 'train.bio', line: i + 1 } }
    }),
  )

/** A model that always guesses the same characters. */
const fill: Fill = async (texts) =>
  texts.map((own) => ({
    text: own,
    blanks: [...own.matchAll(/\[MASK\]/g)].map(({ index }) => ({
      start: index,
      end: index + 6,
      candidates: [
        { token: '天', score: 0.5 },
        { token: '城', score: 0.3 },
        { token: 'x', score: 0.1 },
        { token: '山水', score: 0.1 },
      ],
    })),
  }))

const surfaces = ({ text: own, entities }: TaggedText) =>
  entities.map(({ start, end, label }) => `${label} ${own.slice(start, end)}`)

const blanksOf = (name: string) => [...name].map((char) => char.trim() === '')

test.each(methodsFor('ner'))(
  '%s: offsets true, names and types those of the set, no text twice, sources named',
  async (method) => {
    await fc.assert(
      fc.asyncProperty(tagged, fc.nat(1000), async (records, seed) => {
        const avoid = ['我们在城市里']
        const {
          records: all,
          added,
          missing,
        } = await augment(records, { methods: [method], factor: 2, seed, avoid, fill })
        const fresh = all.slice(records.length)
        expect(all.slice(0, records.length)).toEqual(records)
        expect((added[method] ?? 0) + missing).toBe(records.length * 2)
        expect(fresh).toHaveLength(added[method] ?? 0)
        const known = new Set(records.flatMap(surfaces))
        const texts = new Set([...records.map((record) => record.text), ...avoid])
        for (const record of fresh) {
          expect(texts.has(record.text)).toBe(false)
          texts.add(record.text)
          let free = 0
          for (const { start, end, label } of record.entities) {
            expect(start).toBeGreaterThanOrEqual(free)
            expect(end).toBeGreaterThan(start)
            expect(end).toBeLessThanOrEqual(record.text.length)
            expect(LABELS).toContain(label)
            free = end
          }
          if (method !== 'tokens') for (const name of surfaces(record)) expect(known).toContain(name)
          const { file, line, id } = record.origin
          if (method === 'tokens')
            expect(surfaces(record).map(blanksOf)).toEqual(surfaces(records[line - 1]!).map(blanksOf))
          expect(file).toBe('train.bio')
          const [, first] = /^(\d+)(?:\+\d+)?~(\w+)$/.exec(id!)!
          expect(line).toBe(Number(first))
          if (!['join', 'clauses'].includes(method))
            expect(record.entities.map(({ label }) => label)).toEqual(
              records[line - 1]!.entities.map(({ label }) => label),
            )
        }
      }),
      { numRuns: 60 },
    )
  },
)

test('tokens keeps the sequence of tags', async () => {
  const record = (own: string, name: string): TaggedText => ({
    text: own,
    entities: [{ start: own.indexOf(name), end: own.indexOf(name) + name.length, label: 'LOC' }],
    origin: { file: 'f', line: 1 },
  })
  const records = [
    record('今天去北京开会', '北京'),
    record('明天回上海工作', '上海'),
    record('我们住南京附近', '南京'),
  ]
  const { records: all, missing } = await augment(records, { methods: ['tokens'], factor: 5, seed: 1 })
  expect(missing).toBe(0)
  for (const { text: own, entities } of all) {
    expect(own).toHaveLength(7)
    expect(entities[0]!.end - entities[0]!.start).toBe(2)
    expect('北上南').toContain(own[entities[0]!.start])
    expect('京海').toContain(own[entities[0]!.start + 1])
  }
})

test('tokens moves no blank of an entity to another place', async () => {
  const names = ['New York', '张三', '李四', '王五']
  const records = Array.from({ length: 40 }, (_, i): TaggedText => {
    const name = names[i % names.length]!
    return {
      text: `患者${name}来了，住在${i}号病房`,
      entities: [{ start: 2, end: 2 + name.length, label: 'PER' }],
      origin: { file: 'f', line: i + 1 },
    }
  })
  const { records: all } = await augment(records, { methods: ['tokens'], factor: 2, seed: 1 })
  expect(all.length).toBeGreaterThan(40)
  for (const { text: own, entities } of all)
    for (const { start, end } of entities) expect(own.slice(start, end)).toMatch(/^(\S{2}|\S{3} \S{4})$/)
})

const CLASSES: LabelledText[] = ['好吃，服务好', '难吃，太慢了', '味道好，还会来', '不好，差评'].map(
  (own, i) => ({
    text: own,
    label: i % 2 === 0 ? 'good' : 'bad',
    origin: { file: 'f.tsv', line: i + 1 },
  }),
)

test.each(methodsFor('cls'))('%s: classes stay, and mixes are of one class', async (method) => {
  const { records, added } = await augment(CLASSES, { methods: [method], factor: 1, seed: 2, fill })
  expect(added[method]).toBeGreaterThan(0)
  for (const { label, origin } of records) {
    const lines = (origin.id ?? String(origin.line)).split('~')[0]!.split('+').map(Number)
    for (const line of lines) expect(CLASSES[line - 1]!.label).toBe(label)
  }
})

test('several classes: mixes are of records with the same ones', async () => {
  const record = (own: string, labels: string[], line: number): MultiLabelText => ({
    text: own,
    labels,
    origin: { file: 'f', line },
  })
  const records = [
    record('甲', ['a', 'b'], 1),
    record('乙', ['b', 'a'], 2),
    record('丙', ['a'], 3),
    record('丁', [], 4),
  ]
  const { records: all, missing } = await augment(records, { methods: ['join'], factor: 1, seed: 1 })
  const fresh = all.slice(4)
  expect(fresh.map((own) => own.text).sort()).toEqual(['乙。甲', '甲。乙'])
  for (const { labels } of fresh) expect([...labels].sort()).toEqual(['a', 'b'])
  expect(missing).toBe(2)
})

test('the same seed gives the same records, another seed others; methods take turns', async () => {
  const make = (seed: number) => augment(CLASSES, { methods: ['join', 'mlm'], factor: 1, seed, fill })
  const [a, b, c] = [await make(1), await make(1), await make(3)]
  expect(a).toEqual(b)
  expect(a.records).not.toEqual(c.records)
  expect(a.added.join).toBeGreaterThan(0)
  expect(a.added.mlm).toBeGreaterThan(0)
})

test('what cannot be done is refused', async () => {
  const code = async (call: () => Promise<unknown>) => {
    try {
      await call()
    } catch (error) {
      if (error instanceof HanTuneError) return error.code
      throw error
    }
    return 'none'
  }
  const options = { factor: 1, seed: 1 }
  expect(await code(() => augment(CLASSES, { ...options, methods: ['entities'] }))).toBe('E_AUGMENT_METHOD')
  expect(await code(() => augment(CLASSES, { ...options, methods: ['mlm'] }))).toBe('E_AUGMENT_FILL')
  expect(await code(() => augment(CLASSES, { ...options, methods: ['join'], factor: 0 }))).toBe(
    'E_AUGMENT_FACTOR',
  )
  expect(await code(() => augment(CLASSES, { ...options, methods: ['join'], factor: Number.NaN }))).toBe(
    'E_AUGMENT_FACTOR',
  )
  const pair = { text: 'a', pair: 'b', label: 'c', origin: { file: 'f', line: 1 } }
  expect(await code(() => augment([pair], { ...options, methods: ['join'] }))).toBe('E_AUGMENT_TASK')
  expect(AUGMENT_METHODS).toHaveLength(5)
})

test('long work says how far it is, and ends when it is told to', async () => {
  const records = Array.from({ length: 200 }, (_, i): LabelledText => {
    const origin = { file: 'train.tsv', line: i + 1 }
    return { text: `城市里的我们${'我在'.repeat(i)}`, label: 'a', origin }
  })
  const slow: Fill = async (texts) => {
    await new Promise((resolve) => setTimeout(resolve, 30))
    return fill(texts)
  }
  const stop = new AbortController()
  const heard: [number, number][] = []
  const work = augment(records, {
    methods: ['mlm'],
    factor: 1,
    seed: 1,
    fill: slow,
    onProgress: (made, wanted) => {
      heard.push([made, wanted])
      if (heard.length === 2) stop.abort(new Error('stopped'))
    },
    signal: stop.signal,
  })
  await expect(work).rejects.toThrow('stopped')
  expect(heard.map(([, wanted]) => wanted)).toEqual([200, 200])
  expect(heard[1]![0]).toBeGreaterThan(0)
})
