import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkMultiLoss, parseSettings, type SettingsInput } from '../config/index.ts'
import { history } from './_testing.case.ts'
import { chooseRemedy, diagnose } from './diagnose.ts'
import type { FindingCode } from './finding.ts'
import type { LabelRow, Outcome, RunHistory } from './history.ts'
import { renderFindings } from './render.ts'

const codes = (run: RunHistory) => diagnose(run).map(({ code }) => code)
const withLabels = (run: RunHistory, rows: readonly LabelRow[], train: readonly number[]): RunHistory => ({
  ...run,
  run: {
    ...run.run,
    labels: rows.map(({ label, support }, i) => ({ label, train: train[i]!, dev: support })),
  },
  evaluations: run.evaluations.map((row) => ({ ...row, perLabel: rows })),
})
const row = (label: string, support: number, predicted: number, f1: number) => ({
  label,
  support,
  predicted,
  f1,
})
const flat = () => 0.69

const SICK: Readonly<Record<FindingCode, RunHistory>> = {
  COACH_MEMORY: history({}, { outcome: 'out-of-memory', steps: [], evaluations: [] }),
  COACH_DIVERGENCE: history({ loss: (done) => 0.7 + 9 * done, dev: () => 0.5 }),
  COACH_RATE_HIGH: history({
    loss: (done) => (done === 0 ? 0.65 : 0.85 - 0.15 * done),
    dev: () => 0.5,
    settings: { learningRate: 1e-3 },
  }),
  COACH_NO_CONVERGENCE: history({ loss: flat, dev: () => 0.5, settings: { learningRate: 1e-8 } }),
  COACH_DEAD_LABELS: withLabels(history(), [row('A', 500, 540, 0.96), row('B', 40, 0, 0)], [900, 18]),
  COACH_OVERFITTING: history({ dev: (done) => 0.75 - 0.4 * (done - 0.3) ** 2 - (done < 0.2 ? 0.2 : 0) }),
  COACH_IMBALANCE: withLabels(history(), [row('A', 500, 520, 0.95), row('B', 40, 20, 0.35)], [900, 18]),
  COACH_SLOW: history({ loss: (done) => 0.7 - 0.4 * done, dev: (done) => 0.4 + 0.4 * done }),
  COACH_DEV_SMALL: history({ devItems: 20, dev: (done) => (done > 0.75 ? 0.9 : 0.85) }),
}

test.each([undefined, 'running', 'interrupted', 'patience'] as const)(
  'a sound run (%s) hears nothing',
  (outcome) => {
    expect(diagnose(history({}, outcome && { outcome }))).toEqual([])
  },
)

test('a sound run hears nothing at any time', () => {
  const run = history()
  for (let steps = 0; steps <= 300; steps += 7) {
    const evaluations = run.evaluations.filter(({ step }) => step <= steps)
    expect(diagnose({ ...run, outcome: 'running', steps: run.steps.slice(0, steps), evaluations })).toEqual(
      [],
    )
  }
})

describe.each(Object.entries(SICK) as [FindingCode, RunHistory][])('%s', (code, run) => {
  test('is named first, in both languages, with every place filled', () => {
    expect(codes(run)[0]).toBe(code)
    const [finding] = diagnose(run)
    const texts = [finding!.what, finding!.why, ...finding!.remedies.map(({ why }) => why)]
    for (const { zh, en } of texts) {
      expect(zh).toMatch(/\p{Script=Han}/u)
      expect(en).not.toMatch(/\p{Script=Han}/u)
      expect(zh + en).not.toMatch(/[{}]|undefined|NaN%/)
    }
    expect(Object.values(finding!.evidence).every(Number.isFinite)).toBe(true)
  })

  test('its remedies are settings, and none is in force already', () => {
    for (const { settings } of diagnose(run)[0]!.remedies) {
      const patched = { ...run.run.settings, ...settings }
      expect(() => parseSettings(patched)).not.toThrow()
      if (Object.keys(settings).length > 0) expect(patched).not.toEqual(run.run.settings)
    }
  })

  test('patches applied one upon another come to an end without a repetition', () => {
    let now = run
    const seen: SettingsInput[] = []
    for (let i = 0; i < 60; i++) {
      const choice = chooseRemedy(
        diagnose(now).filter((finding) => finding.code === code),
        seen,
      )
      if (!choice) break
      expect(seen).not.toContainEqual(choice.settings)
      seen.push(choice.settings)
      const settings = { ...now.run.settings, ...choice.settings } as RunHistory['run']['settings']
      now = { ...now, run: { ...now.run, settings } }
    }
    expect(seen.length).toBeLessThan(60)
    expect(seen.length > 0).toBe(code !== 'COACH_DEV_SMALL')
  })
})

