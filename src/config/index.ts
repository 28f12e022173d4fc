export { parseSettings } from './parse.ts'
export { checkPatterns } from './patterns.ts'
export { defaultLearningRate, defaultRates, isTrainable, rateOf } from './rates.ts'
export { SETTING_NAMES, type Settings, type SettingsInput } from './schema.ts'
