import { describe, expect, it } from 'vitest'
import { runPage } from './_dom.case.ts'
import { clsOutcomes, multiOutcomes, nerOutcomes } from './_testing.case.ts'
import { type EvaluationOptions, evaluateOutcomes } from './evaluate.ts'
import type { Outcomes } from './outcomes.ts'
import { evaluationPage } from './page.ts'
import { renderEvaluation } from './render-text.ts'

const HOSTILE = `</script><script>alert(1)</script><!-- <img src=x onerror=alert(1)> "' & \u2028 \0`
const quick = { bootstrap: { resamples: 20 } }

const pageOf = (outcomes: Outcomes, options: EvaluationOptions = {}, language: 'zh' | 'en' = 'en') =>
  evaluationPage({
    model: `runs/${HOSTILE}`,
    data: HOSTILE,
    report: evaluateOutcomes(outcomes, { ...quick, ...options }),
    outcomes,
    language,
  })

const ner = nerOutcomes([
  ['[张三](PER)在[北京](LOC)', '[张三](PER)在[北京](LOC)'],
  [`${HOSTILE}[上海市](LOC)。`, `${HOSTILE}[上海](LOC)市。`],
  ['[王五](PER)', '王五'],
])
const cls = clsOutcomes(
  ['甲', HOSTILE],
  [
    ['一', '甲', [0.9, 0.1]],
    [HOSTILE, HOSTILE, [0.7, 0.3]],
  ],
)
const multi = multiOutcomes(['甲', HOSTILE], [[HOSTILE, ['甲', HOSTILE], [0.3, 0.8]]])

