import type { NamedTask } from './model.ts'
import { LEARN_TOKENS, PASS_TOKENS } from './model.ts'
import type { CompleteSettings, EncodedTask } from './prepare.ts'
import type { Pretrained } from './pretrained.ts'

/** How a run is cut so that it fits the memory. */
export interface MemoryPlan {
  /** About the most tokens of one pass with learning, and of one without. */
  readonly learnTokens: number
  readonly passTokens: number
  readonly recompute: boolean
  readonly predictedMb: number
  /** What was changed to fit, in words for people. */
  readonly changed: readonly string[]
}

export function memoryPlanOf(
  _source: Pretrained,
  _tasks: readonly NamedTask[],
  _sets: readonly EncodedTask[],
  settings: CompleteSettings,
): MemoryPlan {
  return {
    learnTokens: LEARN_TOKENS,
    passTokens: PASS_TOKENS,
    recompute: settings.recompute,
    predictedMb: 0,
    changed: [],
  }
}
