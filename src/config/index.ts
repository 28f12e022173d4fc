export { readTable, shownValue, type Table } from './_yaml.ts'
export { ACCEPTED_NAMES, ALIASES, type AliasInput, ownNames } from './aliases.ts'
export { CHOICES, choicesFor } from './choices.ts'
export { checkMultiLoss } from './conflicts.ts'
export {
  type ConfigData,
  type ConfigFile,
  type MeasuredDigests,
  readConfigFile,
  requireData,
} from './file.ts'
export { parseBy, parseSettings } from './parse.ts'
export { checkPatterns, matches } from './patterns.ts'
export { defaultLearningRate, defaultRates, hasMuchToLearn, isTrainable, rateOf } from './rates.ts'
export { READING_NAMES, type Reading, readingOf } from './reading.ts'
export { DEFAULT_SEED, SETTING_NAMES, type Settings, type SettingsInput, threadCount } from './schema.ts'
export { DEFAULT_WINDOW, windowOf } from './window.ts'
