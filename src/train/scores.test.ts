import { describe, expect, test } from 'vitest'
import type { NamedTask } from '../tasks/index.ts'
import { tinyFiles, tinyFit } from './_testing.case.ts'
import type { TaskScore } from './events.ts'
import { FigureOfMerit, figuresOf } from './scores.ts'

const task = (name: string, kind: 'ner' | 'cls', labels: string[], crf = false) =>
  ({ name, task: { kind, labels, head: { crf } } }) as unknown as NamedTask
const scores = (precision: number, recall: number, f1: number) => ({ precision, recall, f1, support: 4 })
const NER: TaskScore = {
  name: 'ner',
  loss: 0.3,
  report: {
    ...scores(0.5, 0.6, 0.55),
    macro: scores(0.1, 0.2, 0.15),
    perType: { LOC: scores(0.7, 0.8, 0.75), 人名: scores(0.2, 0.3, 0.25) },
  } as unknown as TaskScore['report'],
}
const CLS: TaskScore = {
  name: 'topic',
  loss: 0.9,
  report: {
    accuracy: 0.8,
    macroF1: 0.7,
    perClass: { 好评: scores(0.4, 0.5, 0.45) },
  } as unknown as TaskScore['report'],
}
const ner = task('ner', 'ner', ['LOC', '人名'])
const cls = task('topic', 'cls', ['好评'])

describe('of one task', () => {
  test.each([
    [undefined, 0.55],
    ['f1', 0.55],
    ['precision', 0.5],
    ['recall', 0.6],
    ['macroF1', 0.15],
    ['f1/LOC', 0.75],
    ['precision/人名', 0.2],
    ['recall/人名', 0.3],
    ['loss', 0.3],
  ])('%s', (name, value) => {
    expect(new FigureOfMerit([ner], name).of([NER])).toBe(value)
  })

  test('every figure that is shown can be asked for', () => {
    for (const score of [NER, CLS])
      for (const [name, value] of figuresOf(score))
        expect(new FigureOfMerit([score === NER ? ner : cls], name).of([score])).toBe(value)
  })

  test('of a loss the smaller value is better', () => {
    const loss = new FigureOfMerit([ner], 'loss')
    expect([loss.isBetter(0.2, 0.3), loss.isBetter(0.3, 0.2), loss.isNothing(0)]).toEqual([
      true,
      false,
      false,
    ])
    const f1 = new FigureOfMerit([ner], 'f1/LOC')
    expect([f1.isBetter(0.2, 0.3), f1.isBetter(0.3, 0.2), f1.isNothing(0)]).toEqual([false, true, true])
  })
})

describe('of several tasks', () => {
  test.each([
    [undefined, (0.55 + 0.8) / 2],
    ['ner.f1', 0.55],
    ['ner.f1/LOC', 0.75],
    ['topic.accuracy', 0.8],
    ['topic.loss', 0.9],
    ['loss', 0.6],
  ])('%s', (name, value) => {
    const merit = new FigureOfMerit([ner, cls], name)
    expect(merit.of([NER, CLS])).toBeCloseTo(value, 12)
    expect(merit.isBetter(0, 1)).toBe(name?.endsWith('loss') ?? false)
  })
})

test.each([
  [[ner], 'f1/LOK', 'f1/LOC'],
  [[ner], 'acuracy', undefined],
  [[cls], 'acuracy', 'accuracy'],
  [[ner, cls], 'ner.f2', 'ner.f1'],
  [[task('ner', 'ner', ['LOC'], true)], 'loss', undefined],
] as const)('an unknown figure is refused with the nearest one', (tasks, name, near) => {
  expect(() => new FigureOfMerit(tasks, name)).toThrow(
    expect.objectContaining({
      code: 'E_METRIC_UNKNOWN',
      values: expect.objectContaining({
        name: expect.stringContaining(name),
        ...(near && { near: expect.stringContaining(near) }),
      }),
    }),
  )
})

test('a run chooses, keeps and stops by the loss, evaluated every so many steps', async () => {
  const settings = { metric: 'loss', keepBest: 2, evaluateEvery: 7, epochs: 6, patience: 3 }
  const { done, evaluations } = await tinyFit(tinyFiles(), { settings })
  const losses = evaluations.map(({ value }) => value)
  expect(evaluations[0]).toMatchObject({ metric: 'loss', step: 7 })
  expect(done.best!.value).toBe(Math.min(...losses))
  expect(evaluations.map(({ best }) => best)).toEqual(
    losses.map((loss, i) => losses.slice(0, i).every((before) => loss < before)),
  )
})
