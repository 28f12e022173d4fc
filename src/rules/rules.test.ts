import { renameSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testFolder } from './_testing.case.ts'
import { applyRules, compareTaggers, lexiconOf, loadRules, watchRules } from './index.ts'

const file = testFolder()
const origin = { file: 'f', line: 1 }
const found = (text: string, name: string, label: string, score = 0.5) => {
  const start = text.indexOf(name)
  return { label, text: name, start, end: start + name.length, score }
}

const RULES = loadRules(
  file(
    '.yaml',
    `
- { label: DIS, words: [糖尿病, 糖尿病足, 高血压] }
- { label: '*', words: [糖尿病人, 糖尿病协会], action: forbid }
- { label: DRU, words: [血压], action: forbid }
- { label: DATE, pattern: '\\d{4}年' }
- { label: PER, pattern: '患者(?<entity>[\\u4e00-\\u9fa5]{2})，' }
- { label: DATE, pattern: '第\\d{4}年', action: forbid }
`,
  ),
)
const tag = (text: string) => RULES.tag(text).map(({ label, text }) => `${label} ${text}`)

test('the longest counts, forbidden ranges hold nothing, a group is the entity', () => {
  expect(tag('糖尿病足和糖尿病')).toEqual(['DIS 糖尿病足', 'DIS 糖尿病'])
  expect(tag('糖尿病人少，高血压多')).toEqual(['DIS 高血压'])
  expect(tag('患者王刚，2024年起')).toEqual(['PER 王刚', 'DATE 2024年'])
  expect(tag('第2024年，2023年')).toEqual(['DATE 2023年'])
})

test('a pattern that backtracks for ever elsewhere takes a moment', () => {
  const rules = loadRules(file('.yaml', '- { label: X, pattern: "(a+)+$" }'))
  const started = performance.now()
  expect(rules.tag(`${'a'.repeat(20_000)}b`)).toEqual([])
  expect(performance.now() - started).toBeLessThan(5000)
})

test('overrides: force puts and replaces, forbid removes, agreement changes nothing', () => {
  const text = '糖尿病人王刚有高血压，糖尿病足，2024年'
  const model = [
    found(text, '糖尿病', 'DIS'),
    found(text, '王刚', 'PER'),
    found(text, '高血压', 'DIS', 0.75),
    found(text, '病足', 'SYM'),
  ]
  const { entities, removed } = applyRules({ text, entities: model }, RULES)
  expect(entities).toEqual([
    model[1],
    model[2],
    { ...found(text, '糖尿病足', 'DIS', 1), source: 'rule' },
    { ...found(text, '2024年', 'DATE', 1), source: 'rule' },
  ])
  expect(removed).toEqual([model[0], model[3]])
  expect(applyRules({ text, entities: [] }, RULES, ['DATE']).entities).toMatchObject([{ label: 'DATE' }])
})

test('overrides within some types: rules of others take no room', () => {
  const rules = loadRules(
    file('.yaml', '- { label: XXX, words: [阿司匹林肠溶片] }\n- { label: DRU, pattern: 阿司匹林 }\n'),
  )
  const prediction = { text: '口服阿司匹林肠溶片', entities: [] }
  const labels = (...known: string[]) => applyRules(prediction, rules, known).entities
  expect(labels('DIS', 'DRU')).toMatchObject([{ label: 'DRU', text: '阿司匹林' }])
  expect(labels('DRU', 'XXX')).toMatchObject([{ label: 'XXX', text: '阿司匹林肠溶片' }])
  const entities = [{ start: 2, end: 6, label: 'DRU' }]
  const compared = (...known: [] | [string[]]) =>
    compareTaggers([{ text: prediction.text, entities, origin }], [[]], rules, ...known).rules
  expect([compared(), compared(['DRU'])]).toMatchObject([
    { precision: 0, recall: 0 },
    { precision: 1, recall: 1 },
  ])
})