describe('evaluationPage', () => {
  it('escapes everything, whatever texts, labels and names hold', () => {
    for (const outcomes of [ner, cls, multi]) {
      const html = pageOf(outcomes, { train: outcomes.records, dev: outcomes, against: outcomes })
      expect(html.match(/<script/g)).toHaveLength(2)
      expect(html.match(/<\/script>/g)).toHaveLength(2)
      expect(html).not.toMatch(/<img|<!--|https?:| style=/)
    }
  })

  it('shows what is wrong first, gold and prediction side by side', () => {
    const { byId } = runPage(pageOf(ner))
    const items = byId('list').all('item')
    expect(items).toHaveLength(2)
    expect(byId('count').textContent).toBe('2 of 3 records')
    const marks = items[0]!.all('off')
    // A label never stands alone on the next line.
    expect(marks.map((mark) => mark.textContent)).toEqual(['上海市\u2060LOC', '上海\u2060LOC'])
    expect(items[0]!.all('text').map((side) => side.textContent)).toEqual([
      `${HOSTILE}上海市\u2060LOC。`,
      `${HOSTILE}上海\u2060LOC市。`,
    ])
    expect(items.map((item) => item.all('kind').map((kind) => kind.textContent))).toEqual([
      ['boundary'],
      ['missing'],
    ])
  })

  it('filters by kind, by label and by words', () => {
    const { byId, buttons } = runPage(pageOf(ner))
    const shown = () => byId('list').all('item').length
    buttons.get('missing')!.tell('click')
    expect(shown()).toBe(1)
    buttons.get('all')!.tell('click')
    expect(shown()).toBe(3)
    byId('label').value = 'LOC'
    byId('label').tell('change')
    expect(shown()).toBe(2)
    byId('search').value = '北京'
    byId('search').tell('input')
    expect(shown()).toBe(1)
    buttons.get('correct')!.tell('click')
    expect(shown()).toBe(1)
  })

  it('goes on by j and back by k', () => {
    const { byId, press } = runPage(pageOf(ner))
    const current = () =>
      byId('list')
        .all('item')
        .findIndex((item) => item.className.includes('current'))
    for (const [key, at] of [
      ['k', -1],
      ['j', 0],
      ['j', 1],
      ['j', 1],
      ['k', 0],
    ] as const) {
      press(key)
      expect(current()).toBe(at)
    }
  })

  it('draws ten thousand records in chunks', () => {
    const many = nerOutcomes(
      Array.from({ length: 10_000 }, (_, at) => [`[张三](PER)${at}`, `张三${at}`] as const),
    )
    const { byId, press } = runPage(pageOf(many, { bootstrap: { resamples: 2 } }))
    expect(byId('list').all('item')).toHaveLength(40)
    for (let at = 0; at < 41; at++) press('j')
    expect(byId('list').all('item')).toHaveLength(80)
  }, 60_000)

  it('draws nested entities, the inner one on top', () => {
    const outer = { start: 0, end: 4, label: 'ORG' }
    const inner = { start: 0, end: 2, label: 'LOC' }
    const outcomes: Outcomes = {
      task: 'ner',
      labels: ['LOC', 'ORG'],
      records: [{ text: '北京大学', entities: [outer, inner], origin: { file: 'a', line: 1 } }],
      outputs: [{ text: '北京大学', entities: [{ ...outer, text: '北京大学', score: 0.9 }] }],
    }
    const [item] = runPage(pageOf(outcomes)).byId('list').all('item')
    expect(item!.all('text')[0]!.textContent).toBe('北京\u2060LOC大学\u2060ORG')
  })

  it('shows classes with the truth and the prediction', () => {
    const [item] = runPage(pageOf(cls)).byId('list').all('item')
    expect(item!.all('verdict')[0]!.textContent).toBe(`truth ${HOSTILE}  → prediction 甲 `)
  })

  it('leads back to its run and to the other language where it is served', () => {
    const report = evaluateOutcomes(ner, quick)
    const links = { run: '/#/run/a%22', otherLanguage: '?lang=zh&set=dev&task="ner"' }
    const html = evaluationPage({ model: 'a"', data: 'd', report, outcomes: ner, language: 'en', links })
    expect(html).toContain('<a href="/#/run/a%22">← run a&quot;</a>')
    expect(html).toContain('<a href="?lang=zh&amp;set=dev&amp;task=&quot;ner&quot;" lang="zh-CN">中文</a>')
    expect(pageOf(ner)).not.toContain('<nav')
  })

  it('has tables that keys scroll, a long one in a box, and no head of nothing', () => {
    const html = pageOf(ner)
    const boxes = html.match(/<div class="scroll/g)!
    expect(html.match(/<div class="scroll( tall)?" tabindex="0">/g)).toHaveLength(boxes.length)
    expect(html).not.toMatch(/<th[^>]*><\/th>|class="scroll tall"/)
    const labels = Array.from({ length: 41 }, (_, at) => `类${at}`)
    const sure = labels.map((_, at) => (at === 0 ? 0.6 : 0.01))
    expect(pageOf(clsOutcomes(labels, [['一', '类0', sure]]))).toContain('class="scroll tall"')
  })

  it('speaks Chinese', () => {
    const html = pageOf(ner, {}, 'zh')
    for (const word of ['lang="zh-CN"', '微平均 F1', '混淆矩阵', '边界错']) expect(html).toContain(word)
  })

  it('names the most frequent confusions where a matrix would be too large', () => {
    const labels = Array.from({ length: 60 }, (_, at) => `类${at}`)
    const sure = (label: number) => labels.map((_, at) => (at === label ? 0.41 : 0.01))
    const many = clsOutcomes(labels, [
      ['一', '类0', sure(1)],
      ['二', '类1', sure(1)],
    ])
    const html = pageOf(many)
    expect(html).toContain('A matrix of 60 labels is too large')
    expect(html).not.toContain('class="heat"')
  })
})

describe('renderEvaluation', () => {
  it('has a section for all that is known', () => {
    const report = evaluateOutcomes(ner, { ...quick, train: ner.records, dev: ner, against: ner })
    const english = renderEvaluation(report, 'en')
    for (const part of [/95% interval/, /Against another run/, /Kinds of errors/, /temperature/, /Slices/])
      expect(english).toMatch(part)
    expect(renderEvaluation(report, 'zh')).toMatch(/实体在训练集中: 见过/)
    const several = evaluateOutcomes(multi, { ...quick, dev: multi })
    expect(renderEvaluation(several, 'en')).toMatch(/one for each label/)
  })
})
