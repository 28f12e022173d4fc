import { defineErrors } from '../base/errors.ts'
import { type MemoryLimit, memoryLimit } from '../base/memory-limit.ts'
import type { MemoryChoice, MemoryFacts } from './memory-facts.ts'
import { type MemoryParts, predictMemory } from './memory-model.ts'
import { LEARN_TOKENS, PASS_TOKENS } from './model.ts'

const fail = defineErrors({
  E_MEMORY_LIMIT: {
    zh: {
      what: '训练至少需要约 {predicted} MB 内存，而上限是 {limit} MB：参数和优化器 {parameters} MB，激活值 {activations} MB，进程和数据 {process} MB',
      fix: '可依次尝试：--max-length 调小（现在最长 {longest} 个词元），--optimizer-state bfloat16，--train-layers 只训练最后几层，--freeze-embeddings，换用更小的模型；若机器确有更多内存，用 --memory-limit 说明',
    },
    en: {
      what: 'training needs about {predicted} MB at least, and the limit is {limit} MB: parameters and optimizer {parameters} MB, activations {activations} MB, process and data {process} MB',
      fix: 'try, in this order: a smaller --max-length (the longest example now has {longest} tokens), --optimizer-state bfloat16, --train-layers for the last layers only, --freeze-embeddings, a smaller model; if the machine has more memory, say so with --memory-limit',
    },
  },
})

const MEGABYTE = 1e6
/** Left free of what the machine or container has: predictions are off by some percent, and others live there too. */
const SAFETY_MARGIN = 0.1
/** What the process has already varies by a few megabytes from run to run: rounded up, it seldom changes a choice. */
const BASE_STEP_BYTES = 64 * 2 ** 20
/** Parts below so many tokens leave the processor waiting: values are computed again before it comes to that. */
const LEAST_LEARN_TOKENS = 256
const LEAST_RECOMPUTED_TOKENS = 64

export interface MemoryPlan extends MemoryChoice {
  readonly predictedMb: number
  /** Megabytes by what takes them. */
  readonly parts: MemoryParts
  /** What differs from the defaults and settings, to be said to the user. */
  readonly changed: readonly (keyof MemoryChoice)[]
}

/**
 * The bytes that a run may take: what the user said, or what the machine or container has less a tenth.
 *
 * @param setting the setting `memoryLimit`, in megabytes
 */
export function memoryBudget(setting: number | undefined, limit: MemoryLimit = memoryLimit()): number {
  return setting === undefined ? limit.bytes * (1 - SAFETY_MARGIN) : setting * MEGABYTE
}

/**
 * Chooses how steps are cut into parts so that a run fits: the largest parts that do (gradients of parts add up, so
 * results are equal up to rounding), then computing values again in the backward pass. The same facts and limit
 * give the same choice; the bits of training depend on it, so a run keeps it in its configuration.
 *
 * @throws E_MEMORY_LIMIT before anything is allocated if nothing fits
 */
export function chooseMemoryPlan(facts: MemoryFacts, limitBytes: number): MemoryPlan {
  let least: MemoryPlan | undefined
  for (const choice of choices(facts.recompute)) {
    const plan = planOf(facts, choice)
    const slack = Math.ceil(facts.baseBytes / BASE_STEP_BYTES) * BASE_STEP_BYTES - facts.baseBytes
    if (plan.predictedMb * MEGABYTE + slack <= limitBytes) return plan
    if (!least || plan.predictedMb < least.predictedMb) least = plan
  }
  const { predictedMb, parts } = least!
  throw fail('E_MEMORY_LIMIT', {
    predicted: predictedMb,
    limit: Math.floor(limitBytes / MEGABYTE),
    parameters: parts.parameters,
    activations: parts.tape + parts.masks + parts.workspace,
    process: parts.base + parts.engine,
    longest: facts.lengths.reduce((most, length) => Math.max(most, length), 0),
  })
}

/** From the fastest to the smallest. */
function* choices(recompute: boolean): Generator<MemoryChoice> {
  const halvings = function* (least: number, again: boolean): Generator<MemoryChoice> {
    for (let part = 1; LEARN_TOKENS / part >= least; part *= 2)
      yield { learnTokens: LEARN_TOKENS / part, passTokens: PASS_TOKENS / part, recompute: again }
  }
  if (!recompute) yield* halvings(LEAST_LEARN_TOKENS, false)
  yield* halvings(LEAST_RECOMPUTED_TOKENS, true)
}

function planOf(facts: MemoryFacts, choice: MemoryChoice): MemoryPlan {
  const { bytes, parts } = predictMemory(facts, choice)
  const megabytes = Object.entries(parts).map(([key, own]) => [key, Math.round(own / MEGABYTE)])
  const usual: MemoryChoice = {
    learnTokens: LEARN_TOKENS,
    passTokens: PASS_TOKENS,
    recompute: facts.recompute,
  }
  const keys = Object.keys(usual) as (keyof MemoryChoice)[]
  return {
    ...choice,
    predictedMb: Math.ceil(bytes / MEGABYTE),
    parts: Object.fromEntries(megabytes) as unknown as MemoryParts,
    changed: keys.filter((key) => choice[key] !== usual[key]),
  }
}
