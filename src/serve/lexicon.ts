import { loadRules } from '../rules/index.ts'
import type { ModelPrediction } from '../tasks/index.ts'
import { override, requireTagging, type TaskNames } from '../train/index.ts'

/** Rules that have their say on what a model predicts. */
export interface Lexicon {
  /** How many words and patterns. */
  readonly size: number
  /** @throws E_CLI_LEXICON_TASK where the model finds no entities */
  requireUse(model: TaskNames): void
  override(prediction: ModelPrediction, model: TaskNames): ModelPrediction
}

/** @throws E_RULES_* */
export function readLexicon(file: string): Lexicon {
  const rules = loadRules(file)
  return {
    size: rules.size,
    requireUse: (model) => {
      requireTagging(model)
    },
    override: (prediction, model) => override(prediction, rules, model),
  }
}
