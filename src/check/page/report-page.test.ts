import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TaggedText } from '../../data/index.ts'
import { cls, ner, pair } from '../_testing.case.ts'
import { type CheckData, checkData, reportPage } from '../index.ts'
import { segmentsOf } from './segments.ts'

const HOSTILE = `</script><img src=x onerror=alert(1)><!-- " ' & \u2028`

const elements = (html: string, name: string) =>
  [...html.matchAll(new RegExp(`<${name}[^>]*>([\\s\\S]*?)</${name}>`, 'g'))].map(([, text]) => text!)
const pageOf = (data: CheckData, language: 'zh' | 'en' = 'en') => reportPage(checkData(data), data, language)
const embedded = (html: string) => JSON.parse(elements(html, 'script')[0]!)

describe('the page', () => {
  test('hostile texts, labels, ids and files stay text', () => {
    const origin = { file: HOSTILE, line: 1, id: HOSTILE }
    const train = [
      { text: `${HOSTILE}北京`, entities: [{ start: 0, end: 5, label: HOSTILE }], origin },
      { text: `${HOSTILE}北京`, entities: [{ start: 5, end: 9, label: `${HOSTILE}2` }], origin },
    ]
    const html = pageOf({ train, test: train })
    expect(html).not.toMatch(/<img|onerror=[^&\\]*alert\(1\)>(?!.*\\u003c)/)
    expect(elements(html, 'script')).toHaveLength(2)
    // Outside the embedded JSON no raw piece of it is left.
    expect(html.replace(/<script type="application\/json"[\s\S]*?<\/script>/, '')).not.toContain('<img')
    const [finding] = embedded(html).findings
    expect(finding.rows[0].segments.map(([text]: [string]) => text).join('')).toBe(`${HOSTILE}北京`)
  })

  test('loads nothing, speaks both languages, has what keys and readers need', () => {
    const data = { train: [cls('很好', 'a'), cls('很好', 'b')] }
    const [zh, en] = [pageOf(data, 'zh'), pageOf(data, 'en')]
    expect(zh).toContain('同文不同标')
    expect(en).toContain('Same text, other annotation')
    for (const html of [zh, en]) {
      expect(html).not.toMatch(/(src|href)=(?!"data:)|@import|url\(/)
      expect(html).toMatch(/<input type="search"[^>]*aria-label=/)
      expect(html).toContain('prefers-color-scheme:dark')
      expect(html).toMatch(/data-rule="conflict" aria-pressed="false"/)
    }
  })

  test('pairs show both texts, classes are shown, related records come along', () => {
    const train = [pair('甲', '乙', '1'), pair('甲', '乙', '0')]
    const { findings } = embedded(pageOf({ train }))
    const conflict = findings.find(({ rule }: { rule: string }) => rule === 'conflict')
    expect(conflict.rows[0]).toMatchObject({ pair: '乙', classes: ['0'], related: { classes: ['1'] } })
  })

  test('data without faults say so', () => {
    const html = pageOf({
      train: [
        ner('在[北京|LOC]'),
        ...Array.from({ length: 9 }, (_, i) =>
          ner(`${'甲乙丙丁戊己庚辛壬'[i]}在[${'上南苏天杭广深武成'[i]}州|LOC]看`),
        ),
      ],
    })
    expect(
      embedded(html).findings.filter(({ severity }: { severity: string }) => severity !== 'hint'),
    ).toEqual([])
  })
})

test('the pieces of a text are the text, and each is in the entities that cover it', () => {
  const record = fc.tuple(
    fc.string({
      unit: fc.constantFrom('张', 'a', ' ', '𠮷', '\ud800', '\u200b'),
      minLength: 1,
      maxLength: 40,
    }),
    fc.array(fc.tuple(fc.nat(40), fc.nat(40)), { maxLength: 4 }),
  )
  fc.assert(
    fc.property(record, fc.tuple(fc.nat(40), fc.nat(40)), ([text, ranges], ends) => {
      const inside = ([a, b]: [number, number]) =>
        [Math.min(a, b, text.length - 1), Math.min(Math.max(a, b) + 1, text.length)] as const
      const entities = ranges.map(inside).map(([start, end], i) => ({ start, end, label: `L${i}` }))
      const mark = inside(ends)
      const tagged: TaggedText = { text, entities, origin: { file: 'f', line: 1 } }
      let at = 0
      const [found, wanted]: unknown[][] = [[], []]
      for (const [piece, labels, isMarked] of segmentsOf(tagged, mark)) {
        const [start, end] = [at, at + piece.length]
        const covers = (e: { start: number; end: number }) => e.start <= start && e.end >= end
        found!.push([piece, labels, isMarked])
        wanted!.push([
          text.slice(start, end),
          entities.filter(covers).map(({ label }) => label),
          covers({ start: mark[0], end: mark[1] }) ? 1 : 0,
        ])
        at = end
      }
      expect(found).toEqual(wanted)
      expect(at).toBe(text.length)
    }),
  )
})

test('of a long text what is around the mark is shown', () => {
  const text = `${'前'.repeat(900)}北京${'后'.repeat(900)}`
  const segments = segmentsOf(
    { text, entities: [{ start: 900, end: 902, label: 'LOC' }], origin: { file: 'f', line: 1 } },
    [900, 902],
  )
  expect(segments.map(([piece]) => piece.length)).toEqual([1, 240, 2, 240, 1])
  expect(segments[2]).toEqual(['北京', ['LOC'], 1, ['LOC']])
})