const TASKS: readonly (readonly [name: string, kinds: RunHistory['run']['kinds'], own: SettingsInput])[] = [
  ['entities', ['ner'], { head: 'softmax' }],
  ['entities with a CRF', ['ner'], { head: 'crf' }],
  ['classes', ['cls'], { head: 'softmax' }],
  ['pairs', ['pair'], { head: 'softmax' }],
  ['several labels', ['multi'], { head: 'softmax' }],
  ['several tasks', ['ner', 'multi'], { head: 'crf' }],
  ['adversarial training', ['cls'], { head: 'softmax', fgm: 1 }],
]
describe.each(TASKS)('for %s', (_, kinds, own) => {
  test.each(Object.entries(SICK))('%s advises nothing that such a run would refuse', (_code, sick) => {
    const settings = { ...sick.run.settings, ...own } as RunHistory['run']['settings']
    const [finding] = diagnose({ ...sick, run: { ...sick.run, kinds, settings } })
    expect(finding!.remedies.length).toBeGreaterThan(0)
    for (const { settings: patch } of finding!.remedies) {
      const parsed = parseSettings({ ...settings, ...patch })
      if (kinds.includes('multi')) checkMultiLoss(parsed, 'multi')
    }
  })
})

test('labels that a model of several labels never gives: more epochs, then thresholds', () => {
  const sick = SICK.COACH_DEAD_LABELS
  const [finding] = diagnose({ ...sick, run: { ...sick.run, kinds: ['multi'] } })
  expect(finding!.remedies.map(({ settings }) => settings)).toEqual([
    { epochs: 2 * sick.run.settings.epochs },
    {},
    {},
  ])
  expect(finding!.remedies[1]!.why.en).toContain('evaluate --calibrate')
})

test('a short run that ended without giving any label is told so, and to go on first', () => {
  const run = history()
  const evaluations = [8, 16, 24].map((step, i) => ({
    ...run.evaluations[0]!,
    step,
    epoch: i + 1,
    devScore: 0,
  }))
  const short = { ...run, outcome: 'epochs' as const, steps: run.steps.slice(0, 24), evaluations }
  const none = withLabels(short, [row('A', 6, 0, 0), row('B', 5, 0, 0)], [30, 28])
  expect(codes(none)).toContain('COACH_DEAD_LABELS')
  const dead = diagnose(none).find(({ code }) => code === 'COACH_DEAD_LABELS')!
  expect(dead.remedies[0]!.settings).toEqual({ epochs: 2 * run.run.settings.epochs })
  // One label that is late in so short a run is no sign, nor is anything while the run goes on.
  expect(codes(withLabels(short, [row('A', 6, 7, 0.5), row('B', 5, 0, 0)], [30, 28]))).not.toContain(
    'COACH_DEAD_LABELS',
  )
  expect(codes({ ...none, outcome: 'running' })).not.toContain('COACH_DEAD_LABELS')
})

test('a loss that is not finite is divergence, and the rate goes to a fifth', () => {
  const run = history({}, { outcome: 'diverged', errorCode: 'E_TRAIN_NOT_FINITE' })
  expect(codes(run)).toEqual(['COACH_DIVERGENCE'])
  expect(chooseRemedy(diagnose(run))).toEqual({ code: 'COACH_DIVERGENCE', settings: { learningRate: 4e-6 } })
})

