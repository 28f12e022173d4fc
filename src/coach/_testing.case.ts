import { RandomStream } from '../base/random.ts'
import { parseSettings, type SettingsInput } from '../config/index.ts'
import type { EvaluationRow, RunFacts, RunHistory, StepRow } from './history.ts'

/** Curves of a run by the share of its steps that is done, in [0, 1]. */
export interface Curves {
  readonly loss?: (done: number) => number
  readonly dev?: (done: number) => number
  readonly norm?: (done: number) => number
  readonly evaluations?: number
  readonly devItems?: number
  readonly noise?: number
  readonly settings?: SettingsInput
  readonly run?: Partial<RunFacts>
}

const SETTINGS = { learningRate: 2e-5, threads: 1 } as const

/** A sound run of a base-size encoder on two balanced labels, changed as a test wants it. */
export function history(curves: Curves = {}, change: Partial<RunHistory> = {}): RunHistory {
  const {
    loss = (done) => 0.7 * Math.exp(-5 * done) + 0.02,
    dev = (done) => 0.96 - 0.4 * Math.exp(-8 * done),
    norm = () => 0.8,
    evaluations = 10,
    devItems = 600,
    noise = 0.05,
  } = curves
  const random = new RandomStream(1, 'history')
  const steps = Array.from({ length: 300 }, (_, i): StepRow => {
    const done = i / 299
    return {
      step: i + 1,
      epoch: 1 + Math.floor((i * evaluations) / 300),
      loss: loss(done) * (1 + noise * random.normal()),
      gradientNorm: norm(done),
      learningRate: 2e-5,
    }
  })
  const rows = Array.from({ length: evaluations }, (_, i): EvaluationRow => {
    const done = (i + 1) / evaluations
    const devScore = dev(done)
    const label = (name: string) => ({
      label: name,
      predicted: devItems / 2,
      support: devItems / 2,
      f1: devScore,
    })
    return {
      epoch: i + 1,
      step: Math.round(300 * done),
      trainLoss: loss(done),
      devScore,
      metric: 'accuracy',
      perLabel: [label('A'), label('B')],
    }
  })
  return {
    run: {
      kinds: ['cls'],
      parameters: 102e6,
      layers: 12,
      pretrained: true,
      trainRecords: 1000,
      devRecords: devItems,
      labels: ['A', 'B'].map((label) => ({ label, train: 500, dev: devItems / 2 })),
      plannedSteps: 300,
      usualLearningRate: 2e-5,
      modelDropout: 0.1,
      memoryLimitMb: 8000,
      plannedMemoryMb: 3000,
      ...curves.run,
      settings: {
        ...parseSettings({ ...SETTINGS, ...curves.settings }),
        ...SETTINGS,
        ...curves.settings,
      } as RunFacts['settings'],
    },
    steps,
    evaluations: rows,
    outcome: 'epochs',
    ...change,
  }
}
