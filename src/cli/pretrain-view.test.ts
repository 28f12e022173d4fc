import { afterEach, expect, test, vi } from 'vitest'
import type { Language } from '../base/locale.ts'
import type { PretrainDone, PretrainEvent, PretrainPlan } from '../pretrain/index.ts'
import type { Output } from './output.ts'
import { PretrainView } from './pretrain-view.ts'

afterEach(() => vi.unstubAllEnvs())
const speak = (language: Language) => vi.stubEnv('HANTUNE_LANG', language)

/** What people read of an event. */
function told(event: PretrainEvent): string {
  const texts: string[] = []
  const output = { event() {}, text: (text: string) => texts.push(text) } as unknown as Output
  new PretrainView(output).show(event)
  return texts.join('\n')
}

const STOPPED: PretrainDone = {
  event: 'pretrain-done',
  folder: 'runs/a',
  model: 'runs/a/model',
  reason: 'interrupted',
  saved: true,
  steps: 7,
  tokensSeen: 70,
  seconds: 1,
}

test('a run that was stopped says what is saved, and nothing that is not', () => {
  speak('en')
  expect(told(STOPPED)).toMatch(/stopped after step 7; everything is saved in runs\/a/)
  const early = told({ ...STOPPED, saved: false, steps: 0 })
  expect(early).toMatch(/before the first step; runs\/a holds the configuration only/)
  expect(early).toContain('hantune pretrain --resume runs/a')
  expect(early).not.toMatch(/everything|step 0/)
  speak('zh')
  expect(told({ ...STOPPED, saved: false, steps: 0 })).toMatch(/没有训练任何一步；runs\/a 里只有配置/)
})

test('the plan names the weights that start at random', () => {
  speak('en')
  const names = ['a', 'b', 'c', 'd', 'e'].map((name) => `cls.${name}`)
  const plan = (initialised: readonly string[]): PretrainPlan => ({
    event: 'pretrain-plan',
    model: { name: 'm', layers: 1, width: 8, vocabulary: 9, parameters: 99, pretrained: true, initialised },
    masking: 'wwm',
    steps: 3,
    stepsDone: 0,
    warmupSteps: 1,
    decaySteps: 1,
    epochs: 1,
    tokensPerStep: 8,
    windows: 4,
    learningRate: 1e-3,
    seconds: 1,
    memoryMb: 100,
  })
  expect(told(plan(names))).toMatch(/initialised 5 tensors .*\(cls\.a, cls\.b, cls\.c, cls\.d, …\)/)
  expect(told(plan([]))).not.toContain('initialised')
})
