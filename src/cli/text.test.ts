import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { recordsDigest } from '../train/index.ts'
import { looksLikeColumns } from './column-input.ts'
import { duration, large } from './format.ts'
import { highlight } from './highlight.ts'
import type { Output } from './output.ts'
import { isOwnTrainingFile } from './own-training-file.ts'
import { ProgressLine } from './progress-line.ts'
import { thresholdOption } from './threshold.ts'
import { TrainView } from './train-view.ts'

test.each([
  [0.04, '0 s'],
  [9.94, '9.9 s'],
  [9.96, '10 s'],
  [59.4, '59 s'],
  [59.6, '1 min 0 s'],
  [119.7, '2 min 0 s'],
  [3599.6, '1 h 0 min'],
  [7320, '2 h 2 min'],
])('%d seconds are %s', (seconds, text) => {
  process.env.HANTUNE_LANG = 'en'
  expect(duration(seconds)).toBe(text)
})

test('large numbers as each language counts', () => {
  expect([999, 1234, 5_290_000, 102_000_000].map((n) => large(n, 'zh'))).toEqual([
    '999 ',
    '1234 ',
    '529 万',
    '1.02 亿',
  ])
  expect([1234, 5_290_000].map((n) => large(n, 'en'))).toEqual(['1,234', '5.3 million'])
})

test('entities are marked with and without colour; a further type takes a colour again', () => {
  const text = '😀胸痛，查CT'
  const entities = [
    { label: 'SYM', text: '胸痛', start: 2, end: 4, score: 1 },
    { label: 'TES', text: 'CT', start: 6, end: 8, score: 1 },
  ]
  expect(highlight(text, entities, ['SYM', 'TES'], false)).toBe('😀[胸痛|SYM]，查[CT|TES]')
  expect(highlight(text, entities, ['SYM', 'TES'], true)).toBe(
    '😀\x1b[36m[胸痛|SYM]\x1b[0m，查\x1b[33m[CT|TES]\x1b[0m',
  )
})

/** A stream that keeps what is written to it. */
function streamOf(isTTY: boolean): { stream: NodeJS.WriteStream; written: string[] } {
  const written: string[] = []
  const write = (text: string) => written.push(text) > 0
  return { stream: { isTTY, columns: 11, write } as unknown as NodeJS.WriteStream, written }
}

test('a terminal’s line is rewritten, cut to its width in cells, and taken back', () => {
  const { stream, written } = streamOf(true)
  const line = new ProgressLine(stream)
  line.clear()
  line.update('第一二三四五六轮')
  line.clear()
  line.clear()
  expect(written).toEqual(['\r\x1b[2K第一二三四', '\r\x1b[2K'])
})

test('elsewhere there is a line every ten seconds', () => {
  const { stream, written } = streamOf(false)
  let now = 0
  const line = new ProgressLine(stream, () => now)
  for (now = 0; now < 31_000; now += 1000) line.update(`${now / 1000} s`)
  line.clear()
  expect(written).toEqual(['10 s\n', '20 s\n', '30 s\n'])
})

test('a line of few is never left out', () => {
  const { stream, written } = streamOf(false)
  const line = new ProgressLine(stream, () => 0)
  for (const at of [1, 2, 3]) line.mark(`${at}/3`)
  expect(written).toEqual(['1/3\n', '2/3\n', '3/3\n'])
})

test('only an evaluation that is better than those before is marked as the best', () => {
  process.env.HANTUNE_LANG = 'en'
  const texts: string[] = []
  const view = new TrainView({ event() {}, text: (text: string) => texts.push(text) } as unknown as Output)
  const scores = { precision: 0, recall: 0, f1: 0 }
  const report = { labels: [], texts: 1, micro: scores, macro: scores, subsetAccuracy: 0 }
  // A run that finds nothing keeps its last model: `best` is true each time.
  for (const [epoch, value] of [0, 0, 0.5, 0.5].entries()) {
    const row = { split: 'dev', epoch, step: epoch, trainLoss: 1, tasks: [{ name: 'multi', report }] }
    const best = epoch < 3
    view.show({ event: 'evaluation', ...row, metric: 'microF1', value, best } as unknown as Parameters<
      TrainView['show']
    >[0])
  }
  expect(texts.map((text) => text.includes('best so far'))).toEqual([true, false, true, false])
})

