export { applyRules, type FoundEntity, type RuledOutput } from './apply.ts'
export {
  type ComparedEntity,
  type Comparison,
  compareTaggers,
  type UnseenRecall,
} from './compare.ts'
export { lexiconOf, loadRules } from './load.ts'
export { type RuleEntity, type RuleNote, Rules } from './rules.ts'
export { type OnReload, type WatchedRules, watchRules } from './watch.ts'
