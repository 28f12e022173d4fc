export { parseSettings } from './parse.ts'
export { defaultLearningRate } from './rates.ts'
export { SETTING_NAMES, type Settings, type SettingsInput } from './schema.ts'