test('the lines of a column file are told from texts', () => {
  const texts = (lines: readonly string[]) =>
    lines.map((text, i) => ({ text, origin: { file: 'x', line: i + 1 } }))
  expect(looksLikeColumns(texts(['张\tB-PER', '三\tI-PER', '发\tO', '热\tO', '。 O']))).toBe(true)
  expect(looksLikeColumns(texts(['张\tB-PER', '三\tI-PER', '发\tO']))).toBe(false)
  expect(looksLikeColumns(texts(Array.from({ length: 9 }, () => '血型 O 型')))).toBe(false)
})

describe('a file is a run’s own training file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hantune-own-'))
  const [train, other] = [join(folder, 'train.tsv'), join(folder, 'other.tsv')]
  for (const file of [train, other]) writeFileSync(file, '')
  const config = (text: string) => writeFileSync(join(folder, 'config.yaml'), `hantune: 0.1.0\n${text}`)
  const origin = { file: other, line: 1 }
  const read = (file: string, label = '好评') => ({
    file,
    task: 'cls',
    records: [{ text: '很好', label, origin }],
  })

  test('by where it leads', () => {
    config(`data:\n  train: ${train}\n`)
    expect(isOwnTrainingFile(folder, read(train))).toBe(true)
    expect(isOwnTrainingFile(join(folder, 'best'), read(train))).toBe(true)
    expect(isOwnTrainingFile(folder, read(other))).toBe(false)
    config(`data:\n  train:\n    a: ${other}\n    b: ${train}\n`)
    expect(isOwnTrainingFile(folder, read(train))).toBe(true)
    expect(isOwnTrainingFile(join(folder, 'none'), read(train))).toBe(false)
  })

  test('by what it holds, under whatever name', () => {
    const digest = recordsDigest([{ text: '很好', label: '好评', origin: { file: train, line: 7 } }])
    config(`tasks:\n  cls:\n    kind: cls\n    digests:\n      train: ${digest}\ndata:\n  train: ${train}\n`)
    expect(isOwnTrainingFile(folder, read(other))).toBe(true)
    expect(isOwnTrainingFile(folder, read(other, '差评'))).toBe(false)
    expect(isOwnTrainingFile(folder, { ...read(other), task: 'multi' })).toBe(false)
  })
})

test('data are told once for all seeds; tensors beyond those named are hinted at', () => {
  process.env.HANTUNE_LANG = 'en'
  const texts: string[] = []
  const output = { event() {}, text: (text: string) => texts.push(text) } as unknown as Output
  const said = new Set<string>()
  const data = {
    event: 'data',
    role: 'train',
    file: 'a.tsv',
    records: 3,
    task: 'cls',
    format: 'tsv',
    reason: 'x',
  }
  const weights = { event: 'weights', pretrained: true, loaded: 9, ignored: 0 }
  const initialised = ['a', 'b', 'c', 'd', 'e']
  for (const _ of [1, 2]) {
    const view = new TrainView(output, {}, said)
    view.show({ ...data, notes: [] } as unknown as Parameters<TrainView['show']>[0])
    view.show({ ...weights, initialised } as unknown as Parameters<TrainView['show']>[0])
  }
  expect(texts.filter((text) => text.includes('a.tsv'))).toHaveLength(1)
  expect(texts.at(-1)).toContain('initialised 5 (a, b, c, d, …)')
})

test('a threshold that is no number hears of probabilities', () => {
  const parse = (text: string) => thresholdOption().parseArg!(text, undefined)
  expect(parse('0.3')).toBe(0.3)
  for (const text of ['发热=0.3', '0', '1.5', '0x1', ''])
    expect(() => parse(text)).toThrowError(/0 < X ≤ 1: 0\.3/)
})