test('remedies escalate: what is set is not proposed again', () => {
  const settings = { dropout: 0.3, weightDecay: 0.1, l2: 0.01 }
  const run = history({ dev: (done) => 0.75 - 0.4 * (done - 0.3) ** 2 - (done < 0.2 ? 0.2 : 0), settings })
  expect(chooseRemedy(diagnose(run))!.settings).toEqual({ l2: 0.03 })
  const memory = history({ run: { plannedMemoryMb: 9000 }, settings: { batchSize: 1, recompute: true } })
  expect(chooseRemedy(diagnose(memory))!.settings).toEqual({ activations: 'float16' })
})

test('a rate far from the usual is set by its magnitude', () => {
  expect(chooseRemedy(diagnose(SICK.COACH_NO_CONVERGENCE))!.settings).toEqual({ learningRate: 2e-5 })
  const slow = history({ loss: flat, dev: () => 0.5 })
  expect(chooseRemedy(diagnose(slow))!.settings).toEqual({ learningRate: 5e-5 })
})

test('the rates that a remedy tells are the run’s own', () => {
  const [finding] = diagnose(SICK.COACH_SLOW)
  const raise = finding!.remedies.find(({ settings }) => settings.learningRate !== undefined)!
  const { learningRate } = SICK.COACH_SLOW.run.settings
  expect(raise.why.en).toContain(`(${learningRate} to ${raise.settings.learningRate})`)
})

test('the dev set that would do is told', () => {
  const [finding] = diagnose(SICK.COACH_DEV_SMALL)
  // 18 of 20, two of each added: p = 20/24.
  expect(finding!.evidence.standardError).toBeCloseTo(Math.sqrt(((20 / 24) * (4 / 24)) / 24), 12)
  expect(finding!.evidence.needed).toBe(Math.ceil((20 / 24) * (4 / 24) * 1e4))
})

test('rendering joins findings and commands', () => {
  const text = renderFindings(
    diagnose(SICK.COACH_NO_CONVERGENCE),
    (patch) => `--lr ${patch.learningRate ?? '-'}`,
    'en',
  )
  expect(text).toContain('[COACH_NO_CONVERGENCE]')
  expect(text).toContain('→ --lr 0.00002  a higher rate')
})

test('no history makes it fail, nor gives a figure that is no number', () => {
  const number = fc.oneof(fc.double(), fc.double({ min: 0, max: 3, noNaN: true }))
  const score = fc.double({ min: 0, max: 1, noNaN: true })
  const count = fc.integer({ min: 0, max: 50 })
  const label = fc.record({
    label: fc.constantFrom('A', 'B', 'C'),
    predicted: count,
    support: count,
    f1: score,
  })
  const random = fc.record({
    losses: fc.array(fc.tuple(number, number), { maxLength: 80 }),
    scores: fc.array(fc.tuple(score, number, fc.array(label, { maxLength: 4 })), { maxLength: 12 }),
    outcome: fc.constantFrom<Outcome>(
      'epochs',
      'patience',
      'interrupted',
      'diverged',
      'out-of-memory',
      'running',
    ),
    limit: fc.option(fc.integer({ min: 1, max: 9000 }), { nil: undefined }),
    learningRate: fc.double({ min: 1e-9, max: 1, noNaN: true }),
  })
  fc.assert(
    fc.property(random, ({ losses, scores, outcome, limit, learningRate }) => {
      const base = history({ settings: { learningRate } })
      const { memoryLimitMb: _, ...facts } = base.run
      const run: RunHistory = {
        run: { ...facts, ...(limit !== undefined && { memoryLimitMb: limit }) },
        steps: losses.map(([loss, gradientNorm], i) => ({
          step: i + 1,
          epoch: 1,
          loss,
          gradientNorm,
          learningRate,
        })),
        evaluations: scores.map(([devScore, trainLoss, perLabel], i) => ({
          ...{ epoch: i + 1, step: i + 1, trainLoss, devScore, metric: 'f1', perLabel },
        })),
        outcome,
      }
      const findings = diagnose(run)
      const chosen = chooseRemedy(findings)
      if (chosen) parseSettings({ ...run.run.settings, ...chosen.settings })
      renderFindings(findings, JSON.stringify, 'zh')
      for (const { evidence } of findings) expect(Object.values(evidence).some(Number.isNaN)).toBe(false)
    }),
    { numRuns: 400 },
  )
})