test('overrides: offsets are true, nothing overlaps, every entity of the model is kept or told', () => {
  const unit = fc.constantFrom('糖', '尿', '病', '足', '人', '高', '血', '压', '2', '0', '年', '\u{20BB7}')
  const span = fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 5 }), fc.constantFrom('DIS', 'DRU', 'PER'))
  fc.assert(
    fc.property(fc.string({ unit, minLength: 1, maxLength: 30 }), fc.array(span), (text, drawn) => {
      const entities = []
      let free = 0
      for (const [gap, length, label] of drawn) {
        const start = free + (gap % 4)
        if (start + length > text.length) break
        entities.push({
          start,
          end: start + length,
          label,
          text: text.slice(start, start + length),
          score: 0.5,
        })
        free = start + length
      }
      const ruled = applyRules({ text, entities }, RULES)
      let end = 0
      for (const entity of ruled.entities) {
        expect(entity.start).toBeGreaterThanOrEqual(end)
        expect(entity.text).toBe(text.slice(entity.start, entity.end))
        end = entity.end
      }
      const own = ruled.entities.filter((entity) => !('source' in entity))
      expect(new Set([...own, ...ruled.removed])).toEqual(new Set(entities))
    }),
    { numRuns: 500 },
  )
})

test('weak labels keep text and origin, and say where they come from', () => {
  const [record] = RULES.weakLabels([{ text: '有高血压', origin: { ...origin, id: 'a' } }])
  expect(record).toEqual({
    text: '有高血压',
    entities: [{ start: 1, end: 4, label: 'DIS' }],
    origin: { ...origin, id: 'a', others: { source: 'rule' } },
  })
})

test('comparison: who finds what, unseen names apart', () => {
  const record = (text: string, ...names: string[]) => ({
    text,
    entities: names.map((name) => ({
      start: text.indexOf(name),
      end: text.indexOf(name) + name.length,
      label: 'DIS',
    })),
    origin,
  })
  const rules = lexiconOf([record('有湿疹', '湿疹'), record('有痛风', '痛风')])
  const records = [record('湿疹和肺炎', '湿疹', '肺炎'), record('痛风', '痛风'), record('胃炎', '胃炎')]
  const predicted = [records[0]!.entities, [], []]
  const seen = compareTaggers(records, predicted, rules)
  expect(seen).toMatchObject({
    recallGained: 0,
    known: { support: 2, model: 0.5, rules: 1 },
    unseen: { support: 2, model: 0.5, rules: 0 },
    both: 1,
    neither: 1,
  })
  expect(seen.onlyModel.map(({ name }) => name)).toEqual(['肺炎'])
  expect(seen.onlyRules.map(({ name }) => name)).toEqual(['痛风'])
  expect(seen.model).toMatchObject({ precision: 1, recall: 0.5 })
})

test('watched rules reload, and keep the old ones when the new are broken', async () => {
  const path = file('.txt', '糖尿病\tDIS\n')
  const news: (string | undefined)[] = []
  let wake = () => {}
  const watched = watchRules(
    path,
    (_, error) => {
      news.push(error?.code)
      wake()
    },
    20,
  )
  const change = async (content: string) => {
    const heard = new Promise<void>((resolve) => {
      wake = resolve
    })
    // As editors do: a new file takes the name.
    writeFileSync(`${path}.new`, content)
    renameSync(`${path}.new`, path)
    await heard
  }
  try {
    await change('糖尿病\tDIS\n痛风\tDIS\n')
    expect(watched.rules.size).toBe(2)
    await change('糖尿病 DIS\n')
    expect(watched.error?.code).toBe('E_RULES_LINE')
    expect(watched.rules.size).toBe(2)
    await change('湿疹\tDIS\n')
    expect(watched.error).toBeUndefined()
    expect(watched.rules.tag('湿疹')).toHaveLength(1)
    expect(news).toEqual([undefined, 'E_RULES_LINE', undefined])
  } finally {
    watched.close()
  }
})
