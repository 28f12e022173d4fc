/** How the learning rate goes after the warmup. */
export type ScheduleKind = 'linear' | 'cosine' | 'constant'

/** Warmup in steps, or as a share of all steps if below 1. */
export function warmupStepsOf(warmup: number, totalSteps: number): number {
  return warmup < 1 ? Math.round(warmup * totalSteps) : Math.min(Math.round(warmup), totalSteps)
}

/** What is left of the rate when this share of the steps after the warmup is done. */
const AFTER_WARMUP: Readonly<Record<ScheduleKind, (done: number) => number>> = {
  linear: (done) => 1 - done,
  cosine: (done) => (1 + Math.cos(Math.PI * done)) / 2,
  constant: () => 1,
}

/**
 * The factor of the learning rate for a step (from 0): rising linearly from 0 over the warmup, then falling to 0 at
 * `steps` along a line or half a cosine, or staying. The same as transformers' get_linear_, get_cosine_ and
 * get_constant_schedule_with_warmup.
 */
export function scheduleFactor(kind: ScheduleKind, step: number, warmupSteps: number, steps: number): number {
  if (step < warmupSteps) return step / warmupSteps
  return AFTER_WARMUP[kind](Math.min(1, (step - warmupSteps) / Math.max(1, steps - warmupSteps)))
}

/** `scheduleFactor` of the linear schedule. */
export const linearWithWarmup = (step: number, warmupSteps: number, steps: number): number =>
  scheduleFactor('linear', step, warmupSteps, steps)
