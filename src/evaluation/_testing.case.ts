import type { AnyRecord } from '../data/index.ts'
import type { Prediction } from '../tasks/index.ts'
import type { Outcomes } from './outcomes.ts'

const origin = (at: number) => ({ file: at % 2 ? '甲.bio' : '乙.bio', line: at + 1 })

/** A text in which `[surface](TYPE)` marks entities. */
export function marked(text: string): {
  text: string
  spans: { start: number; end: number; label: string }[]
} {
  const spans: { start: number; end: number; label: string }[] = []
  let plain = ''
  let from = 0
  for (const found of text.matchAll(/\[([^\]]+)\]\((\w+)\)/g)) {
    plain += text.slice(from, found.index)
    spans.push({ start: plain.length, end: plain.length + found[1]!.length, label: found[2]! })
    plain += found[1]
    from = found.index + found[0].length
  }
  return { text: plain + text.slice(from), spans }
}

/** Outcomes of entities: pairs of a text with its truth and the same with what was predicted. */
export function nerOutcomes(pairs: readonly (readonly [gold: string, predicted: string])[]): Outcomes {
  const records = pairs.map(([gold], at): AnyRecord => {
    const { text, spans } = marked(gold)
    return { text, entities: spans, origin: origin(at) }
  })
  const outputs = pairs.map(([, predicted]): Prediction => {
    const { text, spans } = marked(predicted)
    const entities = spans.map((span, at) => ({
      ...span,
      text: text.slice(span.start, span.end),
      score: 0.9 / (1 + at / 8),
    }))
    return { text, entities }
  })
  return { task: 'ner', labels: ['LOC', 'ORG', 'PER'], records, outputs }
}

/** Outcomes of classes: text, truth and the probabilities of each label in order. */
export function clsOutcomes(
  labels: readonly string[],
  rows: readonly (readonly [text: string, gold: string, probabilities: readonly number[]])[],
): Outcomes {
  return {
    task: 'cls',
    labels,
    records: rows.map(([text, label], at) => ({ text, label, origin: origin(at) })),
    outputs: rows.map(([text, , probabilities]) => {
      const score = Math.max(...probabilities)
      return { text, label: labels[probabilities.indexOf(score)]!, score }
    }),
    logits: rows.map(([, , probabilities]) => probabilities.map(Math.log)),
  }
}

/** Outcomes of several classes a text: text, truth and the probability of each label in order. */
export function multiOutcomes(
  labels: readonly string[],
  rows: readonly (readonly [text: string, gold: readonly string[], probabilities: readonly number[]])[],
): Outcomes {
  return {
    task: 'multi',
    labels,
    records: rows.map(([text, gold], at) => ({ text, labels: gold, origin: origin(at) })),
    outputs: rows.map(([text, , probabilities]) => ({
      text,
      labels: labels.filter((_, at) => probabilities[at]! >= 0.5),
      scores: Object.fromEntries(labels.map((label, at) => [label, probabilities[at]!])),
    })),
  }
}

export const ner = nerOutcomes([
  ['[张三](PER)在[北京](LOC)', '[张三](PER)在[北京](LOC)'],
  ['[李四](PER)去了[上海市](LOC)。', '[李四](PER)去了[上海](LOC)市。'],
  ['[腾讯](ORG)很大', '[腾讯](LOC)很大'],
  ['什么也没有', '什么也[没有](PER)'],
  ['[王五](PER)', '王五'],
])

export const cls = clsOutcomes(
  ['甲', '乙'],
  [
    ['一', '甲', [0.9, 0.1]],
    ['二', '甲', [0.8, 0.2]],
    ['三', '乙', [0.9, 0.1]],
    ['四', '乙', [0.3, 0.7]],
  ],
)

export const multi = multiOutcomes(
  ['甲', '乙', '丙'],
  [
    ['一', ['甲'], [0.9, 0.4, 0.1]],
    ['二', ['甲', '乙'], [0.8, 0.4, 0.1]],
    ['三', [], [0.2, 0.1, 0.6]],
  ],
)

/** What a reader sees of a text or a page, blanks as one. */
export const words = (text: string): string => text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')
