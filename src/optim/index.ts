export {
  ADAMW_DEFAULTS,
  AdamW,
  type AdamWSettings,
  clipFactor,
  decays,
  gradientNorm,
  type Rate,
} from './adamw.ts'
export { type AverageBlock, WeightAverage } from './ema.ts'
export { WordPerturbation } from './fgm.ts'
export { addL2 } from './l2.ts'
export { linearWithWarmup, type ScheduleKind, scheduleFactor, warmupStepsOf } from './schedule.ts'
