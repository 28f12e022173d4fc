import { loadRules } from '../rules/index.ts'
import type { ModelPrediction } from '../tasks/index.ts'
import { foreignTypes, override, type TaskNames } from '../train/index.ts'

/** Rules that have their say on what a model predicts. */
export interface Lexicon {
  /** The first 12 hexadecimal digits of its SHA-256. */
  readonly digest: string
  /** How many words and patterns. */
  readonly size: number
  /**
   * What a user should know: rules that stand twice, types that the model does not know.
   *
   * @throws E_CLI_LEXICON_TASK where the model finds no entities
   */
  notesFor(model: TaskNames): readonly string[]
  override(prediction: ModelPrediction, model: TaskNames): ModelPrediction
}

/** @throws E_RULES_* */
export function readLexicon(file: string): Lexicon {
  const rules = loadRules(file)
  return {
    digest: rules.digest!.slice(0, 12),
    size: rules.size,
    notesFor: (model) => [...rules.notes, ...foreignTypes(rules, model)].map(({ text }) => text),
    override: (prediction, model) => override(prediction, rules, model),
  }
}
