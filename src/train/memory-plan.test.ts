import { describe, expect, test } from 'vitest'
import { HanTuneError } from '../base/errors.ts'
import { encoderParameters, headParameters, parseBertConfig } from '../models/index.ts'
import type { MemoryFacts } from './memory-facts.ts'
import { predictMemory } from './memory-model.ts'
import { chooseMemoryPlan, memoryBudget } from './memory-plan.ts'

const config = parseBertConfig({
  vocab_size: 21128,
  hidden_size: 768,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  intermediate_size: 3072,
  max_position_embeddings: 512,
})
const facts: MemoryFacts = {
  baseBytes: 100e6,
  config,
  declarations: [...encoderParameters(config), ...headParameters(config, { kind: 'token', classes: 9 })],
  isTrainable: () => true,
  tasks: 1,
  reads: 'token',
  classes: 9,
  lengths: Array.from({ length: 300 }, (_, i) => 20 + (i % 100)),
  passLengths: [],
  batchSize: 32,
  copies: 1,
  dropout: { hidden: 0.1, attention: 0.1 },
  activations: 'float32',
  optimizerState: 'float32',
  ema: false,
  recompute: false,
}
const WHOLE = { learnTokens: 2048, passTokens: 1024, recompute: false }

test('parameters take 16 bytes if they learn, 4 if not, 12 with small moments, 4 more with a moving average', () => {
  const count = facts.declarations.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0)
  // No step of two texts has two parts.
  const parameters = (given: Partial<MemoryFacts>) =>
    predictMemory({ ...facts, batchSize: 2, ...given }, WHOLE).parts.parameters / count
  expect(parameters({})).toBe(16)
  expect(parameters({ isTrainable: () => false })).toBe(4)
  expect(parameters({ optimizerState: 'bfloat16' })).toBe(12)
  expect(parameters({ ema: true })).toBe(20)
})

describe('the prediction falls', () => {
  const whole = predictMemory(facts, WHOLE)
  test.each([
    ['with smaller parts', facts, { ...WHOLE, learnTokens: 512, passTokens: 256 }],
    ['with recomputation', facts, { ...WHOLE, recompute: true }],
    ['with halves', { ...facts, activations: 'float16' as const }, WHOLE],
    ['with frozen layers', { ...facts, isTrainable: (name: string) => /layer\.11\./.test(name) }, WHOLE],
    ['with shorter texts', { ...facts, lengths: [10, 10] }, WHOLE],
  ])('%s', (_, changed, choice) => {
    expect(predictMemory(changed, choice).parts.tape).toBeLessThan(whole.parts.tape)
  })

  test('with R-Drop never: a part has its examples twice, but half as many where it is full', () => {
    // Two texts fill no part: both copies come on top.
    const small = { ...facts, lengths: [10, 10] }
    const [once, twice] = [1, 2].map((copies) => predictMemory({ ...small, copies }, WHOLE).parts.tape)
    expect(twice! / once!).toBeCloseTo(2, 1)
    const full = predictMemory({ ...facts, copies: 2 }, WHOLE).parts.tape
    expect(full / whole.parts.tape).toBeGreaterThan(0.9)
    expect(full / whole.parts.tape).toBeLessThan(1.5)
  })
})

describe('the plan', () => {
  test('changes nothing where there is room', () => {
    const plan = chooseMemoryPlan(facts, 16e9)
    expect(plan).toMatchObject({ ...WHOLE, changed: [] })
    expect(plan.predictedMb * 1e6).toBeCloseTo(predictMemory(facts, WHOLE).bytes, -7)
  })

  test('cuts smaller parts first, then computes again, and keeps below every limit it accepts', () => {
    const seen: string[] = []
    for (let limit = 4e9; ; limit -= 100e6) {
      try {
        const plan = chooseMemoryPlan(facts, limit)
        expect(plan.predictedMb * 1e6).toBeLessThanOrEqual(limit)
        expect(chooseMemoryPlan(facts, limit)).toEqual(plan)
        const shown = `${plan.learnTokens} ${plan.recompute}`
        if (seen.at(-1) !== shown) seen.push(shown)
      } catch (error) {
        expect((error as HanTuneError).code).toBe('E_MEMORY_LIMIT')
        break
      }
    }
    expect(seen[0]).toBe('2048 false')
    expect(seen).toContain('1024 false')
    const firstAgain = seen.findIndex((text) => text.endsWith('true'))
    expect(firstAgain).toBeGreaterThan(1)
    expect(seen.slice(firstAgain).every((text) => text.endsWith('true'))).toBe(true)
    for (const part of [seen.slice(0, firstAgain), seen.slice(firstAgain)]) {
      const tokens = part.map((text) => Number.parseInt(text, 10))
      expect(tokens).toEqual([...tokens].sort((a, b) => b - a))
    }
  })

  test('fails with what takes the memory if nothing fits', () => {
    const failure = () => chooseMemoryPlan(facts, 1e9)
    expect(failure).toThrow(HanTuneError)
    try {
      failure()
    } catch (error) {
      const { values, code } = error as HanTuneError
      expect(code).toBe('E_MEMORY_LIMIT')
      expect(values).toMatchObject({ limit: 1000, longest: 119 })
      expect(Number(values.parameters)).toBeGreaterThan(1600)
      const sum = Number(values.parameters) + Number(values.activations) + Number(values.process)
      expect(Math.abs(sum - Number(values.predicted))).toBeLessThan(5)
    }
  })
})

test('the budget is what the user says, or what there is less a tenth', () => {
  const limit = { bytes: 10e9, source: 'machine' } as const
  expect(memoryBudget(undefined, limit)).toBe(9e9)
  expect(memoryBudget(2500, limit)).toBe(2.5e9)
})
