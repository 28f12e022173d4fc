export { ADAMW_DEFAULTS, AdamW, type AdamWSettings, clipFactor, decays, gradientNorm } from './adamw.ts'
export { linearWithWarmup, warmupStepsOf } from './schedule.ts'
