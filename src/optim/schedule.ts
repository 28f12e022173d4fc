/** Warmup in steps, or as a share of all steps if below 1. */
export function warmupStepsOf(warmup: number, totalSteps: number): number {
  return warmup < 1 ? Math.round(warmup * totalSteps) : Math.min(Math.round(warmup), totalSteps)
}

/**
 * The factor of the learning rate for a step (from 0): rising linearly from 0 over the warmup, then falling
 * linearly to 0 at `totalSteps`.
 */
export function linearWithWarmup(step: number, warmupSteps: number, totalSteps: number): number {
  if (step < warmupSteps) return step / warmupSteps
  return Math.max(0, (totalSteps - step) / Math.max(1, totalSteps - warmupSteps))
}
